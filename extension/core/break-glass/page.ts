// The page about break-glass, written from the rules themselves.
import type { Example, Rule } from './rule.ts';

/** The generated part of docs/break-glass.md. */
export function rulesSection(rules: readonly Rule[]): string {
  const groups: readonly [Rule['group'], string][] = [
    ['forces', 'Forces reading'],
    ['says', 'Said on the card, not forced'],
    ['refuses', 'Never merged'],
  ];
  return groups
    .map(([group, title]) => {
      const rows = rules.filter((rule) => rule.group === group).map(row);
      return `### ${title}\n\n| rule | why | triggers, for example | near misses that do not |\n|---|---|---|---|\n${rows.join('\n')}\n`;
    })
    .join('\n');
}

function row(rule: Rule): string {
  const names = (examples: readonly Example[]) => examples.map(({ name }) => name).join('; ');
  const cells = [`${rule.title} (\`${rule.id}\`)`, rule.reason, names(rule.triggers), names(rule.passes)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
