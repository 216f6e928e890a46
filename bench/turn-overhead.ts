// What a model turn costs beside the model and the tools: our loop with its event log, against a bare loop over the same SDK
// that makes the same calls to the same scripted model.
import Anthropic from '@anthropic-ai/sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { RunEventBody } from '../extension/core/run/events.ts';
import { anthropicBackend } from '../extension/node/agents/anthropic/backend.ts';
import type { AgentTask } from '../extension/node/agents/backend.ts';
import { cassetteSchema } from '../extension/node/agents/rehearsal/cassette.ts';
import { startRehearsalServer } from '../extension/node/agents/rehearsal/server.ts';
import { defineTool, success } from '../extension/node/agents/tools/define.ts';
import { openLog } from '../extension/node/run-writer.ts';
import * as samples from '../test/samples/runs.ts';
import { inTurns, type Figure } from './figure.ts';

const turns = 100;
/** What a tool gives back: a page of a file. */
const page = 'A line of the file that the agent reads, as long as lines are.\n'.repeat(60);

const tool = defineTool({
  name: 'read',
  description: 'Reads a page of a file.',
  schema: z.object({ path: z.string() }),
  readOnly: false,
  summary: ({ path }) => path,
  run: async ({ path }) => success(`${path}\n${page}`),
});

const entries = [
  ...Array.from({ length: turns - 1 }, (_, turn) => ({
    role: 'builder',
    reply: [
      { text: 'The parser reads one line at a time. '.repeat(8) },
      { tool: 'read', input: { path: `src/part-${turn}.ts` } },
    ],
  })),
  { role: 'builder', reply: [{ text: 'Done.' }] },
];

async function oursOn(baseUrl: string, folder: string): Promise<number> {
  const opened = openLog(folder);
  if (!opened.ok) throw new Error(opened.problem);
  const { log } = opened;
  for (const body of samples.started()) log.append(body);
  const backend = anthropicBackend({ apiKey: 'bench', baseUrl, rehearsal: true });
  const task: AgentTask = {
    ...{ model: 'rehearsal', round: 1, system: 'Be brief.', prompt: 'Build the spec.' },
    history: [...log.events],
    mayCall: () => 'ok',
    takeSteers: async () => [],
  };
  const start = performance.now();
  let replies = 0;
  for await (const event of backend.run(task, [tool], new AbortController().signal)) {
    if (event.type === 'done') break;
    if (event.type === 'failed' || event.type === 'suspended' || event.type === 'aborted')
      throw new Error(`the loop ended: ${JSON.stringify(event)}`);
    if (event.type === 'model-replied') replies += 1;
    log.append(event as RunEventBody);
  }
  const took = performance.now() - start;
  if (replies !== turns) throw new Error(`${replies} turns were taken`);
  log.close();
  return took / turns;
}

async function bareOn(baseURL: string): Promise<number> {
  const client = new Anthropic({ apiKey: 'bench', baseURL, maxRetries: 0, logLevel: 'off' });
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'Build the spec.' }];
  const tools = [{ name: tool.name, description: tool.description, input_schema: tool.inputSchema }];
  const start = performance.now();
  let replies = 0;
  for (;;) {
    const reply = await client.messages
      .stream({ model: 'rehearsal', max_tokens: 8_000, system: 'Be brief.', tools, messages })
      .finalMessage();
    replies += 1;
    messages.push({ role: 'assistant', content: reply.content });
    const calls = reply.content.filter((block) => block.type === 'tool_use');
    if (calls.length === 0) break;
    const content = await Promise.all(
      calls.map(async ({ id, input }) => {
        const { text } = await tool.run(input, { callId: id, signal: new AbortController().signal });
        return { type: 'tool_result' as const, tool_use_id: id, content: text };
      }),
    );
    messages.push({ role: 'user', content });
  }
  const took = performance.now() - start;
  if (replies !== turns) throw new Error(`${replies} bare turns were taken`);
  return took / turns;
}

export async function turnOverhead(repeats: number): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-turns-'));
  const cassette = z.parse(cassetteSchema, { cassette: 1, title: 'bench', entries });
  const server = await startRehearsalServer({ cassette });
  let runs = 0;
  try {
    const { ours, floor } = await inTurns(
      repeats,
      () => oursOn(server.url, join(folder, String(runs++))),
      () => bareOn(server.url),
    );
    return {
      name: 'a model turn',
      what: `one of ${turns} turns of a scripted model with one tool call each, the conversation grown to 400 KB: the loop of a run with its event log; the bar is 10 ms over the floor`,
      ours,
      floor: { name: 'a bare loop over the same SDK with the same calls, no log', series: floor },
      bar: Math.round((floor.median + 10) * 100) / 100,
    };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
