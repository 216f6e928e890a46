// The tool with which the agent asks its author. Invariant: nobody is waited for: a question says what is done meanwhile.
import * as z from 'zod/mini';
import type { Tool } from '../backend.ts';
import { defineTool, success } from './define.ts';

const question = z.object({
  question: z.string().check(z.minLength(5)),
  /** Two to five answers to choose from. */
  choices: z.optional(z.array(z.string())),
  /** What the agent goes on with. */
  meanwhile: z.string().check(z.minLength(3)),
});

/** `asked` is how many questions the run has already; `prefix` begins their names. */
export function askTool(asked: number, prefix = ''): Tool {
  let last = asked;
  return defineTool({
    name: 'ask',
    description:
      'Ask the author something that only they can know and that changes what is built. Nobody is waited for: say in `meanwhile` what you go on with, and go on with it. An answer, if one comes, reaches you as a message. For everything else decide yourself and use `assume`.',
    schema: question,
    readOnly: true,
    summary: ({ question: text }) => text,
    run: async ({ question: text, choices, meanwhile }) => {
      last += 1;
      const id = `${prefix}Q${last}`;
      return {
        ...success(`Asked as ${id}. Go on meanwhile with: ${meanwhile}`),
        events: [{ type: 'question-asked', id, text, choices: choices ?? [], meanwhile }],
      };
    },
  });
}
