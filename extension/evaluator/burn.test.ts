import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EvaluatorQuestion } from '../node/evaluator-process.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { answerTo } from './answer.ts';
import { exposures } from './burn.ts';
import { filesOf, transcriptOf } from './readable-texts.ts';
import { hiddenScenarios, notesProgram, notesSpec, scenarioText, visibleScenario } from './test-product.ts';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import { generateValues } from '../core/scenario/variables.ts';
import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { storeText } from '../node/stored-text.ts';
import { seedOf } from './trajectory.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-burn-'));
let repository: TemporaryRepository;
let identity = '';
let made = 0;

const story = 'Bo forgets the quokka on Tuesday evening and finds the same quokka again on Friday';
const told = scenarioText({
  id: 'SCN-0042',
  requirements: 'R1',
  front: 'vars: { who: { kind: email } }\ntrajectories: 1\n',
  body: `${story}.\n\n* When Bo writes\n  \`\`\`cli\n  run: [notes, add, "{{who}}"]\n  expect: { stdout: added 1 }\n  \`\`\`\n`,
});

beforeAll(async () => {
  repository = await temporaryRepository({
    'bin/notes.js': notesProgram(),
    'specs/notes.md': notesSpec,
    'scenarios/v1.md': visibleScenario,
  });
  identity = (await ask({ v: 1, mode: 'vault', vaultDir: '', action: { type: 'new-identity' } }))[
    'identity'
  ] as string;
});
afterAll(async () => {
  await repository[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

const ask = async (input: EvaluatorQuestion) => (await answerTo(input)).body;
type Action = Extract<EvaluatorQuestion, { mode: 'vault' }>['action'];
const vault = (vaultDir: string, action: Action) => ask({ v: 1, mode: 'vault', vaultDir, identity, action });
const evaluate = (vaultDir: string, commit = 'HEAD') =>
  ask({
    v: 1,
    mode: 'evaluate',
    vaultDir,
    identity,
    repository: repository.root,
    commit,
    spec: 'specs/notes.md',
    split: 'validation',
  });
const list = async (vaultDir: string) =>
  (await vault(vaultDir, { type: 'verify', repository: repository.root })) as unknown as {
    ok: boolean;
    scenarios: { id: string; status: string; burn?: object; last?: { satisfied: number } }[];
    quotes: object[];
  };

async function vaultWith(...texts: string[]): Promise<string> {
  const vaultDir = join(root, `vault-${++made}`);
  await vault(vaultDir, { type: 'init' });
  const scenarios = texts.map((text, at) => ({ name: `${at}`, text }));
  const { results } = await vault(vaultDir, { type: 'import', scenarios, repository: repository.root });
  expect((results as { stored: boolean }[]).filter((one) => !one.stored)).toEqual([]);
  return vaultDir;
}
async function commit(files: Record<string, string>, message = 'work'): Promise<string> {
  for (const [path, text] of Object.entries(files)) await repository.write(path, text);
  return repository.commit(message);
}
const path = 'docs/plan.txt';
beforeEach(() => commit({ [path]: '', 'src/table.js': '', 'src/code.ts': '', 'docs/howto.md': '# How\n' }));
const others = hiddenScenarios()
  .slice(0, 3)
  .map(({ text }) => text);

test('a scenario that the commit quotes leaves the rate for good, and people learn how many and where', async () => {
  const vaultDir = await vaultWith(told, ...others);
  const before = (await evaluate(vaultDir))['tally'];
  expect(before).toMatchObject({ scenarios: 4, burned: 0 });
  await commit({ [path]: `// ${story.toUpperCase().replaceAll(' ', '\n * ')}` });
  const after = await evaluate(vaultDir);
  expect(after['tally']).toMatchObject({ scenarios: 3, burned: 1 });
  expect(JSON.stringify(after['feedback'])).not.toMatch(/burn|SCN|quokka/i);
  await commit({ [path]: 'nothing' });
  expect((await evaluate(vaultDir))['tally']).toMatchObject({ scenarios: 3, burned: 0 });
  const { ok, scenarios } = await list(vaultDir);
  expect([ok, scenarios.find(({ id }) => id === 'SCN-0042')]).toMatchObject([
    false,
    { status: 'burned', burn: { reason: 'quoted', where: 'file', path }, last: { satisfied: 1 } },
  ]);
});

test('a burned scenario stays burned until its words are others', async () => {
  const vaultDir = await vaultWith(told);
  await commit({ [path]: story });
  expect((await evaluate(vaultDir))['error']).toMatchObject({ reason: 'all-burned' });
  await commit({ [path]: '' });
  const again = async (text: string) => {
    await vault(vaultDir, { type: 'add', text, repository: repository.root });
    return (await list(vaultDir)).scenarios[0]?.status;
  };
  expect(await again(told.replace('Bo writes', 'Bo types'))).toBe('burned');
  expect(await again(told.replace(story, 'Somebody else does another thing altogether'))).toBe('burned');
  const body =
    '* Somebody lists\n  ```cli\n  run: [notes, list]\n  expect: { exit: 0, stdout: { contains: x } }\n  ```\n';
  expect(await again(scenarioText({ id: 'SCN-0042', requirements: 'R2', body }))).toBe('active');
});

test('values made for a trajectory at an earlier commit burn when they turn up in a later one', async () => {
  const vaultDir = await vaultWith(told);
  const first = await commit({ [path]: '1' });
  await evaluate(vaultDir);
  const parsed = parseScenario(told);
  if (!parsed.ok) throw new Error('not a scenario');
  const values = generateValues(parsed.scenario.vars, seedOf(parsed.scenario, 0, first));
  await commit({ 'src/table.js': `if (who === "${values.get('who')}") console.log("added 1")` });
  expect((await evaluate(vaultDir))['error']).toMatchObject({ reason: 'all-burned' });
  expect((await list(vaultDir)).scenarios[0]?.burn).toEqual({
    reason: 'values',
    where: 'file',
    path: 'src/table.js',
  });
});

test('its id in a commit message burns it, eight ordinary words do not', async () => {
  const vaultDir = await vaultWith(told, others[0] as string);
  await commit(
    { 'src/table.js': 'one', [path]: 'Bo forgets the quokka on Tuesday evening' },
    'Fix for SCN-0042',
  );
  expect((await evaluate(vaultDir))['tally']).toMatchObject({ scenarios: 1, burned: 1 });
  expect((await list(vaultDir)).scenarios.map(({ status }) => status)).toEqual(['burned', 'active']);
});

test('SAF001 names documents of the working tree that quote a scenario, to whoever opened the vault', async () => {
  const vaultDir = await vaultWith(told);
  await repository.write('docs/howto.md', `# How\n\nWhen ${story}, all is well.\n`);
  await repository.write('src/code.ts', `// ${story}`);
  expect(await list(vaultDir)).toMatchObject({
    ok: false,
    quotes: [{ rule: 'SAF001', id: 'SCN-0042', path: 'docs/howto.md', line: 3 }],
  });
  await repository.write('docs/howto.md', '# How\n');
  expect(await list(vaultDir)).toMatchObject({ ok: true, quotes: [] });
});

test('a transcript is searched whole: what was asked, replied, steered, and long outputs in their blobs', async () => {
  const parsed = parseScenario(told);
  if (!parsed.ok) throw new Error('not a scenario');
  const runDir = join(root, 'run');
  await mkdir(join(runDir, 'artifacts'), { recursive: true });
  const log = join(runDir, 'events.ndjson');
  const event = { type: 'tool-finished', output: 'nothing of interest' };
  await writeFile(log, `${JSON.stringify(event)}\n`);
  expect(await exposures([parsed.scenario], transcriptOf(runDir))).toEqual([]);
  const long = storeText(runDir, `${'x '.repeat(20_000)}${story}`);
  expect(typeof long).toBe('object');
  await appendFile(log, `half a line\n${JSON.stringify({ type: 'tool-finished', output: long })}\n`);
  expect(await exposures([parsed.scenario], transcriptOf(runDir))).toEqual([
    { id: 'SCN-0042', burn: { reason: 'quoted', where: 'transcript' } },
  ]);
});

test('links, large files and bytes are not read', async () => {
  const folder = join(root, 'files');
  await mkdir(folder);
  await writeFile(join(root, 'secret.txt'), 'secret');
  await symlink(join(root, 'secret.txt'), join(folder, 'link.txt'));
  await writeFile(join(folder, 'bytes.bin'), Buffer.from([65, 0, 66]));
  await writeFile(join(folder, 'large.txt'), 'x'.repeat(1024 * 1024 + 1));
  await writeFile(join(folder, 'small.txt'), 'read me');
  const found = [];
  for await (const { path } of filesOf(folder)) found.push(path);
  expect(found).toEqual(['small.txt']);
});
