import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedWords } from './overlap.ts';
import { fillDeep } from './template.ts';
import type { Variable } from './schema.ts';
import { generateValues } from './variables.ts';

test('the same seed gives the same values, another seed gives others', () => {
  const variables: Record<string, Variable> = {
    email: { kind: 'email' },
    n: { kind: 'integer', min: 5, max: 7 },
    who: { kind: 'name' },
    secret: { kind: 'password' },
    id: { kind: 'uuid' },
    day: { kind: 'date' },
    colour: { kind: 'pick', from: ['red', 'blue'] },
  };
  const make = (seed: string) => Object.fromEntries(generateValues(variables, seed));
  expect(make('a')).toEqual(make('a'));
  expect(make('a')['email']).not.toBe(make('b')['email']);
  expect(make('a')['email']).toMatch(/^[a-z]+\.[a-z]+@[a-z]+\.example$/);
  expect(make('a')['id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const n = Number(make(seed)['n']);
      expect(n >= 5 && n <= 7).toBe(true);
    }),
  );
});

test('values fill every string of a step, keys included', () => {
  const values = new Map([['a', '1']]);
  expect(fillDeep({ run: ['x', '{{a}}', '{{ a }}'], json: { '$.{{a}}': { gt: 1 } } }, values)).toEqual({
    run: ['x', '1', '1'],
    json: { '$.1': { gt: 1 } },
  });
});

test('eight shared words are a quotation, seven are not', () => {
  const hidden = 'Ada imports a file with two columns and a header, then lists it.';
  expect(sharedWords('IMPORTS a file: with two columns and a thing', [hidden])).toBe(
    'imports a file with two columns and a',
  );
  expect(sharedWords('imports a file with two columns and', [hidden])).toBeUndefined();
});
