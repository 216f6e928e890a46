// What a markdown spec means: the model that rules, runs and views query. Plain data, positions included.

/** Half-open range: lines and columns from 1, columns in UTF-16 units; offsets from 0 into the text. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly offset: number;
  readonly endOffset: number;
}

export interface Requirement {
  /** `R7`, `AUTH-3`, `REQ-AUTH-007`, `FR-001`. */
  readonly id: string;
  readonly idRange: Range;
  /** The statement without the id, whitespace folded; may span several sentences. */
  readonly text: string;
  readonly range: Range;
  readonly modality: 'must' | 'should' | 'may' | 'none';
}

export type SectionRole =
  | 'requirement'
  | 'rationale'
  | 'example'
  | 'glossary'
  | 'non-goal'
  | 'scenario'
  | 'task'
  | 'done'
  | 'question'
  | 'other';

export interface Section {
  readonly title: string;
  readonly depth: number;
  readonly role: SectionRole;
  readonly range: Range;
  readonly headingRange: Range;
}

/** A stand-in for an external service: how it starts, and the variable in which the product finds its address. */
export interface TwinDeclaration {
  readonly run: readonly string[];
  readonly env?: string | undefined;
}

export interface SpecFrontMatter {
  readonly id?: string;
  readonly title?: string;
  readonly status?: string;
  readonly owner?: string;
  readonly area?: string;
  readonly level?: number;
  readonly build?: string;
  readonly start?: string;
  readonly ready?: string;
  readonly bin?: Readonly<Record<string, readonly string[]>>;
  /** The customs the document follows, where they are not to be guessed. */
  readonly profile?: string;
  readonly twins?: Readonly<Record<string, TwinDeclaration>>;
}

export interface Term {
  readonly term: string;
  readonly range: Range;
}

export interface Quantity {
  readonly value: number;
  readonly unit: string | null;
  readonly range: Range;
}

/** A spec as understood. Reading never fails; what could not be understood is in `problems`. */
export interface Spec {
  readonly path: string;
  readonly text: string;
  /** Front matter `id`, else the file's base name without `.md` / `.spec.md`. */
  readonly id: string;
  /** Front matter `title`, else the first heading, else the id. */
  readonly title: string;
  readonly frontMatter: SpecFrontMatter;
  readonly sections: readonly Section[];
  readonly requirements: readonly Requirement[];
  readonly terms: readonly Term[];
  readonly quantities: readonly Quantity[];
  readonly problems: readonly { readonly message: string; readonly range: Range }[];
}
