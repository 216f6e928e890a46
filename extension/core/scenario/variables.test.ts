import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

const words = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    String(generateValues({ w: { kind: 'word' } }, `seed ${at}`).get('w')),
  );

/** What a product would have to do that wants to know whether a word was made here: accept what could have been. */
function recogniser(made: readonly string[]): RegExp {
  const parts = (pattern: RegExp) => [
    ...new Set(made.flatMap((word) => [...word.matchAll(pattern)].map(([part]) => part))),
  ];
  const [consonants, vowels] = [parts(/[^aeiouy]+/g), parts(/[aeiouy]+/g)].map((all) => all.join('|'));
  return new RegExp(`^(${consonants})((${vowels})(${consonants}))*(${vowels})?$`);
}

test('a word of the generator cannot be told from a real one by what it is made of', () => {
  const made = words(20_000);
  const pages = ['../../../CONTRIBUTING.md', '../../../docs/scenarios.md', '../../../docs/first-hour.md'];
  const text = pages
    .map((page) => readFileSync(fileURLToPath(new URL(page, import.meta.url)), 'utf8'))
    .join(' ');
  const real = [...new Set(text.match(/(?<![\w/.-])[a-z]{5,11}(?![\w/-])/g))].filter((word) =>
    /^[^aeiouy]/.test(word),
  );
  expect(real.length).toBeGreaterThan(300);
  const fits = recogniser(made);
  expect(made.filter((word) => !fits.test(word))).toEqual([]);
  const taken = real.filter((word) => fits.test(word));
  expect(taken.length / real.length).toBeGreaterThan(0.85);
});

test('words differ: ten thousand trajectories hardly ever meet the same one', () => {
  expect(new Set(words(10_000)).size).toBeGreaterThan(9_900);
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
