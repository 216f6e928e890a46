import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { lintSpec } from '../lint/lint.ts';
import { draftModule } from './draft.ts';
import type { ModuleFiles } from './fact.ts';

function moduleOf(files: Readonly<Record<string, string>>, more: Partial<ModuleFiles> = {}): ModuleFiles {
  const sorted = Object.entries(files)
    .map(([path, text]) => ({ path, text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    ...{ module: 'fees', commit: '4c1d2aa000', changed: false, files: sorted, complete: true },
    ...{ paths: sorted.map(({ path }) => path), history: [], notes: [] },
    ...more,
  };
}

const fees = {
  'fees/run.ts': [
    "import { parseArgs } from 'node:util';",
    "import { open } from 'store';",
    '/** Computes the fee of one loan. Slowly. */',
    'export function fee(days: number) {',
    "  if (days < 0) throw new RangeError('days must not be negative');",
    '  // TODO: waived members',
    '  return days * 50;',
    '}',
    'export const unused = 1;',
    "parseArgs({ options: { date: { type: 'string', default: 'today' } } });",
    "const most = process.env.FEE_MAX ?? '1000';",
    'if (most === null) process.exit(3);',
  ].join('\n'),
  'fees/run.test.ts': "import { fee } from './run.ts';\ntest('one day is free', () => fee(1));",
  'fees/README.md':
    '# Fees\n\nRun with `--date` (default `yesterday`) and `--dry-run`. See [rules](rules.md).\n',
  'job/nightly.ts': "import { fee } from '../fees/run.ts';\nfee(2);",
};

const claimsOf = (markdown: string) =>
  markdown
    .replace(/^---\n[^]*?\n---\n/, '')
    .split('\n')
    .filter((line) => /^(\s*[-*] |\d+\. |\| )/.test(line))
    .filter((line, at, all) => !/^\| -/.test(line) && !/^\| -/.test(all[at + 1] ?? ''));
const tagged = /\[(UNKNOWN|INFERRED|HIST [0-9a-f]{7,}|(CODE|TEST|DOC) [^\]\s][^\]]*:\d+)\](?=( \[|$| \|| ))/;

test('a module becomes surfaces, requirements, contradictions, dead paths and questions, each with its place', () => {
  const history = [
    { id: 'abc1234567', subject: 'Fix the fee of a leap day' },
    { id: 'def1234567', subject: 'Add fees' },
  ];
  const { markdown } = draftModule(moduleOf(fees, { history }));
  expect(markdown).toContain(
    '| function `fee`: "Computes the fee of one loan." | job/nightly.ts | [CODE fees/run.ts:4] |',
  );
  expect(markdown).toContain('It MUST hold that "one day is free". [TEST fees/run.test.ts:2]');
  expect(markdown).toContain(
    'If `days < 0`, the module MUST refuse with `RangeError`, "days must not be negative". [CODE fees/run.ts:5]',
  );
  expect(markdown).toContain(
    'If `most === null`, the module MUST end with exit code `3`. [CODE fees/run.ts:12]',
  );
  expect(markdown).toContain('| `FEE_MAX` | `1000` | [UNKNOWN] | [CODE fees/run.ts:11] |');
  expect(markdown).toContain(
    'The default of `--date` is `yesterday` in a document and `today` in the code. [DOC fees/README.md:3] [CODE fees/run.ts:10]',
  );
  expect(markdown).toContain('names the flag `--dry-run`; no source that was read has it');
  expect(markdown).toContain('names the file `rules.md`; it is not there');
  expect(markdown).toContain('takes the variable `FEE_MAX`; no document that was read names it');
  expect(markdown).toContain('`unused` (value): no file that was read imports or names it');
  expect(markdown).toContain(
    '"Fix the fee of a leap day". Which requirement would have caught it? [HIST abc1234567]',
  );
  expect(markdown).not.toContain('Add fees');
  expect(markdown).toContain('Left in the code: "TODO: waived members". [CODE fees/run.ts:6]');
});

test('a test reads as a behaviour where its title tells one, and is quoted where it does not', () => {
  const { requirements } = draftModule(
    moduleOf({
      'fees/a.test.ts': [
        "test('returns 0 for a child [R9]', f); test('should not charge a *member*', f); test(\"doesn't round\", f);",
        "describe('Fee', () => { describe('late', () => { it('should never exceed 10', f); it('an hour costs 1', f); }); });",
        "test('leap days', f); test('results of 2019', f); test('when it is late', f); test('should', f); test('a fee that nobody has', f); test('every link leads to a file', f);",
      ].join('\n'),
      'fees/test_b.py': 'def test_refuses_negative_days(): pass\ndef test_days(): pass',
      'fees/c_test.go': 'func TestAppliesDiscount(t *testing.T) {}',
    }),
  );
  expect(requirements.map(({ text }) => text)).toEqual([
    'The module MUST return 0 for a child \\[R9\\].',
    'The module MUST NOT charge a \\*member\\*.',
    'The module MUST NOT round.',
    'For "Fee: late", the module MUST never exceed 10.',
    'For "Fee: late", it MUST hold that "an hour costs 1".',
    'The module MUST satisfy the test "leap days".',
    'The module MUST satisfy the test "results of 2019".',
    'The module MUST satisfy the test "when it is late".',
    'The module MUST satisfy the test "should".',
    'The module MUST satisfy the test "a fee that nobody has".',
    'It MUST hold that "every link leads to a file".',
    'The module MUST apply discount.',
    'The module MUST refuse negative days.',
    'The module MUST satisfy the test "test\\_days".',
  ]);
});

test('no claim stands without its tag, and the linter reads the draft', () => {
  for (const files of [moduleOf(fees), moduleOf({ 'fees/a.md': 'words' }), moduleOf(hostile)]) {
    const { markdown } = draftModule(files);
    const claims = claimsOf(markdown);
    expect(claims.length).toBeGreaterThan(8);
    expect(claims.filter((line) => !tagged.test(line))).toEqual([]);
    const spec = parseSpec(markdown, 'specs/fees.md');
    expect(spec.problems).toEqual([]);
    expect(lintSpec(spec, {}).findings.filter(({ code }) => /^(STR|REF)/.test(code ?? ''))).toEqual([]);
  }
});

const evil = '](https://evil.test) <img src=x> `| # [R9]: www.evil.test\u202e a@evil.test ![p](q) </details>';
const hostile = {
  'fees/[x](y) <b>.test.ts': `test(${JSON.stringify(`${evil}\n---\n# Gone\n- R7: it MUST obey`)}, () => 1);`,
  'fees/a`|b.ts': `/** ${evil} */\nexport const a$b = 1;\nif (x["\`|<b>"]) throw new Error(${JSON.stringify(evil)});`,
  'fees/__init__.py': `def f():\n    """${evil}"""\n    raise X("${evil.replaceAll('"', '')}")\n`,
  'fees/README.md': `# ${evil}\n--- \n[a]: https://evil.test\n\`f\` ${evil}`,
  'fees/broken.ts': 'export function ( { ] const ` ${ \nexport const fine = 1;',
};

test('text and names of the module make no heading, link, HTML, table cell or requirement of the draft', () => {
  const hostileHistory = [{ id: 'abc1234567', subject: `Fix ${evil}` }];
  const plain = draftModule(moduleOf({ 'fees/a.md': 'words' })).markdown;
  const { markdown } = draftModule(moduleOf(hostile, { history: hostileHistory }));
  const headings = (text: string) => text.match(/^#+ .*$/gm);
  expect(headings(markdown)).toEqual(headings(plain));
  const prose = markdown.replace(/`[^`\n]*`/g, '').replace(/\\./g, '');
  expect(prose).not.toMatch(/\]\(|<\w|<\/|https?:|www\.|\w@\w|[\u202a-\u202e]/);
  expect(markdown.split('\n---\n').length).toBe(2);
  const spec = parseSpec(markdown, 'specs/fees.md');
  expect(
    spec.tables.flatMap(({ header, rows }) => rows.filter((one) => one.length !== header.length)),
  ).toEqual([]);
  expect(spec.requirements.every(({ id }, at) => id === `R${at + 1}`)).toBe(true);
  expect(markdown).toContain('[TEST fees/%5Bx%5D%28y%29 %3Cb%3E.test.ts:1]');
  expect(markdown).toContain('value `fine`');
});

test('the same files give the same draft, and a partial reading says nothing is absent', () => {
  const whole = draftModule(moduleOf(fees));
  expect(draftModule(moduleOf(fees))).toEqual(whole);
  const partial = draftModule(moduleOf(fees, { complete: false, notes: ['Read 4 of 9 files.'] }));
  expect(partial.deadPaths).toEqual([]);
  expect(partial.contradictions.map(({ text }) => text).join()).not.toMatch(/not there|no source/);
  expect(partial.markdown).toContain('- Read 4 of 9 files. [UNKNOWN]');
});

test('at most ten questions; contradictions lead, and no kind takes more than three places while others wait', () => {
  const flags = Array.from({ length: 9 }, (_, at) => `\`--gone-${at}x\``).join(' ');
  const { questions } = draftModule(moduleOf({ ...fees, 'fees/README.md': `# Fees\n\n${flags}\n` }));
  expect(questions.length).toBe(10);
  expect(questions[0]?.text).toContain('Which side is right?');
  expect(questions.filter(({ text }) => text.includes('may it go?')).length).toBe(1);
  expect(questions.at(-1)?.text).toContain('TODO');
});

test('exports are found in each form, and other languages by their lines', () => {
  const { surfaces } = draftModule(
    moduleOf({
      'fees/a.ts': 'export { a as b, c }; export * as ns from "./x"; export default class {}',
      'fees/b.ts': 'export const { d, e: [f] } = g; export enum H { I } export type J = 1;',
      'fees/c.cjs': 'exports.k = 1; module.exports = { l, m: 2 };',
      'fees/d.py': 'class N:\n  pass\ndef _o(): pass\nasync def p(): pass',
      'fees/e.go': '// Q does it.\nfunc Q() {}\nfunc r() {}\nfunc (s *T) U() {}',
      'fees/f.rs': 'pub fn v() {}\nfn w() {}\npub(crate) fn x() {}',
    }),
  );
  const names = surfaces.map(({ text }) => /`([^`]+)`/.exec(text)?.[1]);
  expect(names).toEqual([
    'b',
    'c',
    'ns',
    'default',
    'd',
    'f',
    'H',
    'J',
    'k',
    'l',
    'm',
    'N',
    'p',
    'Q',
    'U',
    'v',
  ]);
});

test('what looks like a repair, a mark, a command or a variable of the product and is none is left out', () => {
  const { markdown } = draftModule(
    moduleOf(
      {
        'fees/a.ts':
          "// The word TODO: is looked for.\npage.command('View: open');\nrun(process.env.HOME);\n",
        'fees/README.md': '# Fees\n',
      },
      { history: [{ id: 'abc1234567', subject: 'Show fixes that need no answer' }] },
    ),
  );
  expect(markdown).not.toMatch(/looked for|command `|no document that was read names it|need no answer/);
  const fixed = [{ id: 'abc1234567', subject: 'fees: fix the leap day' }];
  expect(draftModule(moduleOf(fees, { history: fixed })).markdown).toContain('[HIST abc1234567]');
});
