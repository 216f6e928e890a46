// The cost of rules grows with the text, whatever shape it has. Time of this thread alone: what else the machine does is no cost.
import { expect, test } from 'vitest';
import { longestSpec, parseSpec } from '../spec/parse-spec.ts';
import { runRule } from './lint.ts';
import { factsOf } from './facts.ts';
import { rules } from './rules.ts';

const repeated = (piece: (index: number) => string, count: number) =>
  `# T\n\n## Requirements\n\n${Array.from({ length: count }, (_, index) => piece(index)).join('')}`.slice(
    0,
    longestSpec,
  );

const shapes: readonly (readonly [name: string, text: string])[] = [
  ['headings', repeated((index) => `### ${index} Section\n\n`, 3_000)],
  [
    'rows',
    `| Key | Default |\n|---|---|\n${repeated((index) => `| \`a.b${index}\` | ${index} |\n`, 1_000).slice(24)}`,
  ],
  [
    'requirements',
    repeated(
      (index) => `- R${index}: The tool MUST send report ${index} to the Blue Team, e.g. FR-${index}.\n`,
      8_000,
    ),
  ],
  [
    'one statement',
    repeated(() => '- The tool MUST retry until it is done and MUST NOT delete all files.\n', 800),
  ],
  ['one line', repeated((index) => `The tool must send value ${index} of the \`abc\`, the def, `, 1_200)],
  ['one word', 'must '.repeat(15_000)],
  ['capitals', `- R1: the ${'Alpha Beta '.repeat(6_000)}`],
  ['lists of values', repeated(() => 'Status is `open`, `paid`, ', 2_000)],
  ['code', `\`\`\`ts\n${'interface A { b: string }\n'.repeat(2_000)}\`\`\``],
  ['scenarios', repeated((index) => `#### Scenario: ${index}\n\n- WHEN x\n- THEN y\n\n`, 800)],
  ['tasks', `# Tasks: t\n\n${'- [ ] T001 Do it (FR-001)\n- [ ] T002 Do that\n'.repeat(600)}`],
];

test.each(shapes)('%s: no rule takes more than four times as long for twice the text', (_name, text) => {
  const half = text.slice(0, text.length / 2);
  const took = (source: string) => {
    const spec = parseSpec(source, 'specs/a.md');
    const set = [factsOf(spec)];
    return rules.map((rule) => {
      const start = process.threadCpuUsage();
      runRule(rule, spec, { set });
      const { user, system } = process.threadCpuUsage(start);
      return (user + system) / 1000;
    });
  };
  const [small, large] = [took(half), took(text)];
  const slow = rules
    .map(({ id }, index) => ({ id, small: small[index] ?? 0, large: large[index] ?? 0 }))
    .filter((one) => one.large > 1500 || (one.large > 200 && one.large > 4 * one.small));
  expect(slow).toEqual([]);
});
