// What a spec says that another spec may contradict, cite or miss: small plain data, so that a set of files can be compared
// without their texts.
import type { Range } from '../spec/model.ts';
import type { DocumentKind } from '../spec/profile.ts';

export type FactKind =
  | 'requirement'
  | 'definition'
  | 'number'
  | 'default'
  | 'claim'
  | 'enum'
  | 'declaration'
  | 'citation'
  | 'task'
  | 'non-goal';

export interface Fact {
  readonly kind: FactKind;
  /** What it is about: two facts with one key speak of the same thing. */
  readonly key: string;
  /** What it says, in a form that can be compared. */
  readonly value: string;
  /** What it says, as written. */
  readonly shown: string;
  /** A defined term as written; its key is in small letters. */
  readonly name?: string;
  readonly range: Range;
}

export interface SpecFacts {
  readonly path: string;
  readonly document: DocumentKind;
  readonly facts: readonly Fact[];
}
