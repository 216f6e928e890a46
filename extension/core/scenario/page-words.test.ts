import { expect, test } from 'vitest';
import { pageWords, pageWordsProblems, re2Of } from './page-words.ts';

test('text between slashes is an expression, everything else is text', () => {
  expect(pageWords('Save')).toEqual({ words: 'Save' });
  expect(pageWords('/login')).toEqual({ words: '/login' });
  expect(pageWords('/changed/i')).toEqual({ source: 'changed', flags: 'iu' });
  expect(pageWords('/\\/login$/')).toEqual({ source: '\\/login$', flags: 'u' });
  const inside = pageWords('/(?i)ch(a|u)nged/');
  expect(inside).toEqual({ source: 'ch(a|u)nged', flags: 'iu' });
  expect('source' in inside && re2Of(inside)).toBe('(?i)ch(a|u)nged');
});

test('what RE2 and a browser would read differently, or RE2 would not take, is refused', () => {
  expect(['Save', '/changed/i', '/\\p{Lu}\\d+/', '/^a|b$/m'].flatMap(pageWordsProblems)).toEqual([]);
  for (const only of [
    '/\\Aa\\z/',
    '/[[:alpha:]]/',
    '/(a)\\1/',
    '/(?=a)b/',
    '/(/',
    '/((a{100}){100}){100}/',
    '/\\pL/',
  ])
    expect(pageWordsProblems(only), only).toHaveLength(1);
});
