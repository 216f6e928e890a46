// The templates ask what is open and nothing else; each is shown filled in, clean and whole; the prompts keep the shared rules.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintSpec } from '../core/lint/lint.ts';
import { shownByDefault } from '../core/lint/finding.ts';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import { fillTemplate } from '../core/spec/fill-template.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import { root } from './sources.ts';

const read = (...path: string[]) => readFile(join(root, 'specs-templates', ...path), 'utf8');
const namesIn = async (folder: string) =>
  (await readdir(join(root, 'specs-templates', folder))).map((name) => name.replace(/\.md$/, '')).sort();
const headings = (text: string) => [...text.matchAll(/^## (?!Scenario:)(.+)$/gm)].map(([, title]) => title);

const classes = [
  ...['api', 'brownfield', 'bug-fix', 'cli', 'decision', 'direction'],
  ...['feature', 'integration', 'migration', 'nfr', 'ui-flow'],
];
const prompts = ['coordination', 'document', 'scenarios', 'self-assessment', 'spec'];

test('the folders hold what the code and the page offer', async () => {
  expect(await namesIn('specs')).toEqual([...classes, 'new-spec'].sort());
  expect(await namesIn('examples')).toEqual([...classes, 'scenario'].sort());
  expect(await namesIn('prompts')).toEqual(prompts);
  const shell = (name: string) => readFile(join(root, 'extension', 'shell', `${name}.ts`), 'utf8');
  const offered = (text: string) => [...text.matchAll(/\bitem\('([\w-]+)'/g)].map(([, name]) => name ?? '');
  const templates = offered(await shell('pick-template'));
  expect(templates[0]).toBe('new-spec');
  expect([...templates].sort()).toEqual([...classes, 'new-spec', 'scenario'].sort());
  expect(offered(await shell('copy-prompt')).sort()).toEqual(prompts);
  const page = await readFile(join(root, 'docs', 'templates.md'), 'utf8');
  const linked = new Set([...page.matchAll(/\(\.\.\/specs-templates\/([\w/-]+)\.md\)/g)].map(([, at]) => at));
  const wanted = [
    ...['specs/new-spec', 'scenarios/full-scenario', 'examples/scenario'],
    ...classes.flatMap((name) => [`specs/${name}`, `examples/${name}`]),
    ...prompts.map((name) => `prompts/${name}`),
  ];
  expect(wanted.filter((path) => !linked.has(path))).toEqual([]);
});

test('they ship', async () => {
  const shipped = await readFile(join(root, '.vscodeignore'), 'utf8');
  for (const folder of ['specs', 'scenarios', 'examples', 'prompts'])
    expect(shipped).toContain(`!specs-templates/${folder}/**\n`);
});

test.each(classes)(
  'the template %s parses and asks for what is open, and the linter says no more',
  async (name) => {
    const template = await read('specs', `${name}.md`);
    const filled = fillTemplate(template, { title: 'Export', intent: 'Members take their list home.' });
    expect(filled).not.toContain('{{');
    const spec = parseSpec(filled, `specs/${name}.md`);
    expect(spec.problems).toEqual([]);
    const shown = lintSpec(spec).findings.filter(shownByDefault);
    expect(shown.filter(({ code }) => code !== 'CMP001').map(({ message }) => message)).toEqual([]);
    expect(shown.length).toBe(filled.split('[NEEDS ').length - 1);
    const questions = shown.map(({ question }) => question);
    expect(
      questions.filter((question) => !question.endsWith('?') || question === 'What belongs here?'),
    ).toEqual([]);
    // One line of guidance and something to answer in each section.
    for (const section of filled.split(/^(?=## )/m).slice(1))
      expect(section).toMatch(/^## .+\n\n<!-- .+ -->\n\n[^]*\[NEEDS ANSWER: /);
  },
);

test.each(classes)('the example of %s is clean and has every section of its template', async (name) => {
  const text = await read('examples', `${name}.md`);
  const spec = parseSpec(text, `specs/${name}.md`);
  expect(spec.problems).toEqual([]);
  const found = lintSpec(spec).findings.filter((finding) => shownByDefault(finding) || finding.tier !== 'C');
  expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  expect(headings(text).filter((title) => title !== 'Terms')).toEqual(
    headings(await read('specs', `${name}.md`)),
  );
  expect(
    spec.requirements.filter(({ id, text: words }) => !/^R\d+$/.test(id) || !/\bMUST\b/.test(words)),
  ).toEqual([]);
  if (name !== 'direction') expect(spec.requirements.length).toBeGreaterThan(1);
  expect(text).not.toMatch(/\[NEEDS|\{\{|\bTBD\b|<!--/);
  expect(spec.frontMatter.owner).toBeTruthy();
});

test.each(classes)('the guidance of %s may stay in a spec that was filled in', async (name) => {
  const template = await read('specs', `${name}.md`);
  const guidance = new Map(
    [...template.matchAll(/^## (.+)\n\n(<!-- .+ -->)$/gm)].map(([, title = '', comment = '']) => [
      title,
      comment,
    ]),
  );
  const text = (await read('examples', `${name}.md`)).replace(
    /^## (.+)$/gm,
    (heading, title: string) => `${heading}\n\n${guidance.get(title) ?? ''}`,
  );
  expect(text).toContain('<!-- ');
  const shown = lintSpec(parseSpec(text, `specs/${name}.md`)).findings.filter(shownByDefault);
  expect(shown.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});

test('the scenario template and its example are scenarios', async () => {
  const template = await read('scenarios', 'full-scenario.md');
  const values = { id: 'SCN-A1', spec: 'a', requirement: 'R1', split: 'visible', status: 'active' };
  expect(parseScenario(fillTemplate(template, { ...values, title: 'Help', bin: 'a' }))).toMatchObject({
    ok: true,
  });
  const example = await read('examples', 'scenario.md');
  const parsed = parseScenario(example);
  expect(parsed.ok ? parsed.scenario.steps.length : parsed.problems).toBe(6);
  expect(headings(example)).toEqual(headings(template));
  expect(example).not.toMatch(/\[NEEDS|<!--/);
});

test('every prompt is whole and has the shared rules, in the same words', async () => {
  const texts = await Promise.all(prompts.map((name) => read('prompts', `${name}.md`)));
  const rules = texts.map((text) =>
    (/^## Rules\n\n((?:- .+\n)+)/m.exec(text)?.[1] ?? '').split('\n').slice(0, 6),
  );
  const begin = [
    'Files, reports',
    'Never invent',
    'Mark what',
    'Ask at most',
    'Write to the file',
    'Stop when',
  ];
  expect(begin.filter((words, at) => !rules[0]?.[at]?.startsWith(`- ${words}`))).toEqual([]);
  for (const own of rules) expect(own).toEqual(rules[0]);
  for (const text of texts) {
    expect(text).toMatch(/^# .+\n\nPurpose: /);
    expect(headings(text)).toEqual(['Rules', 'Inputs', 'Steps', 'Output', 'Stop', 'Verify']);
    expect(text).toMatch(/at most five questions, one at a time[^\n]*recommended answer/);
  }
});
