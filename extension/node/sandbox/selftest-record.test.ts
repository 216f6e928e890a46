import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundles } from '../testing.ts';
import {
  readSelftest,
  selftestFacts,
  selftestFolder,
  writeSelftest,
  type SelftestFacts,
} from './selftest-record.ts';

const before = process.env['DIMMER_STATE'];
const state = mkdtempSync(join(tmpdir(), 'dimmer-record-'));
const program = join(bundles, 'evaluator.mjs');
let facts: SelftestFacts;
let file: string;

beforeAll(async () => {
  process.env['DIMMER_STATE'] = state;
  facts = await selftestFacts(program);
  await writeSelftest(facts, { run: 3, leaked: [] });
  const [name] = readdirSync(await selftestFolder());
  file = join(await selftestFolder(), name as string);
});
afterAll(() => {
  if (before === undefined) delete process.env['DIMMER_STATE'];
  else process.env['DIMMER_STATE'] = before;
  rmSync(state, { recursive: true, force: true });
});

test('a result is kept privately and counts for this program, sandbox, kernel and user alone', async () => {
  expect(await readSelftest(facts)).toMatchObject({ run: 3, leaked: [] });
  expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(Object.keys(facts).sort()).toEqual(['bwrap', 'kernel', 'parts', 'program', 'user']);
  for (const [name, value] of Object.entries(facts))
    expect(await readSelftest({ ...facts, [name]: `${value}x` }), name).toBeUndefined();
  const other = join(state, 'other.mjs');
  writeFileSync(other, `${readFileSync(program, 'utf8')}\n`);
  expect(await readSelftest(await selftestFacts(other))).toBeUndefined();
});

test('one that was changed, cut, opened to others, moved in from elsewhere or is a link is no result', async () => {
  const whole = readFileSync(file, 'utf8');
  const spoiled = [whole.replace('"run":3', '"run":9'), whole.slice(0, -20), '', '{}'];
  for (const text of spoiled) {
    writeFileSync(file, text);
    expect(await readSelftest(facts), text.slice(0, 30)).toBeUndefined();
  }
  // As another machine's would look: whole, and about something else.
  await writeSelftest({ ...facts, kernel: 'other' }, { run: 3, leaked: [] });
  const foreign = readdirSync(join(file, '..')).find((name) => !file.endsWith(name)) as string;
  writeFileSync(file, readFileSync(join(file, '..', foreign)));
  expect(await readSelftest(facts)).toBeUndefined();
  writeFileSync(file, whole);
  chmodSync(file, 0o644);
  expect(await readSelftest(facts)).toBeUndefined();
  chmodSync(file, 0o600);
  expect(await readSelftest(facts)).toBeDefined();
  renameSync(file, `${file}.real`);
  symlinkSync(`${file}.real`, file);
  expect(await readSelftest(facts)).toBeUndefined();
});
