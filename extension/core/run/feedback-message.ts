// What the agent is told between rounds.
// Invariant: of a hidden evaluation nothing but the closed feedback object reaches a prompt, in fixed words.
import type { Category, Feedback } from '../protocol/evaluation.ts';

const meanings: Readonly<Record<Category, string>> = {
  crash: 'the product crashed',
  timeout: 'the product did not answer in time',
  'wrong-output': 'the output was not what the spec asks for',
  'missing-behaviour': 'something the spec asks for is missing',
  'error-handling': 'a bad input or failure was not handled as the spec asks',
  'state-not-persisted': 'something that should have been kept was not',
  'external-call': 'a call to another service was wrong or missing',
  accessibility: 'it is not accessible as the spec asks',
  usability: 'it is not as understandable as the spec asks',
  performance: 'it was too slow or used too much',
  security: 'it did something that it must not allow',
  integrity: 'the result was not produced by the behaviour that the spec asks for',
};

/** One message after a validation that did not pass. */
export function feedbackMessage(feedback: Feedback): string {
  const lines = feedback.failing.map(
    (one) => `- ${one.requirement}: ${one.category} (${meanings[one.category]})`,
  );
  const bucket = feedback.satisfaction === undefined ? '' : `, ${feedback.satisfaction} % satisfied`;
  return [
    `Your work was judged from outside against scenarios that you cannot see. It does not pass yet${bucket}.`,
    lines.length > 0
      ? `What failed, by requirement and kind:\n${lines.join('\n')}`
      : 'No single requirement stands out.',
    'Read these requirements of the spec again and make the general behaviour right. Special cases for known examples do not help: the values are different each time.',
  ].join('\n\n');
}

/** One message after guardrails that are red and were green before the run. */
export function guardrailMessage(
  failures: readonly { name: string; outcome: string; output: string }[],
): string {
  const parts = failures.map(({ name, outcome, output }) => `## ${name}: ${outcome}\n${tail(output)}`);
  return [
    'The guardrails were run on a clean checkout of your commit. These fail and did not fail before your work:',
    ...parts,
    'Fix the cause. Do not change, skip or weaken tests, guardrails or their configuration.',
  ].join('\n\n');
}

const shown = 6_000;

function tail(output: string): string {
  const text = output.trim();
  return text.length <= shown
    ? text
    : `[... ${text.length - shown} characters left out ...]\n${text.slice(-shown)}`;
}
