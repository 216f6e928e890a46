// A spec before it is one: what should exist as a title, statements, questions and non-goals, and the ten lines they become.
// Invariant: every statement is one line without markup that could open a comment, a heading or a front matter of its own.
import * as z from 'zod/mini';
import { fillTemplate } from '../spec/fill-template.ts';

const line = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest));

/** What a model answers with. Bounds keep a reply that is wrong from becoming a file that is huge. */
export const draftReplySchema = z.strictObject({
  title: line(120),
  requirements: z.array(line(400)).check(z.minLength(1), z.maxLength(8)),
  nonGoals: z.array(line(300)).check(z.maxLength(4)),
  questions: z
    .array(z.strictObject({ question: line(240), options: z.array(line(60)).check(z.maxLength(4)) }))
    .check(z.maxLength(3)),
});
export type DraftReply = z.infer<typeof draftReplySchema>;

export interface Draft extends DraftReply {
  /** What was asked, kept beside the statements where they do not say all of it; empty when they do. */
  readonly asked: string;
  readonly place: string;
  /** Set when the words were scripted. */
  readonly rehearsed: boolean;
}

const template = `# {{title}}

## Requirements

{{requirements}}
{{more}}
## Non-goals

{{nonGoals}}

## Success criteria

{{success}}
`;

/** The spec as a file. */
export function draftText(draft: Draft): string {
  const ids = draft.requirements.map((_, index) => `R${index + 1}`);
  const goals = draft.nonGoals.length > 0 ? draft.nonGoals : [`Nothing beyond ${range(ids)}.`];
  return fillTemplate(template, {
    title: statement(draft.title).replace(/[.]$/, ''),
    requirements: list(draft.requirements.map((text, index) => `${ids[index] ?? ''}: ${sentence(text)}`)),
    more: [questions(draft), background(draft)].join(''),
    nonGoals: list(goals.map(sentence)),
    success: `- ${joined(ids)} ${ids.length === 1 ? 'is' : 'are'} shown by a test, or by a command that can be repeated.`,
  });
}

function questions({ questions: open }: Draft): string {
  if (open.length === 0) return '';
  return `\n## Open questions\n\n${list(open.map(asked))}\n`;
}

/** "Which exit code: 1 or 2?" The options stand in the sentence, where the linter's question finds them again. */
function asked({ question, options }: Draft['questions'][number]): string {
  const words = statement(question).replace(/[?.:\s]+$/, '');
  const choices = options.map((option) => statement(option).replace(/[?]/g, ''));
  const last = choices.at(-1);
  if (last === undefined || choices.length < 2) return `${words}?`;
  return `${words}: ${choices.slice(0, -1).join(', ')} or ${last}?`;
}

function background({ asked: text, place, rehearsed }: Draft): string {
  const lines = [
    ...(place === '' ? [] : [`About ${place}.`]),
    ...(rehearsed ? ['REHEARSAL: the words of this spec were scripted; no model wrote them.'] : []),
    ...(text === '' ? [] : ['As it was asked:']),
  ];
  if (lines.length === 0) return '';
  const quote =
    text === ''
      ? ''
      : `\n${text
          .split('\n')
          .map((one) => `> ${one}`.trimEnd())
          .join('\n')}\n`;
  return `\n## Background\n\n${list(lines)}\n${quote}`;
}

/** One line that opens nothing: no comment, no heading, no list, no id of its own. */
export function statement(text: string): string {
  return text
    .replace(/<!--|-->/g, '')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:[-*+>#]+\s+|\d+[.)]\s+|\[[ xX]\]\s+)+/, '')
    .replace(/^(?:\*\*)?[A-Z][A-Z0-9-]{0,15}-?\d{1,4}(?:\*\*)?\s*[:.]\s+/, '')
    .trim();
}

function sentence(text: string): string {
  const words = statement(text);
  return /[.!?`:]$/.test(words) ? words : `${words}.`;
}

function list(lines: readonly string[]): string {
  return lines.map((one) => `- ${one}`).join('\n');
}

function range(ids: readonly string[]): string {
  return ids.length < 3 ? joined(ids) : `${ids[0] ?? ''} to ${ids.at(-1) ?? ''}`;
}

function joined(ids: readonly string[]): string {
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1) ?? ''}`;
}
