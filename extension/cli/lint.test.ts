// `dimmer lint` on real files: shapes, exit codes, bad input, and that nothing is written without --fix.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import type { Log } from 'sarif';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../checks/sources.ts';
import { rules } from '../core/lint/rules.ts';
import type { CommandIo } from './io.ts';
import { lintCommand } from './lint.ts';
import { specCommand } from './spec.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'dimmer-cli-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(cwd, path)), { recursive: true });
  await writeFile(join(cwd, path), content);
}

async function run(command: typeof lintCommand, argv: string[], stdin = '', json = false) {
  const said = { out: '', err: '' };
  const io: CommandIo = {
    ...{ cwd, env: {}, json, isTTY: false },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    stdin: async () => stdin,
  };
  return { code: await command(argv, io), ...said };
}

const lint = (...argv: string[]) => run(lintCommand, argv);
const clean = '- R1: The tool prints `ok`.\n  - Given a file, when the user runs it, then `ok` is printed.\n';

test('lints what dimmer.specs names, in JSON with places from 1', async () => {
  await put('specs/a b.md', '# A\r\n\r\n- R1: The 😀 tool MUST retry immediately.\r\n');
  await put('src/x.spec.md', clean);
  await put('README.md', '- R1: The tool MUST retry immediately.');
  await put('node_modules/p/y.spec.md', '- R1: TBD');
  const { code, out, err } = await lint('--format', 'json');
  const report = JSON.parse(out);
  expect([code, err]).toEqual([1, '']);
  expect(report.files.map((file: { path: string }) => file.path)).toEqual(['specs/a b.md', 'src/x.spec.md']);
  expect(
    report.files[0].findings.find((finding: { code: string }) => finding.code === 'AMB017'),
  ).toMatchObject({
    ...{ rule: 'vague-time', code: 'AMB017', severity: 'error', tier: 'B', shown: true },
    ...{ line: 3, column: 30, endLine: 3, endColumn: 41 },
    message: 'Unexpected “immediately”, expected a time limit or an event.',
    fix: { guided: true },
  });
  expect(report.files[1]).toMatchObject({ findings: [], readiness: { requirements: 1, withoutScenario: 0 } });
  expect(report.summary).toMatchObject({ files: 2, errors: 1 });
  expect((await run(lintCommand, [], '', true)).out).toBe(out);
});

test('pretty shows the line, a mark and the question; what is not certain waits', async () => {
  await put('specs/a.md', '- R1: The tool MUST edit/copy it immediately.\n  - Given x, when y, then z.\n');
  const { code, out } = await lint();
  expect(code).toBe(1);
  expect(out).toBe(`specs/a.md
  1:34  error  AMB017 vague-time  Unexpected “immediately”, expected a time limit or an event.
    1 | - R1: The tool MUST edit/copy it immediately.
      |                                  ^^^^^^^^^^^
    How fast? Within ___ of ___.

  1 to settle, 1 requirement

1 error, 0 warnings in 1 file. 1 more to consider: --show all.
`);
  expect((await lint('--show', 'all')).out).toContain('AMB008 and-or-slash');
});

test('exit codes: 0 clean, 1 errors or too many warnings, 2 usage', async () => {
  await put('specs/a.md', clean);
  expect(await lint()).toEqual({ code: 0, out: 'No certain findings in 1 file.\n', err: '' });
  await put(
    'specs/b.md',
    '## Requirements\n\n- R1: It keeps about 30 items.\n  - Given x, when y, then z.\n',
  );
  expect((await lint()).code).toBe(0);
  expect((await lint('--max-warnings', '0')).code).toBe(1);
  for (const argv of [
    ['--nope'],
    ['missing.md'],
    ['--format', 'xml'],
    ['--max-warnings', 'x'],
    ['--stdin', 'a.md'],
    ['--stdin', '--fix'],
    ['--write-baseline'],
    ['--baseline', 'b.json', '--write-baseline', 'specs/a.md'],
  ])
    expect([argv, (await lint(...argv)).code]).toEqual([argv, 2]);
  expect((await lint('missing.md')).err).toMatch(
    /There is no file or folder missing\.md\. Nothing was linted\./,
  );
});

test('standard input', async () => {
  const { code, out } = await run(
    lintCommand,
    ['--stdin', '--stdin-filename', 'specs/x.md', '--json'],
    '- R1: TBD',
  );
  expect(code).toBe(1);
  expect(JSON.parse(out).files[0]).toMatchObject({
    path: 'specs/x.md',
    findings: [{ code: 'TST001' }, { code: 'CMP001' }],
  });
});

test('--fix applies what needs no answer, keeps line ends and byte order mark, and nothing else', async () => {
  const before =
    '\uFEFF## Requirements\r\n\r\n- R1: The tool shall be able to read CSV, JSON, etc.\r\n- R1: It MUST stop immediately.\r\n';
  await put('specs/a.md', before);
  await lint();
  expect(await readFile(join(cwd, 'specs/a.md'), 'utf8')).toBe(before);
  const { code, err } = await lint('--fix');
  expect([code, err]).toEqual([1, 'Fixed specs/a.md\n']);
  expect(await readFile(join(cwd, 'specs/a.md'), 'utf8')).toBe(
    '\uFEFF## Requirements\r\n\r\n- R1: The tool shall read exactly CSV and JSON.\r\n- R2: It MUST stop immediately.\r\n',
  );
  expect((await lint('--fix')).err).toBe('');
});

test('SARIF 2.1.0 with rules, regions and fixes', async () => {
  await put('specs/a b.md', '- R1: The tool reads CSV, JSON, etc.\n  - Given x, when y, then z.\n');
  const sarif = JSON.parse((await lint('--format', 'sarif')).out);
  expect(sarif.version).toBe('2.1.0');
  const [{ tool, results, columnKind }] = sarif.runs;
  expect(columnKind).toBe('utf16CodeUnits');
  expect(results).toMatchObject([
    {
      ...{ ruleId: 'open-list', level: 'error' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'specs/a%20b.md' },
            region: { startLine: 1, startColumn: 33, endLine: 1, endColumn: 37 },
          },
        },
      ],
      fixes: [{ artifactChanges: [{ artifactLocation: { uri: 'specs/a%20b.md' } }] }],
    },
  ]);
  expect(tool.driver.rules[results[0].ruleIndex].id).toBe('open-list');
});

/** The schema of SARIF 2.1.0 as its fifth release candidate, without the two keys by which draft 4 is told from what Ajv reads. */
async function sarifValidator() {
  const file = join(root, 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const {
    id: _,
    $schema: __,
    ...schema
  } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const reference = (text: string) => URL.canParse(text, 'file:///') && !/[\s<>"{}|\\^`]/.test(text);
  const formats = { uri: URL.canParse, 'uri-reference': reference, 'date-time': true } as const;
  return new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, formats }).compile(schema);
}

test.each(['certain', 'likely', 'all'])(
  'SARIF of the examples of every rule keeps to the schema, showing %s',
  async (show) => {
    await put(
      'specs/a b.md',
      '# A\n\n- R1: The tool reads CSV, JSON, etc. It MUST stop in 5 s.\n- R1: It has 2 modes.\n- R2: See R9.\n',
    );
    await put('specs/ü.md', '# B\n\n- R1: The limit MUST be 10 s.\n\n| a |\n| - |\n| x |\n');
    const files = await Promise.all(
      [...new Set(rules.flatMap(({ examples }) => examples.map(({ text }) => text)))].map(async (text, at) =>
        put(`specs/example-${at}.md`, text),
      ),
    );
    const valid = await sarifValidator();
    const sarif = JSON.parse((await lint('--format', 'sarif', '--show', show)).out) as Log;
    expect(sarif.runs[0]?.results?.length).toBeGreaterThan(files.length / 10);
    valid(sarif);
    expect(valid.errors).toBeNull();
    const broken = structuredClone(sarif) as unknown as {
      runs: [{ tool: { driver: Record<string, unknown> } }];
    };
    delete broken.runs[0].tool.driver['name'];
    expect(valid(broken)).toBe(false);
  },
);

test('a baseline is written once, holds back what it records, and says what is fixed', async () => {
  await put('specs/a.md', '- R1: The tool MUST retry immediately.\n  - Given x, when y, then z.\n');
  await put('specs/b.md', '- R2: The tool MUST stop immediately.\n  - Given x, when y, then z.\n');
  expect((await lint()).code).toBe(1);
  expect((await lint('--baseline', 'known.json')).code).toBe(2);
  expect(await lint('--baseline', 'known.json', '--write-baseline')).toEqual({
    ...{ code: 0, out: '', err: 'Recorded 2 findings in known.json.\n' },
  });
  const held = await lint('--baseline', 'known.json');
  expect(held).toMatchObject({ code: 0, err: '2 findings held back by known.json.\n' });
  await put('specs/a.md', '# A\n\n- R1: The tool MUST retry immediately.\n  - Given x, when y, then z.\n');
  await put('specs/b.md', '- R2: The tool MUST stop instantly.\n  - Given x, when y, then z.\n');
  const { code, out, err } = await lint('--baseline', 'known.json');
  expect(code).toBe(1);
  expect(out).toContain('instantly');
  expect(out).not.toContain('immediately');
  expect(err).toMatch(/1 entry matches nothing any more.*\n {2}specs\/b\.md {2}vague-time {2}- R2: The tool/);
  expect((await lint('specs/a.md', '--baseline', 'known.json')).err).not.toContain('nothing any more');
  await put('known.json', '{');
  expect((await lint('--baseline', 'known.json')).err).toBe(
    'known.json: it is not JSON. Nothing was linted.\n',
  );
});

test('lines are what the problem matcher of the task reads', async () => {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const [matcher] = manifest.contributes.problemMatchers;
  const { regexp, file, line, column, endColumn, severity, message, code } = matcher.pattern;
  await put('specs/a b.md', '- R1: The tool MUST retry immediately.\n  - Given x, when y, then z.\n');
  const { out } = await lint('--format', 'lines');
  const found = out
    .trimEnd()
    .split('\n')
    .map((one) => new RegExp(regexp).exec(one));
  expect(found).toHaveLength(1);
  expect([file, line, column, endColumn, severity, code].map((group) => found[0]?.[group])).toEqual([
    ...['specs/a b.md', '1', '27', '38', 'error', 'vague-time'],
  ]);
  expect(found[0]?.[message]).toMatch(/^Unexpected “immediately”.* How fast\? Within/);
});

test('progress is shown where stderr is a terminal, and cleared', async () => {
  for (const name of ['a', 'b', 'c'])
    await put(`specs/${name}.md`, clean.replaceAll('R1', name.toUpperCase() + '1'));
  let err = '';
  const io: CommandIo = {
    ...{ cwd, env: {}, json: false, isTTY: false, errIsTTY: true },
    out: () => {},
    err: (text) => void (err += text),
    stdin: async () => '',
  };
  await lintCommand([], io);
  expect(err).toBe('\r1 of 3 files\r2 of 3 files\r\u001b[K');
  expect((await lint()).err).toBe('');
});

test.each([
  ['empty', '', /is empty/],
  ['binary', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /is binary/],
  ['Latin-1', new Uint8Array([0x23, 0x20, 0xe9, 0x0a]), /not UTF-8: line 1/],
  ['5 MB', 'x'.repeat(5 * 1024 * 1024), /has 5\.0 million characters/],
])('a file that is %s gives one error, and --fix leaves it alone', async (_, content, message) => {
  await put('specs/a.md', content);
  const before = await readFile(join(cwd, 'specs/a.md'));
  const { code, out, err } = await lint('--json', '--fix');
  expect([code, err]).toEqual([1, '']);
  expect(JSON.parse(out).files[0].findings).toMatchObject([
    { code: 'DOC001', message: expect.stringMatching(message) },
  ]);
  expect(before.equals(await readFile(join(cwd, 'specs/a.md')))).toBe(true);
  expect((await lint()).out).toMatch(message);
});

test('dimmer.yaml regrades rules; visible scenarios cover requirements; specs of a folder know each other', async () => {
  await put(
    'specs/a.md',
    '- R1: The tool MUST retry if possible.\n- R2: As in R9, it stops.\n- R3: It starts.\n',
  );
  await put('specs/b.md', '- R9: It stops.\n');
  await put('scenarios/s.md', '---\nspec: a\nrequirements: [R1, R2, R3]\n---\n# S\n');
  await put('dimmer.yaml', 'lint: { escape-clause: warning, nonsense: off }\n');
  const { code, out, err } = await lint('--json', 'specs');
  expect(err).toBe('dimmer.yaml: lint: there is no rule "nonsense"\n');
  const codes = JSON.parse(out).files.map(
    ({ findings }: { findings: { code: string; severity: string }[] }) =>
      findings.map((finding) => `${finding.code} ${finding.severity}`),
  );
  expect([code, codes]).toEqual([0, [['AMB004 warning'], ['TST001 warning']]]);
});

test('spec show tells what an agent will be held to', async () => {
  await put(
    'specs/a.md',
    '---\nowner: ann\n---\n# Timer\n\n- R1: It MUST stop after 30 s.\n\n## Glossary\n\n- **Run**: one start\n',
  );
  const json = await run(specCommand, ['show', 'specs/a.md', '--json']);
  expect(json.code).toBe(0);
  expect(JSON.parse(json.out)).toMatchObject({
    ...{ path: 'specs/a.md', id: 'a', title: 'Timer', frontMatter: { owner: 'ann' } },
    requirements: [{ id: 'R1', text: 'It MUST stop after 30 s.', modality: 'must', line: 6, covered: false }],
    terms: [{ term: 'Run', text: 'one start' }],
    quantities: [{ value: 30, unit: 's', line: 6 }],
  });
  expect((await run(specCommand, ['show', 'specs/a.md'])).out).toContain(
    'R1  must  no scenario  It MUST stop',
  );
  expect((await run(specCommand, ['show', 'nope.md'])).code).toBe(2);
  expect((await run(specCommand, [])).code).toBe(2);
});
