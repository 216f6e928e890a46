// A cassette: what a scripted model says, as a YAML or JSON file, and which entry answers which request.
// Invariant: choosing is a pure function of the request, so a run that is resumed goes on at the right entry.
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { parse as parseYaml } from 'yaml';
import { decode, type Decoded } from '../../../core/protocol/decode.ts';

const says = <T>(text: string): z.core.$ZodCheck<T> => z.describe(text);
const count = z.int().check(z.nonnegative());

export const replyPartSchema = z.union([
  z.strictObject({
    text: z.string().check(says('Words of the model.')),
    times: z.optional(
      z.int().check(z.positive(), says('How often the text is repeated, for replies of megabytes.')),
    ),
  }),
  z.strictObject({
    thinking: z
      .string()
      .check(says('What the model thinks before it speaks; signed, and to be sent back as it is.')),
  }),
  z.strictObject({
    tool: z.string().check(says('Name of the tool that is called.')),
    input: z.record(z.string(), z.unknown()).check(says('Its arguments.')),
  }),
  z.strictObject({
    tool: z.string().check(says('Name of the tool that is called.')),
    json: z
      .string()
      .check(says('Its arguments as text, sent as they are: for a model whose JSON is broken.')),
  }),
]);
export type ReplyPart = z.infer<typeof replyPartSchema>;

export const faultSchema = z
  .strictObject({
    kind: z
      .enum(['rate-limit', 'overloaded', 'error', 'too-long', 'drop', 'stall'])
      .check(
        says(
          '429, 529, 500, 400 for a conversation that is too long, a stream that breaks off, one that falls silent.',
        ),
      ),
    times: z.int().check(z.positive(), says('How many requests get the fault before the reply is given.')),
    retryAfter: z.optional(z.number().check(z.nonnegative(), says('Seconds, sent as `retry-after`.'))),
  })
  .check(says('What goes wrong before this entry answers.'));
export type Fault = z.infer<typeof faultSchema>;

const usageSchema = z
  .strictObject({
    input: z.optional(count),
    output: z.optional(count),
    cacheRead: z.optional(count),
    cacheWrite: z.optional(count),
  })
  .check(says('Tokens that the reply reports; estimated from the text where absent.'));

export const cassetteEntrySchema = z.strictObject({
  role: z
    .enum(['builder', 'judge', 'author'])
    .check(
      says(
        'Who is answered: the agent that builds, the judge of scenarios, or who writes a spec from a request.',
      ),
    ),
  when: z.optional(
    z
      .strictObject({ contains: z.string().check(z.minLength(1)) })
      .check(
        says(
          'Answers whenever the last user message contains this text, before any entry that goes by order.',
        ),
      ),
  ),
  reply: z.array(replyPartSchema),
  usage: z.optional(usageSchema),
  stop: z.optional(z.string().check(says('Stop reason; `tool_use` or `end_turn` when absent.'))),
  fault: z.optional(faultSchema),
  delayMs: z.optional(z.int().check(z.nonnegative(), says('Milliseconds before the answer begins.'))),
  repeat: z.optional(
    z.int().check(z.positive(), says('How many turns in a row this entry answers; 1 when absent.')),
  ),
});
export type CassetteEntry = z.infer<typeof cassetteEntrySchema>;

export const cassetteSchema = z.strictObject({
  cassette: z.literal(1).check(says('Version of this format.')),
  title: z.string(),
  key: z.optional(z.string().check(says('The only API key that is accepted; any key when absent.'))),
  models: z.optional(
    z.array(z.string()).check(z.minLength(1), says('The model ids that exist; any id when absent.')),
  ),
  model: z.optional(
    z
      .strictObject({
        contextTokens: z.optional(z.int().check(z.positive(), says('The most that it reads at once.'))),
        adaptiveThinking: z.optional(z.boolean()),
        efforts: z.optional(z.array(z.string()).check(says('Levels of effort that it takes.'))),
      })
      .check(says('What the endpoint tells about its models; nothing when absent, as many gateways.')),
  ),
  entries: z.array(cassetteEntrySchema),
});
export type Cassette = z.infer<typeof cassetteSchema>;

/** JSON Schema of a cassette file, as published in docs/schemas. */
export function cassetteJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(cassetteSchema, { io: 'input' });
  return { $schema, title: 'Dimmer cassette', description: 'What a rehearsal model says.', ...rest };
}

/** Reads a cassette from YAML or JSON text. Problems name the path inside the file. */
export function parseCassette(text: string): Decoded<Cassette> {
  let data: unknown;
  try {
    data = parseYaml(text, { maxAliasCount: 100 });
  } catch (error) {
    return { ok: false, problems: [`not YAML or JSON: ${(error as Error).message.split('\n')[0]}`] };
  }
  return decode(cassetteSchema, data);
}

/** Reads a cassette file; a file that cannot be read is a problem, never a throw. */
export async function loadCassette(path: string): Promise<Decoded<Cassette>> {
  try {
    return parseCassette(await readFile(path, 'utf8'));
  } catch (error) {
    return { ok: false, problems: [`${path}: ${(error as Error).message}`] };
  }
}

export interface CassetteQuestion {
  readonly role: CassetteEntry['role'];
  /** Assistant messages already in the conversation. */
  readonly turn: number;
  readonly lastUserText: string;
}

export interface ChosenEntry {
  readonly index: number;
  readonly entry: CassetteEntry;
}

/** The entry that answers: the first whose `when` matches, else the one at this turn among those without `when`. */
export function chooseEntry(cassette: Cassette, question: CassetteQuestion): ChosenEntry | undefined {
  const mine = cassette.entries
    .map((entry, index) => ({ index, entry }))
    .filter(({ entry }) => entry.role === question.role);
  const matched = mine.find(({ entry }) => entry.when && question.lastUserText.includes(entry.when.contains));
  if (matched) return matched;
  let next = 0;
  for (const candidate of mine) {
    if (candidate.entry.when) continue;
    next += candidate.entry.repeat ?? 1;
    if (question.turn < next) return candidate;
  }
  return undefined;
}
