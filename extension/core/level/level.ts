// The level scale and the one table that says what each level turns on and off.
// Invariant: workflow, views, commands and review surface of a run follow from `levelTable` and from nothing else.

export const levels = [2, 3, 4, 5] as const;

/** A level of Dan Shapiro's scale that Dimmer works on. */
export type Level = (typeof levels)[number];

export type ReviewMode = 'diff' | 'outcome';

/**
 * The stages a run goes through, in order; `validation` loops back to `implement` while it fails. `tool`, `human` and `combine` are
 * of no level: only a workflow of one's own has them.
 */
export type StageName =
  | 'plan'
  | 'clarify'
  | 'implement'
  | 'guardrails'
  | 'file-review'
  | 'change-set-review'
  | 'validation'
  | 'sealed'
  | 'outcome'
  | 'tool'
  | 'human'
  | 'combine';

/** What a guardrail that is red on the base means for a run that starts there. */
export type RedBase = 'not counted' | 'not checked' | 'refused';

export interface LevelRules {
  readonly level: Level;
  readonly name: string;
  /** What the human reads at this level, as one clause. */
  readonly reads: string;
  /** The same where there is little room. */
  readonly brief: string;
  /** The review surface a run opens with, and the ones that can be switched to. */
  readonly reviewMode: ReviewMode;
  readonly reviewModes: readonly ReviewMode[];
  readonly stages: readonly StageName[];
  /** Whether panels may show file lists, transcripts and diffs in place. Opening the diff itself is always free. */
  readonly showsFiles: boolean;
  /** Whether accepting every changed file is part of the review. */
  readonly acceptsPerFile: boolean;
  /** Whether lines of the finished change set take comments, which go back to the agent with a return. */
  readonly takesComments: boolean;
  readonly redBase: RedBase;
  /** What one practises here, as one clause. */
  readonly teaches: string;
}

export const levelTable: Readonly<Record<Level, LevelRules>> = {
  2: {
    level: 2,
    name: 'junior developer',
    reads: 'you read every changed file before you accept it',
    brief: 'you read every diff',
    reviewMode: 'diff',
    reviewModes: ['diff', 'outcome'],
    stages: ['plan', 'implement', 'guardrails', 'file-review'],
    showsFiles: true,
    acceptsPerFile: true,
    takesComments: false,
    redBase: 'not counted',
    teaches: 'bounded tasks',
  },
  3: {
    level: 3,
    name: 'developer as manager',
    reads: 'you review the finished change set, once',
    brief: 'you review the finished change',
    reviewMode: 'diff',
    reviewModes: ['diff', 'outcome'],
    stages: ['implement', 'guardrails', 'change-set-review'],
    showsFiles: true,
    acceptsPerFile: false,
    takesComments: true,
    redBase: 'not counted',
    teaches: 'small batches, a comment instead of an edit',
  },
  4: {
    level: 4,
    name: 'developer as product manager',
    reads: 'you decide from the outcome card, not the diff',
    brief: 'you decide from the outcome',
    reviewMode: 'outcome',
    reviewModes: ['outcome'],
    stages: ['clarify', 'implement', 'guardrails', 'validation', 'sealed', 'outcome'],
    showsFiles: false,
    acceptsPerFile: false,
    takesComments: false,
    redBase: 'not checked',
    teaches: 'specs that stand alone, scenarios of a user, predicting',
  },
  5: {
    level: 5,
    name: 'dark factory',
    reads: 'policy decides, you audit a sample',
    brief: 'policy decides, you audit',
    reviewMode: 'outcome',
    reviewModes: ['outcome'],
    stages: ['clarify', 'implement', 'guardrails', 'validation', 'sealed', 'outcome'],
    showsFiles: false,
    acceptsPerFile: false,
    takesComments: false,
    redBase: 'refused',
    teaches: 'designing verification and policy',
  },
};
