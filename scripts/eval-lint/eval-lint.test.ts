// The evaluation reads whatever a spreadsheet writes, counts right, and says what is wrong with a file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { figures, gateOf, judgeData, judgeGate, judgePairs } from './judge.mjs';
import { isMarked, labelColumns, readTable, tableOf } from './read-table.mjs';
import { rulesAbout } from './subjects.mjs';

const folder = mkdtempSync(join(tmpdir(), 'dimmer-eval-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('any order, delimiter, line end and mark at the start give the same table', () => {
  const expected = {
    columns: ['Smell', 'Text'],
    rows: [
      ['1', 'a, "b"\nc; d'],
      ['', 'e'],
    ],
  };
  for (const text of [
    'Smell,Text\n1,"a, ""b""\nc; d"\n,e\n',
    '\uFEFFSmell;Text\n1;"a, ""b""\nc; d"\n;e',
    ' Smell ,"Text"\n1,"a, ""b""\nc; d"\n\n,e\n',
    'Smell\tText\n1\t"a, ""b""\nc; d"\n\te\n',
  ])
    expect(tableOf(text)).toMatchObject(expected);
  expect(tableOf('Smell,Text\r\n1,a\r\n\r\n,e\r\n').rows).toEqual([
    ['1', 'a'],
    ['', 'e'],
  ]);
  const file = join(folder, 'utf16.csv');
  writeFileSync(file, Buffer.from('\uFEFFtext;smell\r\nä;1\r\n', 'utf16le'));
  expect(readTable(file).rows).toEqual([['ä', '1']]);
  writeFileSync(file, Buffer.from([...Buffer.from('text;smell\n'), 0xe4, ...Buffer.from(';1\n')]));
  expect(readTable(file).rows).toEqual([['ä', '1']]);
});

test('a cell is marked by 1, true, yes, a count or words', () => {
  for (const cell of ['1', 'TRUE', ' yes', '3', '0.5', 'x', 'fast|easy'])
    expect([cell, isMarked(cell)]).toEqual([cell, true]);
  for (const cell of ['', '0', 'False', 'no', '0.0', 'none', '-'])
    expect([cell, isMarked(cell)]).toEqual([cell, false]);
});

test('labels are what is not text, number of the row or origin; --labels names them', () => {
  const table = tableOf(
    'id,TEXT,source,vague,count,words\n1,a b,x.txt,0,0,\n2,c d,x.txt,1,0,fast\n3,e f,y.txt,0,2,',
  );
  expect(labelColumns(table, 1).map((index: number) => table.columns[index])).toEqual([
    'vague',
    'count',
    'words',
  ]);
  expect(labelColumns(table, 1, ['Vague'])).toEqual([3]);
  expect(() => labelColumns(table, 1, ['gone'])).toThrow('no column “gone”; its columns are “id”');
  expect(() => labelColumns(tableOf('text\na\n'), 0)).toThrow('--labels');
});

test('figures', () => {
  expect(figures([true, true, false, false], [true, false, true, false])).toEqual({
    ...{ flagged: 2, right: 1, precision: 0.5, recall: 0.5, f1: 0.5, share: 0.5 },
  });
  expect(figures([false], [false])).toMatchObject({ precision: null, recall: null, f1: null });
});

test('which rules a column is about, unless one column is about nothing that is known', () => {
  expect(rulesAbout(['negative', 'vague_pronoun'])).toEqual(new Set(['TST008', 'AMB007']));
  expect(rulesAbout(['negative', 'Total', 'smell_count'])).toEqual(new Set(['TST008']));
  expect(rulesAbout(['negative', 'zebra'])).toBeUndefined();
  expect(rulesAbout(['any'])).toBeUndefined();
});

test('data, pairs and gate', () => {
  const data = tableOf(
    'text;vague\nThe tool MUST stop immediately.;yes\nThe tool MUST stop within 200 ms.;no\n;yes\nThe tool MUST print its version.;yes',
  );
  const judged = judgeData(data, { show: 'all' });
  expect(judged).toMatchObject({ rows: 3, labelled: 2, flagEverything: { flagged: 3, right: 2 } });
  expect(judged.rules.find(({ code }) => code === 'AMB017')).toMatchObject({ flagged: 1, right: 1 });
  const pairs = tableOf('smelly,clean\nThe tool MUST stop immediately.,The tool MUST stop within 200 ms.');
  expect(judgePairs(pairs, { show: 'all' })).toMatchObject({ pairs: 1, separated: 1, reversed: 0 });
  const gate = tableOf(
    'Sentence,is_requirement\nThe tool must stop.,1\nThis document shall describe the tool.,0\nParis is big.,no',
  );
  expect(judgeGate(gate, gateOf)).toMatchObject({ requirements: 1, overall: { precision: 1, recall: 1 } });
});

test('a file that cannot be judged is named with what is wrong', () => {
  expect(() => readTable(join(folder, 'gone.csv'))).toThrow('could not be read: ENOENT');
  for (const [text, problem] of [
    ['\n', 'is empty'],
    ['text,smell\n', 'no rows'],
    ['text,smell\na,b,c\n', 'no CSV that can be read'],
    ['text,smell,smell\na,1,0\n', 'two columns named “smell”'],
  ] as const)
    expect(() => tableOf(text, 'a.csv')).toThrow(problem);
  expect(() => judgeData(tableOf('a,b\n1,2\n'), { show: 'all' })).toThrow('no column “text”');
});

test('the command ends with 2 and one line, or with the figures', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '..', 'eval-lint.mjs'), ...args], {
      encoding: 'utf8',
    });
  const { status, stderr } = run('--data', 'x', '--show', 'some');
  expect([status, stderr]).toEqual([2, '--show takes certain, likely or all, not “some”\n']);
  const file = join(folder, 'good.csv');
  writeFileSync(file, 'requirement,smell\nThe tool MUST stop immediately.,1\n');
  expect(JSON.parse(run('--data', file, '--json').stdout)).toMatchObject({ rows: 1, overall: { right: 1 } });
});
