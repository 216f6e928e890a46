// The pages say what the rules do; the figures on them are what the labelled data gives, where it is at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { runRule } from './lint.ts';
import { ruleIndex, rulePage } from './rule-page.ts';
import type { Finding } from './finding.ts';
import { isHint, shipsOff } from './rule.ts';
import { rules } from './rules.ts';

const folder = fileURLToPath(new URL('../../../docs/rules', import.meta.url));

test('docs/rules is what scripts/make-rule-pages.mjs writes', () => {
  const expected = Object.fromEntries([
    ['README.md', ruleIndex(rules)],
    ...rules.map((rule) => [`${rule.id}.md`, rulePage(rule)]),
  ]);
  const found = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  expect(found).toEqual(expected);
});

test('a rule that misses its tier is off, and its page says so', () => {
  expect(rules.filter(shipsOff).map(({ code }) => code)).toEqual(['AMB015', 'AMB022', 'TST008']);
  for (const rule of rules)
    expect([rule.id, rulePage(rule).includes('**off**')]).toEqual([rule.id, shipsOff(rule)]);
});

const labelled = fileURLToPath(new URL('../../../../shared/data/arta-ds3.csv', import.meta.url));

test.skipIf(!existsSync(labelled))('measured figures are what ARTA DS3 gives', () => {
  const rows = csv(readFileSync(labelled, 'utf8')).slice(1);
  expect(rows.length).toBe(1522);
  const read = rows.map((row) => ({
    row,
    spec: parseSpec(`- R1: ${(row[1] ?? '').replace(/\s+/g, ' ')}`, 'a.md'),
  }));
  for (const rule of rules) {
    // A line of that data is no file and has no scenarios beside it.
    if (['DOC001', 'TST001'].includes(rule.code)) continue;
    const found = read.map(({ row, spec }) => ({
      labelled: row.slice(3).some((label) => label.trim() !== ''),
      findings: runRule(rule, spec),
    }));
    const count = (of: (finding: Finding) => boolean) => {
      const flagged = found.filter(({ findings }) => findings.some(of));
      return { flagged: flagged.length, labelled: flagged.filter(({ labelled }) => labelled).length };
    };
    const own = count((finding) => !isHint(rule, finding));
    const all = count(() => true);
    const { flagged = 0, labelled = 0, hints = own } = rule.measured ?? {};
    expect([rule.id, own, all]).toEqual([rule.id, { flagged, labelled }, hints]);
  }
});

/** RFC 4180, as far as the file needs it. */
function csv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    if (match[0] === '') continue;
    rows.at(-1)?.push((match[1]?.replaceAll('""', '"') ?? match[2]) as string);
    if (match[3] !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
