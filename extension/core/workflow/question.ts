// What a workflow asks a human, and what comes back (NLSpec 6.1 to 6.3).

export type QuestionType = 'yes_no' | 'multiple_choice' | 'freeform' | 'confirmation';

export interface Option {
  readonly key: string;
  readonly label: string;
}

export interface Question {
  readonly text: string;
  readonly type: QuestionType;
  /** For `multiple_choice`. */
  readonly options: readonly Option[];
  /** Taken when nobody answers in time. */
  readonly fallback?: Answer;
  readonly timeoutMs?: number;
  /** The node that asks. */
  readonly stage: string;
}

export type Answer =
  | { readonly kind: 'yes' | 'no' | 'skipped' | 'timeout' }
  /** A key, a label, or whatever was typed: the asker finds the option, and refuses what is none. */
  | { readonly kind: 'text'; readonly text: string };

export interface Interviewer {
  readonly ask: (question: Question, signal?: AbortSignalLike) => Promise<Answer>;
  /** Says something that needs no answer. */
  readonly inform: (message: string, stage: string) => void;
}

/** The part of `AbortSignal` that an interviewer needs; core has no such type. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
}

/** Each question in turn. */
export async function askMultiple(
  interviewer: Interviewer,
  questions: readonly Question[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const question of questions) answers.push(await interviewer.ask(question));
  return answers;
}
