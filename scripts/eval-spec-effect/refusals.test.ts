// What cannot be measured is refused in one sentence before anything is built, and without a word of a hidden scenario.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseScenario } from '../../extension/core/scenario/parse-scenario.ts';
import { endOf } from './build.mjs';
import { asValidation } from './measure.mjs';
import { readOptions } from './options.mjs';
import { builtInPair, readPairs } from './pairs.mjs';
import { countsOf, refuseWithout } from './treatment.mjs';

const root = join(import.meta.dirname, '..', '..');
const demo = join(root, 'specs-templates', 'demo');
let folder: string;
const path = (...parts: string[]) => join(folder, 'one', ...parts);
const edit = (file: string, from: string | RegExp, to: string) =>
  writeFileSync(path(file), readFileSync(path(file), 'utf8').replace(from, to));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dimmer-pairs-'));
  cpSync(join(demo, 'repository'), path('repository'), { recursive: true });
  mkdirSync(path('hidden'));
  for (const name of ['01-log-a-call.md', '14-leap-day.md'])
    cpSync(join(demo, 'hidden', name), path('hidden', name));
  const { texts } = builtInPair();
  for (const arm of ['before', 'after'] as const) {
    writeFileSync(path(`${arm}.md`), texts[arm]);
    cpSync(join(demo, 'cassette.yaml'), path(`cassette-${arm}.yaml`));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const problem = (rehearsal = true) => {
  try {
    readPairs(folder, { rehearsal });
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

test('a whole pair is read, alone or among others, and needs cassettes for a rehearsal only', () => {
  expect(readPairs(folder, { rehearsal: true })).toMatchObject([
    { name: 'one', id: 'stint', specPath: join('specs', 'stint.md') },
  ]);
  expect(readPairs(path(), { rehearsal: true })[0].scenarios).toHaveLength(2);
  cpSync(path(), join(folder, 'another'), { recursive: true });
  expect(readPairs(folder, { rehearsal: true }).map(({ name }: { name: string }) => name)).toEqual([
    'another',
    'one',
  ]);
  rmSync(path('cassette-after.yaml'));
  expect(problem(false)).toBe('none');
  expect(problem()).toBe('Pair one lacks cassette-after.yaml.');
});

test.each([
  ['after.md', /^Pair one lacks after\.md\.$/],
  ['hidden', /^Pair one lacks hidden\.$/],
  ['repository', /^Pair one lacks repository\.$/],
])('without %s', (missing, said) => {
  rmSync(path(missing), { recursive: true });
  expect(problem()).toMatch(said);
});

test('no folder, and a folder without a pair', () => {
  expect(() => readPairs(join(folder, 'none'), { rehearsal: true })).toThrow(/There is no folder/);
  expect(() => readPairs(path('hidden'), { rehearsal: true })).toThrow(/holds no pair/);
});

test('a hidden scenario about a requirement that after.md lacks', () => {
  edit('after.md', '**R1**', '**R11**');
  expect(problem()).toBe(
    'Pair one: file 1 of 2 in hidden/ is about R1, which after.md does not have: both specs must mean the same requirements.',
  );
});

test('two specs, a spec without an id, a vault in the repository, two specs of one id', () => {
  edit('before.md', 'id: stint', 'id: other');
  expect(problem()).toMatch(/before\.md is spec other and after\.md is stint/);
  edit('before.md', 'id: other\n', '');
  expect(problem()).toMatch(/before\.md has no id/);
  edit('before.md', 'title:', 'id: stint\ntitle:');
  cpSync(path('repository', 'specs', 'stint.md'), path('repository', 'specs', 'copy.md'));
  expect(problem()).toMatch(/holds 2 specs with the id stint/);
  rmSync(path('repository', 'specs', 'copy.md'));
  writeFileSync(path('repository', 'dimmer.yaml'), 'vault: /some/where\n');
  expect(problem()).toMatch(/names a vault/);
});

test('hidden files that are no scenarios are told by their place, never by name or words', () => {
  const said = () => {
    const text = problem();
    expect(text).not.toMatch(/leap|log-a-call|STN|call|customer/i);
    return text;
  };
  writeFileSync(
    path('hidden', '14-leap-day.md'),
    '---\nschema: dimmer/scenario@1\nid: STN-14\n---\n\nA leap.\n',
  );
  expect(said()).toMatch(/file 2 of 2 in hidden\/ is no scenario/);
  cpSync(path('hidden', '01-log-a-call.md'), path('hidden', '14-leap-day.md'));
  expect(said()).toMatch(/file 2 of 2 in hidden\/ has the id of another one/);
  rmSync(path('hidden', '14-leap-day.md'));
  edit(join('hidden', '01-log-a-call.md'), 'spec: stint', 'spec: other');
  expect(said()).toMatch(/belongs to another spec/);
  rmSync(path('hidden', '01-log-a-call.md'));
  expect(said()).toMatch(/holds no scenario/);
});

test('a cassette that cannot be played', () => {
  writeFileSync(path('cassette-before.yaml'), 'x: [');
  expect(problem()).toMatch(/the cassette of before cannot be played: not YAML or JSON/);
  writeFileSync(path('cassette-before.yaml'), 'cassette: 1\n');
  expect(problem()).toMatch(/the cassette of before cannot be played/);
});

test('a pair that lint did not make better', () => {
  const of = (A: number, C: number) => ({ A, B: 0, C, readiness: '' });
  expect(() => refuseWithout({ before: of(2, 1), after: of(2, 0) }, 'p')).not.toThrow();
  for (const after of [of(2, 1), of(0, 4)])
    expect(() => refuseWithout({ before: of(2, 1), after }, 'p')).toThrow(/after\.md must have fewer/);
  expect(() => countsOf('', 'no such file\nmore')).toThrow('dimmer lint printed no report: no such file');
});

test('a run that the machine ended is no result of its spec; one that the agent ended is', () => {
  const outcome = { answer: 'why' };
  const printed = (status: string, ...events: object[]) =>
    [{ type: 'launched' }, ...events, { type: 'rested', status, outcome }]
      .map((one) => JSON.stringify(one))
      .join('\n');
  expect(endOf(printed('awaiting-decision'))).toMatchObject({ own: true, ended: 'awaiting-decision' });
  for (const reason of ['stuck', 'rounds-exhausted', 'time-exhausted', 'model-misbehaved'])
    expect(endOf(printed('failed', { type: 'run-failed', reason }))).toMatchObject({
      own: true,
      ended: reason,
    });
  expect(endOf(printed('suspended', { type: 'run-suspended', reason: 'budget' })).own).toBe(true);
  for (const reason of ['model-unreachable', 'usage-limit', 'key-rejected', 'interrupted'])
    expect(endOf(printed('suspended', { type: 'run-suspended', reason }))).toMatchObject({
      own: false,
      said: 'why',
    });
  expect(endOf(printed('stopped'))).toMatchObject({ own: false });
  expect(endOf('{"v":1,"error":{"message":"no spec","exit":2}}\n')).toEqual({ own: false, said: 'no spec' });
  expect(endOf('nonsense')).toEqual({ own: false, said: undefined });
});

test('options: what is named must be there', () => {
  const said = (argv: string[], environment = {}) => {
    try {
      return readOptions(argv, environment);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(said([])).toMatchObject({ backend: 'rehearsal', repeats: 1, seed: 1, json: false });
  expect(said(['--backend', 'oracle'])).toMatch(
    /no backend “oracle”. --backend takes rehearsal, anthropic, acp/,
  );
  expect(said(['--backend', 'anthropic'])).toMatch(
    /No API key\. Nothing was started\. Set ANTHROPIC_API_KEY/,
  );
  const key = { ANTHROPIC_API_KEY: 'k' };
  expect(said(['--backend', 'anthropic'], key)).toMatch(/Name a model/);
  expect(said(['--backend', 'anthropic', '--model', 'm', '--repeats', '8'], key)).toMatchObject({
    model: 'm',
    repeats: 8,
  });
  expect(said(['--model', 'm'])).toMatch(/A rehearsal has no model/);
  for (const wrong of ['0', '-1', '1.5', 'x', ''])
    expect(said([`--repeats=${wrong}`])).toMatch(/--repeats takes/);
  expect(said(['--seed', '1e3'])).toMatch(/--seed takes/);
  expect(said(['--sed', '1'])).toMatch(/Unknown option/);
});

test('every scenario is asked, whatever split it was written for', () => {
  const [sealed] = builtInPair().scenarios.filter((text: string) => /^split: sealed$/m.test(text));
  const changed = asValidation(sealed);
  expect(parseScenario(changed)).toMatchObject({ ok: true, scenario: { split: 'validation' } });
  expect(asValidation(changed)).toBe(changed);
  const without = sealed.replace('split: sealed\n', '').replaceAll('\n', '\r\n');
  expect(asValidation(without)).toBe(changed);
});

test('the command ends with exit 2 and one line, and makes nothing', () => {
  const script = join(root, 'scripts', 'eval-spec-effect.mjs');
  rmSync(path('after.md'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--pairs', folder], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: join(folder, 'none') },
  });
  expect([status, stdout, stderr]).toEqual([2, '', 'Pair one lacks after.md.\n']);
});
