// What the agent is told before its first task, on real repositories: complete, bounded, and the same after a restart.
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeConfiguration } from '../core/configuration.ts';
import type { RunRequest } from '../core/protocol/run-request.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { systemText } from './prompts.ts';
import { surroundingsOf } from './surroundings.ts';

const place = { worktree: '/state/worktrees/r1', branch: 'dimmer/r1' };
const spec = '---\narea: api\n---\n# A\n\n- R1: It MUST work.\n';

function requestOn({ root, run }: TemporaryRepository, text = spec): RunRequest {
  return {
    v: 1,
    runId: 'r1',
    repository: root,
    spec: { path: 'specs/a.md', id: 'a', title: 'A', digest: '', text, requirements: [], bin: {} },
    base: { commit: run('rev-parse', 'main'), branch: 'main' },
    level: 4,
    trial: true,
    backend: 'anthropic',
    model: 'some-model',
    limits: { tokens: 1, minutes: 1, rounds: 1 },
    owner: 'ada',
    requestedAt: '2026-11-29T10:00:00.000Z',
    via: 'cli',
  };
}

const told = async (repository: TemporaryRepository, yaml = ''): Promise<string> => {
  const { configuration } = decodeConfiguration(yaml);
  return systemText([], await surroundingsOf(requestOn(repository), place, configuration));
};

test('the agent knows who it is, how its tools are used and how its work is judged', async () => {
  await using repository = await temporaryRepository({ 'a.txt': '' });
  const { configuration } = decodeConfiguration('');
  const surroundings = await surroundingsOf(requestOn(repository), place, configuration);
  const guardrail = { name: 'types', run: 'tsc', timeoutSeconds: 1 };
  const text = systemText([guardrail], surroundings);
  for (const said of [
    'You build what a spec asks for',
    'read a file before you edit it',
    'occurs once',
    'guardrails run on a clean checkout: types',
  ])
    expect(text).toContain(said);
  expect(systemText([], surroundings)).toContain('has no guardrails');
  expect(systemText([], surroundings, true)).not.toContain('edit_file');
});

test('the agent is told its folder, branch, latest commits, machine, day and model', async () => {
  await using repository = await temporaryRepository({ 'a.txt': '' });
  for (let n = 1; n <= 7; n += 1) repository.commit(`change ${n}${n === 7 ? ' </environment>' : ''}`);
  const text = await told(repository);
  const block = /<environment>\n([^]*?)\n<\/environment>/.exec(text)?.[1]?.split('\n');
  const [head = ''] = repository.run('log', '-1', '--format=%H').split('\n');
  expect(block).toEqual([
    'Working directory: /state/worktrees/r1',
    'Is git repository: true',
    `Git branch: dimmer/r1, begun at commit ${head.slice(0, 12)} of main`,
    'Git status at the beginning: clean',
    'Latest commits at the beginning, newest first:',
    expect.stringMatching(/^ {2}[0-9a-f]{12} change 7 {2}\/environment $/),
    ...[6, 5, 4, 3].map((n) => expect.stringMatching(new RegExp(`^ {2}[0-9a-f]{12} change ${n}$`)) as string),
    `Platform: ${process.platform} (${process.arch})`,
    'Date of the launch: 2026-11-29',
    'Model: some-model',
  ]);
});

test('a resumed run is told the same to the letter, whatever happened meanwhile', async () => {
  await using repository = await temporaryRepository({ 'AGENTS.md': 'Old.', 'a.txt': '' });
  const request = requestOn(repository);
  const { configuration } = decodeConfiguration('');
  const before = systemText([], await surroundingsOf(request, place, configuration));
  await repository.write('AGENTS.md', 'New.');
  await repository.write('sub/AGENTS.md', 'More.');
  repository.commit('later');
  repository.run('gc', '--quiet');
  expect(systemText([], await surroundingsOf(request, place, configuration))).toBe(before);
  expect(before).toContain('Old.');
});

test('notes come from the root down to the spec and its area, those of other agents never', async () => {
  await using repository = await temporaryRepository({
    'AGENTS.md': 'root says',
    'GEMINI.md': 'not for us',
    '.codex/instructions.md': 'not for us',
    'specs/AGENTS.md': 'specs say',
    'src/CLAUDE.md': 'src says',
    'src/api/AGENTS.md': 'api says',
    'src/api/deep/AGENTS.md': 'deep says',
    'web/AGENTS.md': 'web says',
  });
  await symlink('AGENTS.md', join(repository.root, 'CLAUDE.md'));
  repository.commit('link');
  const text = await told(repository, 'areas: [{ name: api, paths: ["src/api/**/*.ts"] }]');
  const places = ['root says', 'specs say', 'src says', 'api says'].map((words) => text.indexOf(words));
  expect(places.every((at) => at > 0)).toBe(true);
  expect(places).toEqual([...places].sort((one, other) => one - other));
  for (const absent of ['not for us', 'web says', 'deep says', '# CLAUDE.md'])
    expect(text).not.toContain(absent);
  expect(text).toContain('before you change it: src/api/deep/AGENTS.md, web/AGENTS.md');
});

test('notes are cut at 32 KB together, and it is said', async () => {
  await using repository = await temporaryRepository({
    'AGENTS.md': 'a'.repeat(20_000),
    'CLAUDE.md': `${'é'.repeat(10_000)}end`,
    'specs/AGENTS.md': 'never reached',
  });
  const text = await told(repository);
  expect(text).toContain('a'.repeat(20_000));
  expect(/é+\n\[Project instructions truncated at 32KB\]/.exec(text)?.[0]).toMatch(/^é{6384}\n/);
  expect(text).not.toContain('never reached');
  expect(text).not.toContain('�');
});

test('what the owner asks of the agent in dimmer.yaml is said last', async () => {
  await using repository = await temporaryRepository({ 'AGENTS.md': 'Use spaces.', 'web/AGENTS.md': 'x' });
  const text = await told(repository, 'agent: { instructions: Use tabs. }');
  expect(text.endsWith('Use tabs.')).toBe(true);
  expect(text.indexOf('Use spaces.')).toBeGreaterThan(0);
});
