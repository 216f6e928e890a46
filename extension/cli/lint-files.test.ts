// Threads change how long linting takes, not what it says.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../checks/sources.ts';
import { lintFiles, type Surroundings } from './lint-files.ts';
import { readSpec, type SpecFile } from './spec-files.ts';

const around: Surroundings = {
  context: { scenarios: [{ ids: ['R1'] }], grades: { 'vague-time': 'warning' } },
  profile: undefined,
  configuration: 'lint: { vague-time: warning }\n',
};
const file = (path: string, text: string, problem?: string): SpecFile => ({
  ...{ path, text, file: path, bom: false },
  ...(problem === undefined ? {} : { problem }),
});

test('findings and order are the same in one thread and in three', async () => {
  const folder = join(root, 'docs');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md'));
  const files = [
    file('specs/a.md', '- R1: The tool MUST stop within 5 s.\n- R2: As in R9, it MUST stop immediately.\n'),
    file('specs/c.md', '- R9: It keeps 3 copies.\n\n## Glossary\n\n- **Lease**: a right to write.\n'),
    file('specs/b.md', '- R1: The tool MUST stop within 8 s.\n\n## Glossary\n\n- **Lease**: a lock.\n'),
    file('specs/d.md', '', 'This file is binary.'),
    file('specs/e.md', ''),
    ...(await Promise.all(names.map((name) => readSpec(join(folder, name), root)))),
  ];
  const [one, three] = [
    await lintFiles(files, around, undefined, 1),
    await lintFiles(files, around, undefined, 3),
  ];
  expect(three).toEqual(one);
  expect(JSON.stringify(three)).toBe(JSON.stringify(one));
  const related = one.flatMap(({ lint }) => lint.findings).filter((finding) => finding.related.length > 0);
  expect(related.length).toBeGreaterThan(0);
  expect(one[3]?.lint.findings[0]?.message).toContain('binary');
});

test('every file is a step of progress', async () => {
  const files = Array.from({ length: 5 }, (_, at) => file(`specs/${at}.md`, `- R${at}: It stops.\n`));
  for (const threads of [1, 2]) {
    let steps = 0;
    await lintFiles(files, around, () => void (steps += 1), threads);
    expect(steps).toBe(5);
  }
});
