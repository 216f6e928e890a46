// What a break-glass rule is: one file with its reason, what triggers it, near misses that do not, and one function.
// The examples are its tests and its page.
import type { Change } from './change.ts';
import type { FileKind } from './file-kind.ts';

/** Lines of one file that have to be read, with the one thing to find out about them. */
export interface Spot {
  readonly path: string;
  readonly side: 'base' | 'head';
  readonly start: number;
  readonly lines: number;
  readonly question: string;
  /** What was seen there, in a few words. */
  readonly reason: string;
}

/** A hole of a package that is publicly listed. */
export interface Advisory {
  readonly package: string;
  readonly title: string;
  readonly url: string;
  /** As its source grades it: low, moderate, high or critical. */
  readonly severity: string;
}

/** What is known beside the change itself; null is "not known". */
export interface ChangeFacts {
  /** `critical` globs of dimmer.yaml. */
  readonly critical: readonly string[];
  /** What is missing of where the change comes from, in words. */
  readonly provenance: readonly string[];
  readonly owner: string;
  /** Kinds of integrity findings, as core/run/integrity.ts names them. */
  readonly integrity: readonly string[];
  /** Values of the visible scenarios that do not stand in the spec. */
  readonly visible: readonly string[];
  readonly wayBack: { readonly rehearsed: boolean; readonly irreversible: readonly string[] } | null;
  readonly surface: readonly {
    readonly kind: string;
    readonly name: string;
    readonly breaking: boolean;
    readonly privileged: boolean;
    readonly named: boolean;
  }[];
  readonly coverage: { readonly changed: number; readonly executed: number } | null;
  readonly outside: number | null;
  /** New with this change; null when nobody looked. */
  readonly advisories: readonly Advisory[] | null;
  readonly evidence: { readonly scenarios: number; readonly minimum: number } | null;
  readonly builder: string;
  readonly judge: string | null;
}

export const noFacts: ChangeFacts = {
  critical: [],
  provenance: [],
  owner: 'somebody',
  integrity: [],
  visible: [],
  wayBack: null,
  surface: [],
  coverage: null,
  outside: null,
  advisories: null,
  evidence: null,
  builder: '',
  judge: null,
};

/** One file of an example, with lines as they would be in it; `removed` ones were at the base. */
export interface ExampleFile {
  readonly path: string;
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  readonly status?: 'added' | 'modified' | 'removed';
  readonly binary?: boolean;
}

export interface Example {
  /** What the example is, in a few words. */
  readonly name: string;
  readonly files?: readonly ExampleFile[];
  readonly facts?: Partial<ChangeFacts>;
}

interface Described {
  readonly id: string;
  readonly title: string;
  /** Why a human has to look, in one sentence. */
  readonly reason: string;
  readonly triggers: readonly Example[];
  /** Close, but not it. */
  readonly passes: readonly Example[];
}

/** Forces reading: exactly the lines it returns open. */
export interface ForcingRule extends Described {
  readonly group: 'forces';
  /** 1 to 10: how much a mistake here costs. */
  readonly weight: number;
  readonly find: (change: Change, facts: ChangeFacts) => readonly Spot[];
}

/** Said on the card, or refuses to merge at all: sentences, and nothing opens. */
export interface SayingRule extends Described {
  readonly group: 'says' | 'refuses';
  readonly find: (change: Change, facts: ChangeFacts) => readonly string[];
}

export type Rule = ForcingRule | SayingRule;

/** A line as rules look at it: cut to a length that a person could read. */
export const longestLine = 2_000;

export interface Cue {
  readonly pattern: RegExp;
  /** What is to be found out, about `what` was seen. */
  readonly question: (what: string) => string;
  /** Only in files whose path says so. */
  readonly path?: RegExp;
  /** A check: it counts where it goes or reads otherwise, not where it is new. */
  readonly check?: true;
  /** A hazard: it counts where it stands now; one that goes is mostly a repair. */
  readonly hazard?: true;
  /** Whether the text between quotes takes part in this one, whatever the rule says. */
  readonly strings?: true;
}

export interface CueRule extends Omit<ForcingRule, 'group' | 'find'> {
  /** Which lines are looked at; a removed check matters as much as an added one. */
  readonly sides?: readonly ('base' | 'head')[];
  /** Whether the text between quotes takes part. */
  readonly strings?: boolean;
  /** Which files are looked at; code and configuration unless told. */
  readonly kinds?: readonly FileKind[];
  readonly cues: readonly Cue[];
}
