// The spec that needs no model: the developer's own sentences, numbered. What is a question stays one.
// Invariant: deterministic, and no word is invented: every statement is a part of the text that was given.
import { titleOf } from '../spec/fill-template.ts';
import { statement, type Draft } from './draft.ts';
import type { DraftSource } from './source.ts';

const mostRequirements = 7;
const mostQuestions = 3;
/** What is quoted as background; the beginning says what it is about. */
const longestQuote = 4000;

export function formDraft({ text, place }: DraftSource): Draft {
  const title = titleOf(statement(firstLine(text))) || 'Untitled';
  const found = statementsIn(text);
  const questions = found.filter((one) => one.endsWith('?'));
  const said = found.filter((one) => !one.endsWith('?'));
  const requirements = said.length > 0 ? said.slice(0, mostRequirements) : [`${title}.`];
  const kept = requirements.length + Math.min(questions.length, mostQuestions);
  const whole = kept === found.length && lettersOf(text) <= lettersOf(found.join(' ')) + lettersOf(title);
  return {
    title,
    requirements,
    nonGoals: [],
    questions: questions.slice(0, mostQuestions).map((question) => ({ question, options: [] })),
    asked: whole ? '' : quoted(text),
    place,
    rehearsed: false,
  };
}

/** What was asked as a quotation, cut to a readable length; the cut is said. */
export function quoted(text: string): string {
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote).trimEnd()}\n[cut here]`;
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}

/** List items where there is a list, else sentences; a heading is a title and no statement. */
function statementsIn(text: string): string[] {
  const lines = text.replace(/^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))/gm, '').split('\n');
  const prose = lines.filter((line) => !/^\s*(?:#+\s|>|\||!\[)/.test(line));
  const items = prose.filter((line) => /^\s{0,3}(?:[-*+]|\d+[.)])\s+\S/.test(line)).map(words);
  if (items.length > 0) return unique([...questionsIn(prose.filter((line) => !isItem(line))), ...items]);
  const blocks = prose.join('\n').split(/\n\s*\n/);
  const sentences = blocks.flatMap((block) => sentencesIn(block.replace(/\s+/g, ' ').trim()));
  return unique(sentences.map(words));
}

function questionsIn(lines: readonly string[]): string[] {
  return sentencesIn(lines.join(' ').replace(/\s+/g, ' '))
    .map(words)
    .filter((one) => one.endsWith('?'));
}

function isItem(line: string): boolean {
  return /^\s*(?:[-*+]|\d+[.)])\s+\S/.test(line);
}

function sentencesIn(text: string): string[] {
  return text.split(/(?<=[.!?])\s+(?=[\p{Lu}\d`"'(])/u).filter((one) => /\p{L}{2,}/u.test(one));
}

/** A sentence without the marks that made it a note: `TODO:` and the like would read as a hole. */
function words(text: string): string {
  return statement(text)
    .replace(/^(?:TODO|FIXME|XXX|HACK)\b(?:\([^)]*\))?\s*:?\s*/, '')
    .trim();
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((one) => /\p{L}{2,}/u.test(one)))];
}

function lettersOf(text: string): number {
  return text.replace(/[^\p{L}\p{N}]/gu, '').length;
}
