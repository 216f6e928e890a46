import { expect, test } from 'vitest';
import { parseSpec } from './parse-spec.ts';
import { specHeading } from './spec-heading.ts';

test.each([
  ['---\nid: sum\nbin: { sum: [node, sum.mjs] }\n---\n# Sum a column\n', 'sum'],
  ['---\r\nid: "a-b" # note\r\ntitle: Export\r\nbin:\r\n  exp: [node, x]\r\n---\r\n# Other\r\n', 'exp'],
  ['# Login ##\n\n- R1: x', 'node'],
  ['no heading at all', 'node'],
  ['', 'node'],
  ['---\nbroken front matter', 'node'],
])('%j', (text, program) => {
  const { id, title } = parseSpec(text, 'specs/login.spec.md');
  expect(specHeading(text, 'specs/login.spec.md')).toEqual({ id, title, program });
});
