import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { stint } from '../src/stint.js';

function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'stint-'));
  try {
    use((...words) => stint(words, folder), join(folder, 'stint.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('entries are numbered, listed by day and added up by project', () =>
  inFolder((run) => {
    assert.equal(run('add', '2024-02-29', 'roof', '45m', 'tiles').out, 'added 1 2024-02-29 roof 0:45');
    assert.equal(run('add', '2024-02-28', 'cellar', '1h5m').out, 'added 2 2024-02-28 cellar 1:05');
    assert.equal(run('list').out, '2 2024-02-28 cellar 1:05\n1 2024-02-29 roof 0:45 tiles');
    assert.equal(run('sum').out, 'cellar 1:05\nroof 0:45\ntotal 1:50');
    assert.equal(run('sum', '--json', '--project', 'roof').out, '{"projects":{"roof":45},"total":45}');
  }));

test('an id is never given twice', () =>
  inFolder((run) => {
    run('add', '2024-05-01', 'roof', '1h');
    assert.equal(run('remove', '1').out, 'removed 1');
    assert.equal(run('remove', '1').exit, 2);
    assert.equal(run('add', '2024-05-01', 'roof', '1h').out, 'added 2 2024-05-01 roof 1:00');
  }));

test('a day holds 24 hours', () =>
  inFolder((run) => {
    assert.equal(run('add', '2024-05-01', 'roof', '23h').exit, 0);
    assert.equal(run('add', '2024-05-01', 'cellar', '61m').exit, 2);
    assert.equal(run('add', '2024-05-01', 'cellar', '60m').exit, 0);
  }));

for (const words of [
  [],
  ['start'],
  ['add', '2023-02-29', 'roof', '1h'],
  ['add', '2024-5-1', 'roof', '1h'],
  ['add', '2024-05-01', 'Roof', '1h'],
  ['add', '2024-05-01', 'r'.repeat(31), '1h'],
  ['add', '2024-05-01', 'roof', '0m'],
  ['add', '2024-05-01', 'roof', ''],
  ['add', '2024-05-01', 'roof'],
  ['add', '2024-05-01', 'roof', '1h', 'a', 'b'],
  ['list', '--json'],
  ['list', '--from'],
  ['sum', 'roof'],
  ['remove', 'x'],
])
  test(`refused: stint ${words.join(' ')}`, () =>
    inFolder((run, log) => {
      const { out, refused, exit } = run(...words);
      assert.deepEqual([out, exit, existsSync(log)], [undefined, 2, false]);
      assert.match(refused, /^[^\n]+$/);
    }));

for (const text of ['{', '[]', '{"version":2,"next":1,"entries":[]}', '{"version":1,"next":1,"entries":[{}]}'])
  test(`not a log, never written over: ${text}`, () =>
    inFolder((run, log) => {
      writeFileSync(log, text);
      for (const words of [['list'], ['add', '2024-05-01', 'roof', '1h'], ['remove', '1']])
        assert.equal(run(...words).exit, 3);
      assert.equal(readFileSync(log, 'utf8'), text);
    }));
