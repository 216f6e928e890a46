// Holds docs/schemas to what the command line really prints and what a run really leaves behind, field by field.
import { execFile } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse as parseYaml } from 'yaml';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../node/run-command.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { cli } from '../node/testing.ts';
import { publishedSchemas } from './published-schemas.ts';
import { root } from './sources.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const spec =
  '# Greeter\n\n- R1: The program greet.js MUST print hello.\n- R2: It MUST stop if possible, etc.\n';
const scenario = [
  '---\nschema: dimmer/scenario@1\nid: greets\nspec: a\nrequirements: [R1]\n---\n# It greets\n',
  'The program prints hello.\n',
  '```cli\nrun: [node, greet.js]\nexpect: { exit: 0, stdout: { contains: hello } }\n```\n',
].join('\n');
const configuration = 'guardrails:\n  - { name: ok, run: "true", timeout: 10s }\nlint: { AMB004: warning }\n';
const cassette = {
  cassette: 1,
  title: 'greets',
  entries: [
    {
      role: 'builder',
      reply: [
        { text: 'I write it.' },
        { tool: 'write_file', input: { path: 'greet.js', content: 'console.log("hello");\n' } },
        { tool: 'assume', input: { text: 'No argument is read.', requirement: 'R1' } },
      ],
    },
    { role: 'builder', reply: [{ text: 'Done.' }] },
  ],
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
const validators = new Map<string, { open: ValidateFunction; closed: ValidateFunction }>();
let repository: TemporaryRepository;
let run: { id: string; folder: string };

beforeAll(async () => {
  const closed = publishedSchemas({ closed: true });
  for (const [name, schema] of publishedSchemas())
    validators.set(name, { open: ajv.compile(schema), closed: ajv.compile(closed.get(name) ?? false) });
  repository = await temporaryRepository({
    'specs/a.md': spec,
    'scenarios/greets.md': scenario,
    'dimmer.yaml': configuration,
  });
  const file = join(repository.base, 'cassette.json');
  await writeFile(file, JSON.stringify(cassette));
  const lines = (await dimmer('run', 'specs/a.md', '--level', '3', '--cassette', file, '--json')).split('\n');
  const { run: id } = JSON.parse(lines[0] ?? '') as { run: string };
  const { folder } = JSON.parse(await dimmer('show', id, '--json')) as { folder: string };
  run = { id, folder };
});
afterAll(() => repository[Symbol.asyncDispose]());

async function dimmer(...args: string[]): Promise<string> {
  const { stdout, stderr } = await runCommand(process.execPath, ['--no-warnings', cli, ...args], {
    cwd: repository.root,
    env: repository.env as Record<string, string>,
    timeoutMs: 110_000,
    maxBytes: 10_000_000,
  });
  if (stdout.length === 0) throw new Error(`dimmer ${args.join(' ')} printed nothing: ${String(stderr)}`);
  return String(stdout);
}

/** What is wrong with `document`, fields that the schema does not name included. */
function problems(name: string, document: unknown): string[] {
  const both = validators.get(name);
  if (both === undefined) return [`there is no schema ${name}`];
  return [both.open, both.closed]
    .filter((validate) => !validate(document))
    .flatMap(({ errors }) =>
      (errors ?? []).map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`),
    );
}

test('docs/schemas is what the code says', async () => {
  await promisify(execFile)(process.execPath, [
    '--no-warnings',
    join(root, 'scripts/make-schemas.mjs'),
    '--check',
  ]);
  expect((await readdir(join(root, 'docs/schemas'))).length).toBe(publishedSchemas().size);
});

test.each([
  ['lint', ['lint', '--json']],
  ['lint', ['lint', '--json', '--show', 'certain', 'specs']],
  ['doctor', ['doctor', '--json']],
  ['runs', ['runs', '--json']],
  ['show', ['show', 'last', '--json']],
  ['outcome', ['outcome', 'last', '--json']],
  ['evaluate', ['evaluate', '--spec', 'specs/a.md', '--split', 'visible', '--json']],
  ['vault', ['vault', 'init', '--identity', 'key', '--json']],
  ['vault', ['vault', 'list', '--identity', 'key', '--json']],
  ['vault', ['vault', 'verify', '--identity', 'key', '--json']],
  ['vault', ['vault', 'recipients', '--identity', 'key', '--json']],
  ['workflow-check', ['workflow', 'check', 'flow', '--json']],
  [
    'workflow-run',
    ['workflow', 'run', 'flow', '--simulate', '--outcome', 'guardrails=fail,success', '--json'],
  ],
  ['refusal', ['show', 'nope', '--json']],
  ['refusal', ['run', 'specs/b.md', '--json']],
])('%s: what dimmer %j prints', async (name, args) => {
  const flow = join(root, 'specs-templates/workflows/level-4.dot');
  const real: Record<string, string> = { last: run.id, key: join(repository.base, 'key'), flow };
  const document: unknown = JSON.parse(await dimmer(...args.map((one) => real[one] ?? one)));
  expect(problems(name, document)).toEqual([]);
});

test('request.json, outcome.json and every event of a run', async () => {
  const read = async (file: string) => readFile(join(run.folder, file), 'utf8');
  expect(problems('request', JSON.parse(await read('request.json')))).toEqual([]);
  expect(problems('outcome', JSON.parse(await read('outcome.json')))).toEqual([]);
  const lines = (await read('events.ndjson')).trim().split('\n');
  expect(lines.length).toBeGreaterThan(15);
  for (const line of lines) expect([line, problems('event', JSON.parse(line))]).toEqual([line, []]);
});

test('what people write: dimmer.yaml, a scenario, a cassette', () => {
  expect(problems('dimmer.yaml', parseYaml(configuration))).toEqual([]);
  expect(problems('cassette', cassette)).toEqual([]);
  const frontMatter: unknown = parseYaml(/^---\n([^]*?)\n---/.exec(scenario)?.[1] ?? '');
  const cli: unknown = parseYaml(/```cli\n([^]*?)```/.exec(scenario)?.[1] ?? '');
  expect(problems('scenario', { frontMatter, cli })).toEqual([]);
});

test('the schemas refuse what is wrong', () => {
  expect(problems('dimmer.yaml', { guardrail: [] })).not.toEqual([]);
  expect(problems('scenario', { frontMatter: { id: 'x' } })).not.toEqual([]);
  expect(problems('doctor', { v: 1, ok: 'yes', checks: [] })).not.toEqual([]);
  expect(problems('vault', { v: 1, identity: 'AGE-SECRET-KEY-1' })).not.toEqual([]);
  expect(problems('event', { type: 'awaiting-decision', commit: 'abc' })).not.toEqual([]);
});
