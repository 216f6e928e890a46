// What is said to an installed agent, and what its last words record.
// Invariant: it is told the truth about its session: what it remembers, and that the worktree may hold unfinished work.
import type { RunEventBody } from '../../../core/run/events.ts';
import type { AgentTask } from '../backend.ts';

type Asked = Extract<RunEventBody, { type: 'model-asked' }>;

export interface Standing {
  /** This task's prompt was put before, in this round. */
  readonly opened: boolean;
  /** A turn was begun and has no answer: the run was interrupted in it. */
  readonly unfinished: boolean;
  /** The agent's session of before. */
  readonly session: string | undefined;
  readonly turn: number;
  /** What was asked so far, oldest first. */
  readonly asked: readonly string[];
  readonly lastWords: string;
  readonly unsentSteers: readonly string[];
  readonly assumptions: number;
}

/** Where the log stands in the conversation with the agent. */
export function standingOf({ history, round, prompt }: AgentTask): Standing {
  const asked = history.filter((event) => event.type === 'model-asked');
  const at = history.findLastIndex(({ type }) => type === 'model-asked' || type === 'model-replied');
  const replied = history.findLast((event) => event.type === 'model-replied');
  return {
    opened: asked.some((event) => event.round === round && textOf(event).includes(prompt)),
    unfinished: history[at]?.type === 'model-asked',
    session: asked.findLast((event) => event.session !== undefined)?.session,
    turn: asked.reduce((most, event) => Math.max(most, event.turn), 0),
    asked: asked.map(textOf),
    lastWords: replied?.type === 'model-replied' ? wordsIn(replied.content) : '',
    unsentSteers: history
      .slice(at + 1)
      .flatMap((event: RunEventBody) => (event.type === 'steered' ? [event.text] : [])),
    assumptions: history.filter((event) => event.type === 'assumption-recorded').length,
  };
}

const textOf = (event: Asked): string => wordsIn(event.content);

function wordsIn(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((block: unknown) =>
      typeof block === 'object' && block !== null && 'text' in block ? [String(block.text)] : [],
    )
    .join('\n');
}

/** The first words of a task; null when nothing is left to say and the last answer stands. */
export function openingWords(task: AgentTask, standing: Standing, remembers: boolean): string | null {
  const steers = standing.unsentSteers.map(steerWords);
  if (standing.opened && !standing.unfinished) {
    if (steers.length === 0) return null;
    return [...(remembers ? [] : [task.system, forgotten(standing, task.prompt)]), ...steers].join('\n\n');
  }
  if (standing.unfinished && standing.opened)
    return [
      ...(remembers ? [] : [task.system]),
      'You were interrupted while you worked on this. The working tree holds what was done so far, and some of it may be unfinished: look at it first, then finish the task.',
      ...(remembers ? [] : [task.prompt]),
      ...steers,
    ].join('\n\n');
  if (remembers) return [task.prompt, ...steers].join('\n\n');
  const before = standing.asked.length === 0 ? [] : [forgotten(standing, task.prompt)];
  return [task.system, ...before, task.prompt, ...steers].join('\n\n');
}

function forgotten({ asked }: Standing, prompt: string): string {
  const earlier = [...asked.filter((text) => text !== prompt)].map((text) => text.slice(0, 60_000));
  return `You, or another session of you, worked on this before; that session cannot be opened again. The working tree holds that work. What was asked then, oldest first:\n\n${earlier.join('\n\n---\n\n')}\n\n---\n\nWhat is asked now:`;
}

export function steerWords(text: string): string {
  return `[Message from the person who launched this run]\n${text}`;
}

/** Decisions that it took for the author, from the lines of its last words that say so. */
export function assumptionsIn(
  text: string,
  recorded: number,
): Extract<RunEventBody, { type: 'assumption-recorded' }>[] {
  const lines = [
    ...text.matchAll(/^\s*(?:[-*]\s*)?(?:\*\*)?Assumed(?:\*\*)?\s*(?:\(([\w.-]{1,40})\))?:\s*(.+)$/gim),
  ];
  return lines.slice(0, 50).map((match, index) => ({
    type: 'assumption-recorded',
    id: `A${recorded + index + 1}`,
    text: (match[2] ?? '').replaceAll('**', '').trim().slice(0, 2_000),
    ...(match[1] === undefined ? {} : { requirement: match[1] }),
  }));
}
