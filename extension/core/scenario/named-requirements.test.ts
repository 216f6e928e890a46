import { expect, test } from 'vitest';
import { namedRequirements } from './named-requirements.ts';

test.each([
  ['---\nrequirements: [R1, AUTH-3]\n---\n', ['R1', 'AUTH-3']],
  ['---\r\nid: x\r\nrequirements: ["R1", REQ-AUTH-007] # both\r\n---\r\n', ['R1', 'REQ-AUTH-007']],
  ['---\nrequirements:\n  - R1 # first\n  - FR-001\nsplit: visible\n---\n', ['R1', 'FR-001']],
  ['---\nid: x\n---\nrequirements: [R1]\n', []],
  ['requirements: [R1]', []],
  ['', []],
])('%j names %j', (text, ids) => {
  expect(namedRequirements(text)).toEqual(ids);
});
