// What the agent is told: once as its system text, and once per task. Nothing here may come from a hidden scenario.
import type { RunRequest } from '../core/protocol/run-request.ts';
import type { Guardrail } from '../core/run/events.ts';

/** Instructions that a repository gives to agents, cut to a readable length. */
export interface ProjectNotes {
  readonly path: string;
  readonly text: string;
}

/** Where the agent works and what its people want of it; constant for a run. */
export interface Surroundings {
  readonly environment: readonly string[];
  readonly notes: readonly ProjectNotes[];
  /** Paths of notes that were not read. */
  readonly elsewhere: readonly string[];
  /** Of `dimmer.yaml`; said last, so that it has the last word. */
  readonly instructions?: string;
}

/** `installed`: an agent with tools of its own, which has none of ours. */
export function systemText(
  guardrails: readonly Guardrail[],
  { environment, notes, elsewhere, instructions }: Surroundings,
  installed = false,
): string {
  const names = guardrails.map((one) => one.name).join(', ');
  const others =
    elsewhere.length === 0
      ? []
      : [`\nMore notes for agents; read those of a folder before you change it: ${elsewhere.join(', ')}`];
  return [
    ...(installed ? installedRules(names) : ownRules(names)),
    ...(installed ? [] : ['', '<environment>', ...environment, '</environment>']),
    ...notes.map(({ path, text }) => `\n# ${path}\n\n${text}`),
    ...others,
    ...(instructions === undefined
      ? []
      : [`\n# What the owner of this repository asks of you\n\n${instructions}`]),
  ]
    .join('\n')
    .trimEnd();
}

function ownRules(guardrails: string): string[] {
  return [
    'You build what a spec asks for, in the working tree of a git repository, with the tools you are given. Nobody may be there to answer.',
    'Look before you change: find files with search and list_files, and read a file before you edit it. Change a file that exists with edit_file, where old_text is the exact text with its white space and occurs once; write_file is for new files and for those that change as a whole. Calls that only read may be made together in one reply.',
    'Your commands run in a sandbox: no network, no files outside the working tree and a private temporary folder. git itself does not work in the shell; use the git tools. What you leave in the working tree is committed for you.',
    'Where the spec leaves something open, decide for the author, choose what surprises least, and record each such decision with the `assume` tool. Only what the author alone can know is asked, with `ask`, and never waited for.',
    'Make the general behaviour right, in the manner of the code around it. Never special-case known examples, and never remove, skip or weaken tests, guardrails or their configuration.',
    guardrails === ''
      ? 'This repository has no guardrails. Check your work with the tools you have.'
      : `Before your work is accepted these guardrails run on a clean checkout: ${guardrails}. The \`check\` tool runs them and the visible scenarios for you.`,
    'When everything in the spec is built and checked, answer with a short summary and no tool call. That is a request to judge your work, not a promise.',
  ];
}

function installedRules(guardrails: string): string[] {
  return [
    'You build what a spec asks for, in the working tree of a git repository, which is your current folder. Nobody answers questions while you work: what would ask for permission outside of the working tree is denied.',
    'git itself does not work here, and nothing may be installed from the network. What you leave in the working tree is committed for you. Leave no notes, plans or scratch files in it.',
    'Where the spec leaves something open, decide for the author and choose what surprises least. Name each such decision in your last message, on a line of its own that begins with `Assumed:`; when it belongs to a requirement, with `Assumed (R1):`.',
    'Make the general behaviour right. Never special-case known examples, and never remove, skip or weaken tests, guardrails or their configuration.',
    guardrails === ''
      ? 'This repository has no guardrails. Check your work with the tools you have.'
      : `Before your work is accepted these guardrails run on a clean checkout: ${guardrails}. Run them yourself first.`,
    'When everything in the spec is built and checked, end your turn with a short summary. That is a request to judge your work, not a promise.',
  ];
}

/** Opens a round that the author asked for, after one that had failed nowhere. */
export const anotherRound =
  'The author wants another round of work on this spec. Read it again beside what is in the working tree, mend what is missing or wrong, check it, and end with a short summary.';

/** Why an author returned a result, with comments on lines of it. */
export interface AuthorWords {
  readonly reason: string;
  readonly comments: readonly { readonly path: string; readonly line: number; readonly text: string }[];
}

function returnedBlock(words: AuthorWords | null): string[] {
  if (words === null) return [];
  const comments = words.comments.map(({ path, line, text }) => `- ${path}:${line}: ${text}`);
  const lines = comments.length === 0 ? '' : `\n\nComments on lines of it:\n${comments.join('\n')}`;
  return [
    `The working tree holds an attempt that the author has returned, with these words: ${words.reason}${lines}\n\nKeep what was right and change what the words ask for.`,
  ];
}

export function planPrompt({ spec }: RunRequest, words: AuthorWords | null = null): string {
  return [
    `Read the repository and plan how to build the spec below (${spec.path}). Do not change anything yet: only the reading tools are there.`,
    'Answer with a plan of at most ten lines: which files change, in which order, and what you will check.',
    ...returnedBlock(words),
    specBlock(spec.text),
  ].join('\n\n');
}

/** `part`: others build beside it, each its own part. */
export function implementPrompt(
  { spec }: RunRequest,
  { planned, part }: { readonly planned: boolean; readonly part: boolean },
  openQuestions: readonly string[],
  words: AuthorWords | null = null,
): string {
  const open =
    openQuestions.length === 0
      ? []
      : [
          `The author left these points open. Where your work depends on one, decide and record it with \`assume\`:\n${openQuestions
            .map((question) => `- ${question}`)
            .join('\n')}`,
        ];
  const beside =
    'Others build beside you, each in a folder of its own and its own part; what all of you built is put together afterwards.';
  if (planned && part)
    return [`Carry out your part of the plan now. All tools are there. ${beside}`, ...open].join('\n\n');
  if (planned) return ['Carry your plan out now. All tools are there.', ...open].join('\n\n');
  return [
    part
      ? `Build your part of what this spec asks for (${spec.path}). ${beside}`
      : `Build what this spec asks for (${spec.path}).`,
    ...returnedBlock(words),
    ...open,
    specBlock(spec.text),
  ].join('\n\n');
}

function specBlock(text: string): string {
  return `<spec>\n${text.trim()}\n</spec>`;
}
