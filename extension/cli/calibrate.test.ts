// The command around a calibration: its refusals, and a rehearsal through a real evaluator process.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundles } from '../node/testing.ts';
import { calibrateCommand } from './calibrate.ts';

const folder = mkdtempSync(join(tmpdir(), 'dimmer-calibrate-cli-'));
const realMain = process.argv[1];
beforeAll(() => {
  // The evaluator is found beside the running program.
  process.argv[1] = join(bundles, 'evaluator.mjs');
  writeFileSync(join(folder, 'labels.jsonl'), '{"rubric":"Is short.","evidence":"no","label":true}\n\n');
  const reply = '{ tool: record_verdict, input: { satisfied: true, reason: so } }';
  writeFileSync(
    join(folder, 'yes.yaml'),
    `cassette: 1\ntitle: yes\nentries:\n  - { role: judge, repeat: 9, reply: [${reply}] }\n`,
  );
});
afterAll(() => {
  process.argv[1] = realMain as string;
  rmSync(folder, { recursive: true, force: true });
});

async function run(argv: string[], json = false) {
  let [out, err] = ['', ''];
  const exit = await calibrateCommand(argv, {
    ...{ cwd: folder, json, isTTY: false, stdin: async () => '' },
    env: { PATH: process.env['PATH'], HOME: folder, DIMMER_STATE: join(folder, 'state') },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { exit, out, err };
}

test('what is wrong is said before anything is asked', async () => {
  writeFileSync(
    join(folder, 'bad.jsonl'),
    '{"rubric":"Is short.","evidence":"no","label":true}\n{"rubric":1}\n',
  );
  const cases: [string[], number, string][] = [
    [['--repeat', '0'], 2, 'Usage: dimmer calibrate'],
    [['--labels', 'none.jsonl'], 2, 'cannot be read. Nothing was asked.'],
    [['--labels', 'bad.jsonl'], 2, 'bad.jsonl:2 is no label'],
    [[], 3, 'There is no judge to ask.'],
    [['--cassette', 'none.yaml'], 2, 'The cassette for the judge cannot be read.'],
  ];
  for (const [argv, exit, words] of cases) {
    const done = await run(argv);
    expect([argv, done.exit, done.err]).toEqual([argv, exit, expect.stringContaining(words)]);
  }
});

test('a rehearsal says what it saw and that nothing was measured', async () => {
  const done = await run(['--cassette', 'yes.yaml', '--labels', 'labels.jsonl', '--repeat', '1']);
  expect([done.exit, done.err]).toEqual([0, '']);
  expect(done.out).toMatch(/^\[ rehearsal: /);
  expect(done.out).toMatch(/166 of 166 planted lies accepted/);
  expect(done.out).toContain('passport: not measured: a rehearsal says nothing about a model');
  const [name = ''] = readdirSync(join(folder, 'state', 'passports'));
  expect(JSON.parse(readFileSync(join(folder, 'state', 'passports', name), 'utf8'))).toMatchObject({
    model: 'rehearsal',
    measured: 'not measured',
  });
});
