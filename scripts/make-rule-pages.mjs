// Writes docs/rules/ and the rules of docs/break-glass.md from the rules. A test fails while a page is not what this would write.
// Usage: node scripts/make-rule-pages.mjs
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ruleIndex, rulePage } from '../extension/core/lint/rule-page.ts';
import { rules } from '../extension/core/lint/rules.ts';
import { rulesSection } from '../extension/core/break-glass/page.ts';
import { rules as breakGlassRules } from '../extension/core/break-glass/rules.ts';

const folder = fileURLToPath(new URL('../docs/rules', import.meta.url));
await mkdir(folder, { recursive: true });
for (const name of await readdir(folder)) if (name.endsWith('.md')) await rm(join(folder, name));
for (const rule of rules) await writeFile(join(folder, `${rule.id}.md`), rulePage(rule));
await writeFile(join(folder, 'README.md'), ruleIndex(rules));
console.log(`${rules.length} rule pages in docs/rules`);

const glass = fileURLToPath(new URL('../docs/break-glass.md', import.meta.url));
const page = await readFile(glass, 'utf8');
const [before, after] = [/^[\s\S]*## The rules\n\n/, /## Measured[\s\S]*$/].map(
  (part) => part.exec(page)?.[0] ?? '',
);
await writeFile(glass, `${before}${rulesSection(breakGlassRules)}\n${after}`);
