// Who answers a human gate: nobody, a terminal, a function, a list; and one that remembers what was asked (NLSpec 6.4).
import type { AbortSignalLike, Answer, Interviewer, Question } from '../../core/workflow/question.ts';

/** Yes, and the first option: for trying out and for automation. */
export function autoApprove(): Interviewer {
  const answer = ({ type, options: [first] }: Question): Answer => {
    if (type === 'yes_no' || type === 'confirmation') return { kind: 'yes' };
    return { kind: 'text', text: type === 'multiple_choice' && first ? first.label : 'auto-approved' };
  };
  return { ask: (question) => Promise.resolve(answer(question)), inform: () => undefined };
}

export interface Terminal {
  readonly write: (text: string) => void;
  /** The next line, or null at the end of the input. */
  readonly readLine: (signal?: AbortSignalLike) => Promise<string | null>;
}

/** Asks in a terminal. What is typed for a choice is handed on as it is; an empty line skips, the end of the input too. */
export function consoleInterviewer({ write, readLine }: Terminal): Interviewer {
  return {
    inform: (message, stage) => write(`[${stage}] ${message}\n`),
    ask: async ({ text, type, options }, signal) => {
      write(`[?] ${text}\n${options.map(({ key, label }) => `  [${key}] ${label}\n`).join('')}`);
      const yesOrNo = type === 'yes_no' || type === 'confirmation';
      for (;;) {
        write(type === 'multiple_choice' ? 'Select: ' : yesOrNo ? '[Y/N]: ' : '> ');
        const line = (await readLine(signal))?.trim();
        if (signal?.aborted || line === undefined || line === '') return { kind: 'skipped' };
        if (!yesOrNo) return { kind: 'text', text: line };
        if (/^y(es)?$/i.test(line)) return { kind: 'yes' };
        if (/^no?$/i.test(line)) return { kind: 'no' };
        write('Answer Y or N.\n');
      }
    },
  };
}

/** Hands each question to `answer`. */
export function callbackInterviewer(answer: (question: Question) => Promise<Answer>): Interviewer {
  return { ask: answer, inform: () => undefined };
}

/** Takes the answers in their order; skips when there is none left. */
export function queueInterviewer(answers: Iterable<Answer>): Interviewer {
  const rest = [...answers];
  return {
    ask: () => Promise.resolve(rest.shift() ?? { kind: 'skipped' }),
    inform: () => undefined,
  };
}

export interface Recorded {
  readonly question: Question;
  readonly answer: Answer;
}

/** Hands everything on to `inner`, and keeps what was asked and answered. */
export function recordingInterviewer(
  inner: Interviewer,
): Interviewer & { readonly recorded: readonly Recorded[] } {
  const recorded: Recorded[] = [];
  return {
    recorded,
    inform: inner.inform,
    ask: async (question, signal) => {
      const answer = await inner.ask(question, signal);
      recorded.push({ question, answer });
      return answer;
    },
  };
}

/** The answer, or after `timeoutMs` the question's fallback, or that time is up. */
export async function askInTime(
  interviewer: Interviewer,
  question: Question,
  signal: AbortSignal,
): Promise<Answer> {
  const { timeoutMs, fallback } = question;
  const late = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const outOfTime = new Promise<Answer>((resolve) => {
    if (timeoutMs !== undefined)
      timer = setTimeout(() => {
        late.abort();
        resolve(fallback ?? { kind: 'timeout' });
      }, timeoutMs);
    signal.addEventListener('abort', () => resolve({ kind: 'skipped' }), { once: true });
  });
  try {
    return await Promise.race([interviewer.ask(question, AbortSignal.any([signal, late.signal])), outOfTime]);
  } finally {
    clearTimeout(timer);
  }
}
