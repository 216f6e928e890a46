import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rulesSection } from './page.ts';
import { rules } from './rules.ts';

test('docs/break-glass.md says what the rules do; scripts/make-rule-pages.mjs writes it', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/break-glass.md', import.meta.url)), 'utf8');
  expect(page).toContain(rulesSection(rules));
});
