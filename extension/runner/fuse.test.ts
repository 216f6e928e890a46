// The caps of a day and of an area, kept by whole runs: no call is made that could pass one.
import { expect, test, vi } from 'vitest';
import { openFuse } from './fuse.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { files, good, launch, resting, types, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 180_000 });

const withArea = `---\narea: billing\n---\n\n${files['specs/greeter.md']}`;
const areas = 'areas:\n  - { name: billing, paths: ["**"], budget: { day: { tokens: 1 } } }\n';

test.each([
  [
    'day',
    { ...files, 'dimmer.yaml': `${files['dimmer.yaml']}budget: { day: { tokens: 1 } }\n` },
    'in this repository today',
  ],
  [
    'area',
    { ...files, 'specs/greeter.md': withArea, 'dimmer.yaml': `${files['dimmer.yaml']}${areas}` },
    'in the area "billing" today',
  ],
])(
  'a run that could pass the cap of the %s rests before its first call, and can go on',
  async (_, content, words) => {
    await using repository = await temporaryRepository(content);
    const { runDir } = await launch(repository, writes(good), { level: 3 });
    const state = await until(runDir, resting);
    expect(state).toMatchObject({ status: 'suspended', reason: 'budget', turns: 0 });
    expect('message' in state ? state.message : '').toContain(`0 of 1 are used ${words}`);
    expect(await types(runDir)).not.toContain('model-replied');
  },
);

test('the cap of an area binds no run of another', async () => {
  await using repository = await temporaryRepository({
    ...files,
    'dimmer.yaml': `${files['dimmer.yaml']}${areas}`,
  });
  const { runDir } = await launch(repository, writes(good), { level: 3 });
  expect(await until(runDir, resting)).toMatchObject({ status: 'awaiting-decision' });
});

test('helpers that ask side by side share the cap of the run', async () => {
  await using repository = await temporaryRepository(files);
  const { runDir } = await launch(repository, writes(good), {
    level: 3,
    limits: { tokens: 2_000, minutes: 10, rounds: 1 },
  });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({ status: 'suspended', reason: 'budget', turns: 0 });
  const fuse = await openFuse({ runDir, state: () => state });
  const call = { inputTokens: 500, outputTokens: 400 };
  expect([fuse.mayCall({ ...call, agent: 'A1' }), fuse.mayCall({ ...call, agent: 'A2' })]).toEqual([
    'ok',
    'ok',
  ]);
  // Made again after a fault, it counts once.
  expect(fuse.mayCall({ ...call, agent: 'A2' })).toBe('ok');
  expect(fuse.mayCall({ ...call, agent: 'A3' })).toMatchObject({
    suspend: { message: expect.stringContaining('1800 of 2000 are used') },
  });
  fuse.close();
});
