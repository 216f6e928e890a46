import { expect, test } from 'vitest';
import { protectionsIn, wordsOf } from './words.ts';

test('names fall into the same words however they are written', () => {
  const words = ['require', 'auth', 'token'];
  expect(
    ['requireAuthToken', 'require_auth_token', 'require-auth-token', 'REQUIRE_AUTH_TOKEN'].map(wordsOf),
  ).toEqual([words, words, words, words]);
  expect(wordsOf('parseHTTPHeader2(x)')).toEqual(['parse', 'http', 'header']);
});

test('a protection is known by its words, and words that only look like one are none', () => {
  const cases: [string, number][] = [
    ['router.use(requireAuth)', 1],
    ['router.use(requireStaff)', 1],
    ['type RequirementReference', 0],
    ['before_action :verify_owner', 2],
    ['current_account.notes.find(id)', 1],
    ['SELECT 1 FROM stock FOR UPDATE', 1],
    ['book.author.name', 0],
    ['scopeless(rolling, softer)', 0],
  ];
  expect(cases.map(([line]) => [line, protectionsIn(line).length])).toEqual(cases);
});
