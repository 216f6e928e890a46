import { expect, test } from 'vitest';
import { contextKeysFor, mayShowFiles, otherReviewMode, reviewModeFor } from './context-keys.ts';
import { levels } from './level.ts';

const facts = { hasRuns: true, hasVault: true, vaultUnlocked: false };

test('each level turns its own keys on', () => {
  expect(contextKeysFor(2, 'diff', facts)).toEqual({
    'dimmer.level': 2,
    'dimmer.reviewMode': 'diff',
    'dimmer.acceptsPerFile': true,
    'dimmer.canToggleReviewMode': true,
    'dimmer.hasRuns': true,
    'dimmer.hasVault': true,
    'dimmer.vaultUnlocked': false,
  });
  expect(contextKeysFor(2, 'outcome', facts)['dimmer.acceptsPerFile']).toBe(false);
  expect(contextKeysFor(3, 'diff', facts)['dimmer.acceptsPerFile']).toBe(false);
  expect(contextKeysFor(4, 'outcome', facts)['dimmer.canToggleReviewMode']).toBe(false);
});

test('a review mode that the level does not offer falls back to its own', () => {
  expect(levels.map((level) => reviewModeFor(level, undefined))).toEqual([
    'diff',
    'diff',
    'outcome',
    'outcome',
  ]);
  expect(levels.map((level) => reviewModeFor(level, 'diff'))).toEqual(['diff', 'diff', 'outcome', 'outcome']);
  expect(levels.map((level) => reviewModeFor(level, 'outcome'))).toEqual(Array(4).fill('outcome'));
  expect([otherReviewMode(3, 'diff'), otherReviewMode(4, 'outcome')]).toEqual(['outcome', undefined]);
});

test('files show only where the run, the window and the review mode all allow it', () => {
  expect(mayShowFiles(2, 2, 'diff')).toBe(true);
  expect(mayShowFiles(2, 2, 'outcome')).toBe(false);
  expect(mayShowFiles(4, 2, 'diff')).toBe(false);
  expect(mayShowFiles(2, 4, 'outcome')).toBe(false);
});
