import { expect, test } from 'vitest';
import { Text } from '@codemirror/state';
import { optionsAt } from './complete.ts';
import { placeIn } from './place.ts';
import { diagnosticsOf } from './validate.ts';

const front = '---\nschema: dimmer/scenario@1\nid: S1\nspec: notes\nrequirements: [R1]\n';
const block = (kind: string, text: string) =>
  `${front}---\n# Scenario: x\n\n* When\n  \`\`\`${kind}\n${text}`;
/** Labels offered at `|`. */
const offered = (text: string) => {
  const place = placeIn(text);
  return place === undefined ? undefined : optionsAt(place, ['R1', 'R2']).map(({ label }) => label);
};

test('keys and values of the front matter', () => {
  expect(offered(front)).toEqual(expect.arrayContaining(['status', 'vars', 'trajectories', 'timeout']));
  expect(offered(`${front}status: `)).toEqual(['draft', 'active', 'burned', 'retired']);
  expect(offered(`${front}split: val`)).toEqual(['visible', 'validation', 'sealed']);
  expect(offered('---\nrequirements: [R1, ')).toEqual(['R1', 'R2']);
  expect(offered(`${front}vars: { day: { kind: `)).toEqual(
    expect.arrayContaining(['date', 'integer', 'pick']),
  );
  expect(offered(`${front}vars:\n  day:\n    `)).toEqual(expect.arrayContaining(['kind', 'min', 'from']));
});

test('keys and values of blocks, in flow and block style, however deep', () => {
  expect(offered(block('cli', '  '))).toEqual(['run', 'stdin', 'env', 'expect', 'capture']);
  expect(offered(block('cli', '  run: [notes]\n  expect: { '))).toEqual([
    'exit',
    'stdout',
    'stderr',
    'json',
    'within',
  ]);
  expect(offered(block('cli', '  expect: { exit: 0, stdout: { con'))).toEqual(
    expect.arrayContaining(['contains', 'matches', 'empty']),
  );
  expect(offered(block('cli', '  expect:\n    stdout:\n      '))).toEqual(
    expect.arrayContaining(['contains', 'not']),
  );
  expect(offered(block('cli', '  expect: { json: { "$.a": { type: '))).toEqual(
    expect.arrayContaining(['string', 'null']),
  );
  expect(offered(block('file', '  path: x\n  expect: { exists: '))).toEqual(['true', 'false']);
  expect(offered(block('cli', '  expect: { stdout: { contains: x }, '))).toContain('stderr');
});

test('nothing is offered in prose, after a block, or where the format knows nothing', () => {
  expect(offered(`${front}---\nBo writes `)).toBeUndefined();
  expect(offered(`${block('cli', '  run: [x]\n  ```\n')}* Then `)).toBeUndefined();
  expect(offered(block('yaml', '  '))).toEqual([]);
  for (const odd of ['', '---', '---\n{{{', block('cli', '  }}}]]: {'), block('cli', '  "a')]) offered(odd);
});

test('a problem stands at its line, with the words of the vault', () => {
  const marks = (text: string) => diagnosticsOf(Text.of(text.split('\n')));
  const right = block('cli', '  run: [notes, list]\n  expect: { exit: 0 }\n  ```\n');
  expect(marks(right)).toEqual([]);
  const [wrong, ...more] = marks(right.replace('exit: 0', 'exits: 0'));
  expect(more).toEqual([]);
  expect(right.slice(wrong?.from, wrong?.to)).toBe('  ```cli');
  expect(wrong?.message).toContain('unknown key `exits`');
  expect(marks(right.replace('exit: 0', 'stdout: { matches: "(?=a)" }'))).toHaveLength(1);
  expect(marks('')).toEqual([]);
});
