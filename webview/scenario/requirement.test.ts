import { expect, test } from 'vitest';
import { requirementOf, withRequirement } from './requirement.ts';

const text =
  '---\nschema: dimmer/scenario@1\nrequirements: [ R1 ]\n---\n# Scenario: x\n\nrequirements: [R9]\n';

test('the requirement is read and changed in the front matter alone', () => {
  expect(requirementOf(text)).toBe('R1');
  expect(withRequirement(text, 'AUTH-3')).toBe(text.replace('[ R1 ]', '[ AUTH-3 ]'));
  expect(requirementOf(text.replace('[ R1 ]', '[R1, R2]'))).toBe(undefined);
  expect(requirementOf('no front matter')).toBe(undefined);
  expect(withRequirement('no front matter', 'R1')).toBe('no front matter');
});
