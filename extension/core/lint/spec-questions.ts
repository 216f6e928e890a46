// At most three questions before a spec is delegated: its certain findings, each with the answers that one choice gives.
// Invariant: pure; an answer is an edit of the very text the findings are about, and skipping changes nothing: the agent decides
// then, and records an assumption.
import { shownByDefault, type Finding, type TextEdit } from './finding.ts';

/** More questions than this are ceremony. */
export const mostQuestions = 3;

export interface SpecAnswer {
  readonly label: string;
  readonly edits: readonly TextEdit[];
}

export interface SpecQuestion {
  readonly finding: Finding;
  /** What is asked, in one line. */
  readonly question: string;
  /** What in the spec it is about. */
  readonly about: string;
  readonly answers: readonly SpecAnswer[];
  /** Whether words of one's own are an answer, too. */
  readonly free: boolean;
}

/** What rules ask that is no question about the product. */
const notAsked = new Set(['requirement-without-scenario', 'suppression-without-reason', 'unreadable-spec']);

/** The questions of a spec, most severe first, then in its order; `left` counts certain findings beyond them. */
export function specQuestions(
  text: string,
  findings: readonly Finding[],
): { readonly questions: readonly SpecQuestion[]; readonly left: number } {
  const certain = findings.filter(
    (one) => shownByDefault(one) && one.severity !== 'info' && !notAsked.has(one.rule),
  );
  const asked = certain
    .map((finding) => ({ finding, question: questionOf(text, finding) }))
    .filter(({ question }) => question.answers.length > 0 || question.free)
    .sort((a, b) => weight(a.finding) - weight(b.finding))
    .map(({ question }) => question);
  const questions = asked.slice(0, mostQuestions);
  return { questions, left: certain.length - questions.length };
}

function weight({ severity, range }: Finding): number {
  return (severity === 'error' ? 0 : 1e9) + range.offset;
}

function questionOf(text: string, finding: Finding): SpecQuestion {
  const { range, question } = finding;
  const options = isOpen(finding) ? optionsOf(question) : [];
  const answers = [
    ...options.map((label) => ({ label, edits: answerEdits(text, finding, label) ?? [] })),
    ...finding.fixes
      .filter(({ path, edits }) => path === undefined && !hole.test(newTextOf(edits)))
      .map(({ title, edits }) => ({ label: title, edits })),
  ];
  return {
    finding,
    question: question.replace(/\s*_{2,}[^_]*$/, '').trim() || question,
    about: text.split('\n')[range.line - 1]?.trim() ?? '',
    answers,
    free: answerEdits(text, finding, 'x') !== undefined,
  };
}

/** The edits that write `words` as the answer; undefined where no place for them is known. */
export function answerEdits(
  text: string,
  finding: Pick<Finding, 'rule' | 'range' | 'fixes'>,
  words: string,
): readonly TextEdit[] | undefined {
  const { range, rule } = finding;
  if (rule === 'placeholder') return [{ range, newText: words }];
  if (rule === 'unanswered-question') {
    const end = { ...range, offset: range.endOffset, line: range.endLine, column: range.endColumn };
    return [{ range: end, newText: ` ${sentence(words)}` }];
  }
  const [fix, ...others] = finding.fixes;
  if (fix === undefined || fix.path !== undefined || others.length > 0 || !hole.test(newTextOf(fix.edits)))
    return undefined;
  let filled = false;
  return fix.edits.map(({ range: place, newText }) => {
    if (filled || !hole.test(newText)) return { range: place, newText };
    filled = true;
    return { range: place, newText: newText.replace(hole, () => words) };
  });
}

/** The hole that a guided fix leaves for the author's words. */
const hole = /\[NEEDS [^\]]*\]/;

function newTextOf(edits: readonly TextEdit[]): string {
  return edits.map(({ newText }) => newText).join('');
}

function isOpen({ rule }: Finding): boolean {
  return rule === 'placeholder' || rule === 'unanswered-question';
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** "Which exit code: 1 or 2?" offers 1 and 2; a question without short alternatives offers none. */
export function optionsOf(question: string): string[] {
  const choice = /(?:^|[:(]\s*)([^:()?]{1,200}?\bor\b[^:()?]{1,60})\)?\s*\?*\s*$/.exec(question)?.[1];
  if (choice === undefined) return [];
  const options = choice
    .split(/\s*,\s*(?:or\s+)?|\s+or\s+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const short = options.every((one) => one.length <= 60 && one.split(/\s+/).length <= 6);
  return short && options.length >= 2 && options.length <= 4 ? [...new Set(options)] : [];
}
