// Whole runs whose agent is set by dimmer.yaml: helpers, and a conversation that begins anew, through runner, log and fold.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readRun } from '../node/run-store.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { files, good, launch, resting, until } from './testing.ts';

vi.setConfig({ testTimeout: 180_000 });

const entry = (reply: object[], contains?: string, usage?: object): object => ({
  role: 'builder',
  reply,
  ...(contains === undefined ? {} : { when: { contains } }),
  ...(usage === undefined ? {} : { usage }),
});

test('where dimmer.yaml allows helpers, one builds, and what it used is counted', async () => {
  const yaml = `${files['dimmer.yaml']}agent: { subagents: true, effort: high, instructions: Be brief. }\n`;
  await using repository = await temporaryRepository({ ...files, 'dimmer.yaml': yaml });
  const counted = { input: 100, output: 10 };
  const { runDir } = await launch(repository, [
    entry([{ tool: 'spawn_agent', input: { task: 'Write greet.js.' } }], undefined, counted),
    entry([{ tool: 'wait', input: { agent_id: 'A1' } }], undefined, counted),
    entry([{ text: 'Done: greet.js greets.' }], undefined, counted),
    entry([{ tool: 'write_file', input: { path: 'greet.js', content: good } }], 'Write greet.js.', counted),
    entry([{ text: 'Written.' }], 'Replaced greet.js.', counted),
  ]);
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    files: [{ path: 'greet.js', status: 'M' }],
    turns: 5,
    usage: { input: 500, output: 50 },
  });
  const { events } = await readRun(runDir);
  const written = events.find((event) => event.type === 'tool-finished' && event.name === 'write_file');
  expect(written).toMatchObject({ agent: 'A1', isError: false });
});

test('a conversation that outgrows the model begins anew in a run, and the run ends well', async () => {
  await using repository = await temporaryRepository(files);
  const { runDir } = await launch(repository, [], { cassette: await small(repository) });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({ status: 'awaiting-decision', files: [{ path: 'greet.js', status: 'M' }] });
  const types = (await readRun(runDir)).events.map(({ type }) => type);
  expect(types.filter((type) => type.startsWith('context-'))).toEqual([
    'context-filling',
    'context-compacted',
  ]);
});

/** A model that reads 50,000 tokens, with a first turn that fills them. */
async function small({ base }: { base: string }): Promise<string> {
  const entries = [
    entry([{ tool: 'list_files', input: {} }], undefined, { input: 45_000, output: 10 }),
    entry([{ text: 'The program is greet.js; it is still to be written.' }], 'begins anew after your reply'),
    entry([{ tool: 'write_file', input: { path: 'greet.js', content: good } }], 'still to be written'),
    entry([{ text: 'Done: greet.js greets.' }], 'Replaced greet.js.'),
  ];
  const path = join(base, 'small.json');
  const model = { contextTokens: 50_000 };
  await writeFile(path, JSON.stringify({ cassette: 1, title: 'test', model, entries }));
  return path;
}
