// What rules may ask a spec, beyond the public model: prose without markup, sentences, scenarios, citations.
// Invariant: `plain` and `masked` have the length of `text`, so an offset means the same place in all three.
import type { Range, Section, SectionRole, Spec } from './model.ts';
import type { ProfileName } from './profile.ts';
import type { PieceProse } from './prose.ts';
import type { Table } from './tables.ts';

/** A run of prose that markdown shows as one piece. */
export interface Block {
  readonly kind: 'paragraph' | 'heading' | 'cell';
  readonly offset: number;
  readonly endOffset: number;
  /** Index into `sections`, or -1 before the first heading. */
  readonly section: number;
  /** Index into `items` of the nearest list item, or -1. */
  readonly item: number;
  readonly quoted: boolean;
}

export interface Item {
  readonly offset: number;
  readonly endOffset: number;
  readonly parent: number;
  readonly ordered: boolean;
  readonly checkbox: boolean;
  readonly section: number;
  /** Distinguishes lists: items of one list share it. */
  readonly list: number;
}

/** A part of the text that is read alone. */
export interface Piece {
  readonly offset: number;
  readonly endOffset: number;
  /** Index into `blocks` of its first. */
  readonly block: number;
  /** What it says. The same object for as long as the part stays as it is, over edits elsewhere too. */
  readonly own: PieceProse;
}

/** One sentence of prose, offsets into the text. */
export interface Statement {
  readonly offset: number;
  readonly endOffset: number;
  readonly block: number;
  readonly role: SectionRole;
  /** Index into `requirements` of the requirement that holds it, or -1. */
  readonly requirement: number;
  /** Whether it says what the product must do: a modal, an id, a requirement section, an expected step. */
  readonly normative: boolean;
}

export interface ScenarioStep {
  readonly keyword: 'given' | 'when' | 'then' | 'and' | 'but';
  readonly text: string;
  readonly range: Range;
}

/** A scenario written in the spec itself. */
export interface SpecScenario {
  readonly title: string;
  readonly range: Range;
  readonly headingRange: Range;
  readonly steps: readonly ScenarioStep[];
}

export interface Definition {
  readonly term: string;
  readonly text: string;
  readonly range: Range;
  readonly role: SectionRole;
}

/** A requirement id used somewhere other than where it is defined. */
export interface Citation {
  readonly id: string;
  readonly range: Range;
  readonly role: SectionRole;
}

/** `#anchor` of a link, or the number in "Section 4.7". */
export interface SectionReference {
  readonly kind: 'anchor' | 'number';
  readonly target: string;
  readonly range: Range;
}

export interface CodeBlock {
  readonly language: string;
  readonly value: string;
  readonly range: Range;
}

export interface SpecComment {
  /** Without the comment's markers, trimmed. */
  readonly text: string;
  readonly range: Range;
}

export type ProblemKind = 'file' | 'front-matter';

export interface ParsedSpec extends Spec {
  readonly problems: readonly {
    readonly kind: ProblemKind;
    readonly message: string;
    readonly range: Range;
  }[];
  readonly lineStarts: readonly number[];
  /** The prose without markup: removed characters are NUL, line breaks inside a block are spaces. */
  readonly plain: string;
  /** As `plain`, with markup as spaces and code, URLs and quoted text as `□`. */
  readonly masked: string;
  /** Ascending, without gaps but for a byte order mark. */
  readonly pieces: readonly Piece[];
  readonly blocks: readonly Block[];
  readonly items: readonly Item[];
  readonly statements: readonly Statement[];
  readonly scenarios: readonly SpecScenario[];
  readonly definitions: readonly Definition[];
  readonly citations: readonly Citation[];
  readonly sectionReferences: readonly SectionReference[];
  readonly codeBlocks: readonly CodeBlock[];
  readonly comments: readonly SpecComment[];
  readonly sections: readonly Section[];
  readonly tables: readonly Table[];
  /** Bold text: terms and ids are often written so. */
  readonly strong: readonly { readonly offset: number; readonly endOffset: number }[];
  /** The customs it follows: said in the front matter, by the caller, or seen. */
  readonly profile: ProfileName;
  /** Section numbers and heading anchors that exist here. */
  readonly anchors: readonly string[];
}

/** The public part alone: what leaves the linter. */
export function toSpec(spec: ParsedSpec): Spec {
  const { path, text, id, title, frontMatter, sections, requirements, terms, quantities, problems } = spec;
  return { path, text, id, title, frontMatter, sections, requirements, terms, quantities, problems };
}
