// Asks a model whether evidence meets a rubric: three askings, the majority decides.
// Invariant: this can only lower a verdict. A reply counts only as a tool call; no majority is no verdict, not a pass.
import type Anthropic from '@anthropic-ai/sdk';
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { decode } from '../../core/protocol/decode.ts';
import type { Passport } from '../../core/protocol/passport.ts';
import { rehearsalRequestId } from '../../node/agents/rehearsal/responses.ts';
import { openClient, type JudgeConfiguration, type ModelClient } from './client.ts';
import { measuredOf } from './passports.ts';
import { questionOf, readers, tool, type Evidence } from './prompts.ts';

export interface Judgement {
  readonly satisfied: boolean;
  readonly votes: readonly { readonly satisfied: boolean; readonly reason: string }[];
}

export interface Judge {
  readonly model: string;
  /** What was measured about it before. */
  readonly passport: Passport['measured'];
  /** Whether any answer so far came from a cassette, wherever that was played. */
  rehearsed(): boolean;
  /** Undefined when no majority of valid answers came back. */
  ask(rubric: string, evidence: readonly Evidence[]): Promise<Judgement | undefined>;
  close(): Promise<void>;
}

const verdictSchema = z.object({ satisfied: z.boolean(), reason: z.string() });

/** Opens a judge; a cassette gets a loopback server of its own. A problem when the cassette cannot be read. */
export async function judgeFor(configuration: JudgeConfiguration): Promise<Judge | { problem: string }> {
  const opened = await openClient(configuration);
  if ('problem' in opened) return opened;
  const scripted = configuration.cassette !== undefined;
  return judgeOver(opened, scripted, scripted ? 'not measured' : await measuredOf(opened.model));
}

function judgeOver(
  { client, model, close }: ModelClient,
  scripted: boolean,
  passport: Passport['measured'],
): Judge {
  let rehearsed = scripted;
  return {
    model,
    passport,
    rehearsed: () => rehearsed,
    close,
    ask: async (rubric, evidence) => {
      const question = questionOf(rubric, evidence, randomBytes(9).toString('base64url'));
      const answers = await Promise.all(readers.map((reader) => vote(client, model, reader, question)));
      rehearsed ||= answers.some((answer) => answer?.rehearsed === true);
      const votes = answers.flatMap((answer) => (answer === undefined ? [] : [answer.vote]));
      const yes = votes.filter((one) => one.satisfied).length;
      if (yes >= 2) return { satisfied: true, votes };
      return votes.length - yes >= 2 ? { satisfied: false, votes } : undefined;
    },
  };
}

interface Voted {
  readonly vote: { readonly satisfied: boolean; readonly reason: string };
  readonly rehearsed: boolean;
}

async function vote(
  client: Anthropic,
  model: string,
  reader: string,
  question: string,
): Promise<Voted | undefined> {
  try {
    const reply = await client.messages.create({
      model,
      max_tokens: 1024,
      system: reader,
      tools: [tool],
      tool_choice: { type: 'tool', name: tool.name },
      messages: [{ role: 'user', content: question }],
    });
    const calls = reply.content.filter((block) => block.type === 'tool_use' && block.name === tool.name);
    const decoded = decode(
      verdictSchema,
      calls.length === 1 && calls[0]?.type === 'tool_use' ? calls[0].input : undefined,
    );
    return decoded.ok
      ? { vote: decoded.value, rehearsed: reply._request_id === rehearsalRequestId }
      : undefined;
  } catch {
    return undefined;
  }
}
