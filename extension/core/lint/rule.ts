// What a rule is: one file with its reason, its examples (which are its tests and its page) and one pure function.
import type { Range } from '../spec/model.ts';
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import type { SpecFacts } from './fact.ts';
import type { Severity, TextEdit } from './finding.ts';

/** Offsets into the spec's text; the engine turns them into ranges. */
export interface Place {
  readonly offset: number;
  readonly endOffset: number;
}

export interface HitFix {
  readonly title: string;
  /** The text still needs the author's answer: offered in the editor, never applied by `--fix`. */
  readonly guided: boolean;
  readonly edits: readonly (Place & { readonly newText: string })[];
}

/** A fix in another file of the set; its places come from that file's facts. */
export interface ForeignFix {
  readonly title: string;
  readonly guided: true;
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

/** In this spec, or in another file of the set. */
export type RelatedPlace = { readonly message: string } & (
  Place | { readonly path: string; readonly range: Range }
);

/** What a rule saw. `severity` and `tier` are given only where one case of the rule is weaker than the others. */
export interface Hit extends Place {
  readonly message: string;
  readonly question: string;
  readonly severity?: Severity;
  readonly tier?: 'A' | 'B' | 'C';
  readonly fixes?: readonly (HitFix | ForeignFix)[];
  readonly related?: readonly RelatedPlace[];
}

/** The requirements that one visible scenario file names; of any spec where it names none. */
export interface ScenarioMention {
  readonly spec?: string;
  readonly ids: readonly string[];
}

/** What a rule may know beyond the spec itself. Plain data: it crosses to the worker. */
export interface LintContext {
  /** What the repository's visible scenarios say they show. */
  readonly scenarios?: readonly ScenarioMention[];
  /** Requirement ids that other specs of the set define. */
  readonly knownIds?: readonly string[];
  /** The facts of all files of the set, this one's included. */
  readonly set?: readonly SpecFacts[];
  /** Rule id or code -> severity, or off. */
  readonly grades?: Readonly<Record<string, Severity | 'off'>>;
}

export interface Example {
  readonly text: string;
  /** Other files of the set: path -> text. The example itself is `specs/example.md`. */
  readonly others?: Readonly<Record<string, string>>;
  /** `line:column-endLine:endColumn message` of each finding of this rule, in order. Empty: a clean example. */
  readonly findings: readonly string[];
}

/** Counts on ARTA DS3 (1,522 requirements, 12 % of them labelled with any smell). */
export interface Measurement {
  readonly flagged: number;
  /** Of the flagged, those that carry any label. */
  readonly labelled: number;
  /** The same of all that it finds, its hints (tier C of a rule whose own tier is A or B) counted as well; the two above leave them out. */
  readonly hints?: { readonly flagged: number; readonly labelled: number };
  /** Whether the labels are about what the rule finds; only then the figure can switch it off. */
  readonly judges: boolean;
  /** What the reader should know about the figure. */
  readonly note: string;
}

export interface Rule {
  readonly code: string;
  readonly id: string;
  readonly severity: Severity;
  readonly tier: 'A' | 'B' | 'C';
  /** What it looks for, in one sentence. */
  readonly detects: string;
  /** Why that costs something when an agent cannot ask. */
  readonly reason: string;
  /** When it stays silent on purpose. */
  readonly quietWhen: string;
  readonly examples: readonly Example[];
  /** Off until labelled data shows that it keeps its tier, whatever is measured. */
  readonly off?: true;
  /** Absent: it finds nothing in that data, or looks at more than one requirement. */
  readonly measured?: Measurement;
  readonly check: (spec: ParsedSpec, context: LintContext) => Iterable<Hit>;
}

/** The share of findings that must be right, by tier. */
export const promised = { A: 0.95, B: 0.8, C: 0.6 } as const;

/** Fewer flagged requirements than this judge nothing. */
const enough = 10;

/** A rule that misses its tier on labelled data ships switched off: it reports only where `dimmer.yaml` grades it. */
export function shipsOff({ measured, tier, off }: Rule): boolean {
  return off === true || (measured?.judges === true && misses(measured, promised[tier]));
}

/** A rule whose findings miss tier C as soon as its hints are counted ships without the hints. */
export function hintsShipOff({ measured }: Rule): boolean {
  return measured?.judges === true && measured.hints !== undefined && misses(measured.hints, promised.C);
}

/** Whether a hit is a hint of a rule that promises more. */
export function isHint({ tier }: Pick<Rule, 'tier'>, hit: { readonly tier?: 'A' | 'B' | 'C' }): boolean {
  return hit.tier === 'C' && tier !== 'C';
}

/** What a reader of one finding should know of the figures. */
export function precisionOf({ measured }: Pick<Rule, 'measured'>, hint = false): string {
  const counted = hint ? (measured?.hints ?? measured) : measured;
  if (measured === undefined || counted === undefined) return 'not measured';
  const figure = `${counted.labelled} of ${counted.flagged} on ARTA DS3`;
  return measured.judges ? figure : `not measured (${figure}, whose labels are about something else)`;
}

function misses({ flagged, labelled }: { flagged: number; labelled: number }, promise: number): boolean {
  return flagged >= enough && labelled / flagged < promise;
}
