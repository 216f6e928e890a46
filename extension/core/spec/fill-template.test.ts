import { expect, test } from 'vitest';
import { fillTemplate, slug, titleOf } from './fill-template.ts';

test('known places are filled, unknown ones stay', () => {
  expect(fillTemplate('# {{title}} {{other}}', { title: 'Export' })).toBe('# Export {{other}}');
  expect(fillTemplate('{{a}}', { a: '{{b}}', b: 'x' })).toBe('{{b}}');
});

test('a title becomes a short file name', () => {
  expect(slug('Export keeps the filters, über alles!')).toBe('export-keeps-the-filters-uber-alles');
  expect(slug('../../etc/passwd')).toBe('etc-passwd');
  expect(slug('...')).toBe('untitled');
  expect(slug('日本語 の 仕様')).toBe('日本語-の-仕様');
  expect(slug('word '.repeat(50)).length).toBeLessThanOrEqual(60);
});

test('the first sentence is the title', () => {
  expect(titleOf('a tool that sums CSV columns. It reads stdin.')).toBe('A tool that sums CSV columns');
  expect(titleOf('## Issue 12\nmore')).toBe('Issue 12');
  expect(titleOf('x'.repeat(90))).toHaveLength(70);
  expect(titleOf('  ')).toBe('');
  const long = 'The module MUST print its version and exit with code 0 and when it is asked again';
  expect(titleOf(long)).toBe('The module MUST print its version and exit with code 0');
  expect(titleOf(`${'word '.repeat(14)}more`)).toBe(`Word${' word'.repeat(13)}`);
});
