import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import { generateValues } from '../core/scenario/variables.ts';
import { seedOf } from './trajectory.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { admitScenarios } from './admit-scenarios.ts';
import { idleProduct, type Product } from './product.ts';
import { resultsOf, runScenarios } from './run-scenarios.ts';
import {
  hiddenScenarios,
  notesProgram,
  notesSpec,
  scenarioText,
  templateFiles,
  visibleScenario,
} from './test-product.ts';

let repository: TemporaryRepository;
beforeAll(async () => {
  repository = await temporaryRepository({ 'bin/notes.js': notesProgram(), 'specs/notes.md': notesSpec });
});
afterAll(() => repository[Symbol.asyncDispose]());

const block = (yaml: string) => `* When Bo tries\n  \`\`\`cli\n  ${yaml}\n  \`\`\`\n`;

async function problemsOf(text: string, repositoryRoot: string | undefined = repository.root) {
  const [admission] = await admitScenarios([{ name: 'x', text }], { repository: repositoryRoot });
  return admission?.admitted === false
    ? admission.problems.map(({ line, message }) => `${line}: ${message}`)
    : [];
}
const problems = (body: string, front = '', requirements = 'R1') =>
  problemsOf(scenarioText({ id: 'X', requirements, body, front }));

test('a scenario is admitted only when it proves something and repeats nothing', async () => {
  expect(await problemsOf(hiddenScenarios()[0]?.text ?? '')).toEqual([]);
  expect(await problems(block('run: [notes, list]\n  expect: { exit: 0, stdout: { empty: true } }'))).toEqual(
    ['1: a product that does nothing satisfies it: expect something that only a working product does'],
  );
  expect(await problems(block('run: [notes, list]'))).toEqual([
    '1: nothing is checked by execution: add an `expect` to a cli or file block',
  ]);
  expect(await problems(block('run: [other]\n  expect: { exit: 3 }'), '', 'R1, R9')).toEqual([
    '2: the spec `notes` has no requirement R9',
    "8: `other` is not in the spec's `bin` (node, python3, notes)",
  ]);
  expect(await problems(block('run: [notes]\n  expect: { stdout: { matches: "(?=a)" } }'))).toHaveLength(1);
  expect(await problems(block('run: [notes]\n  expect: { exit: 3 }'), 'split: visible\n')).toEqual([
    '2: a visible scenario belongs under scenarios/ in the repository, not in the vault',
  ]);
  const quote = 'notes list MUST print every note, oldest first.\n\n';
  expect(await problems(quote + block('run: [notes]\n  expect: { exit: 3 }'))).toEqual([
    '1: it repeats eight words that the agent can read already: "notes list must print every note oldest first"',
  ]);
  expect(await problemsOf('nothing')).toHaveLength(1);
});

test('a judge alone proves nothing, and an id is used once in an import', async () => {
  const judged = `${block('run: [notes, list]\n  expect: { exit: 0 }')}* And\n  \`\`\`judge\n  rubric: Good.\n  \`\`\`\n`;
  expect(await problems(judged)).toEqual([expect.stringContaining('a product that does nothing')]);
  const [one] = hiddenScenarios();
  const twice = await admitScenarios(
    [one, one].map((candidate) => candidate as { name: string; text: string }),
    { repository: repository.root },
  );
  expect(twice.map((admission) => admission.admitted)).toEqual([true, false]);
});

test('a scenario is proved on what it was said to fail and to pass on, under three seeds', async () => {
  const [red] = [hiddenScenarios()[6]]; // R3: removing a note
  const candidate = red as { name: string; text: string };
  const right = repository.run('rev-parse', 'HEAD');
  await repository.write('bin/notes.js', notesProgram('remove'));
  const wrong = repository.commit('does not remove');
  const admit = async (more: object) =>
    (await admitScenarios([candidate], { repository: repository.root, ...more }))[0];
  const treeOf = (commit: string) => repository.run('rev-parse', `${commit}^{tree}`);
  expect(await admit({ failsOn: [wrong], passesOn: right })).toMatchObject({
    admitted: true,
    proofs: { seeds: 3, failsOn: [treeOf(wrong)], passesOn: treeOf(right) },
  });
  const said = async (more: object) => {
    const one = await admit(more);
    return one?.admitted === false ? one.problems.map(({ message }) => message) : [];
  };
  expect(await said({ failsOn: [right] })).toEqual([expect.stringContaining('satisfies it already')]);
  expect(await said({ passesOn: wrong })).toEqual([expect.stringContaining('does not satisfy it')]);
  expect(await said({ passesOn: 'no-such-commit' })).toEqual([
    expect.stringContaining('neither a folder nor a commit'),
  ]);
});

test('a verdict that changes with the seed proves nothing', async () => {
  const sides = (seed: number) =>
    [0, 1, 2].map((at) =>
      generateValues({ side: { kind: 'pick', from: ['a', 'b'] } }, seedOf({ id: 'X', seed }, at, 'dir')).get(
        'side',
      ),
    );
  const seed = [1, 2, 3, 4, 5, 6, 7, 8].find((one) => new Set(sides(one)).size === 2);
  const front = `vars: { side: { kind: pick, from: [a, b] } }\nseed: ${seed}\n`;
  const body =
    '* When\n  ```cli\n  run: [notes, add, "{{side}}"]\n  expect: { stdout: { not: a } }\n  ```\n* Then\n  ```file\n  path: notes.json\n  expect: { text: { contains: "{{side}}" } }\n  ```\n';
  const flaky = notesProgram().replace(
    "if (command === 'add') {",
    "if (rest[0] === 'a') process.exit(4);\nif (command === 'add') {",
  );
  await repository.write('bin/notes.js', flaky);
  expect(
    await admitScenarios([{ name: 'x', text: scenarioText({ id: 'X', requirements: 'R1', body, front }) }], {
      repository: repository.root,
      passesOn: repository.root,
    }),
  ).toMatchObject([
    { admitted: false, problems: [{ message: expect.stringContaining('changes with the seed') }] },
  ]);
});

test('a product that does nothing is judged the same whether its programs are started or not', async () => {
  const scenarios = [...hiddenScenarios(), { name: 'v', text: visibleScenario }].flatMap(({ text }) => {
    const parsed = parseScenario(text.replace('split: visible', ''));
    return parsed.ok ? [parsed.scenario] : [];
  });
  const listing = block('run: [notes, list]\n  expect: { stdout: { empty: true } }');
  const satisfied = parseScenario(scenarioText({ id: 'X', requirements: 'R1', body: listing }));
  if (satisfied.ok) scenarios.push(satisfied.scenario);
  const folder = join(repository.base, 'idle');
  await mkdir(folder);
  const started = await idleProduct(['notes'], folder);
  const verdicts = async (product: Product) =>
    resultsOf(await runScenarios({ product, scenarios, trajectories: 1 }));
  const [known, seen] = [await verdicts({ ...started, idle: true }), await verdicts(started)];
  expect(known).toEqual(seen);
  expect(known).toHaveLength(14);
  expect(known.at(-1)?.trajectories).toEqual([{ verdict: 'satisfied' }]);
});

test('twins are the real ones: that nothing was sent proves nothing, and one the spec does not name is refused', async () => {
  const example = templateFiles('twins/password-reset');
  // What lies under hidden/ goes into the vault; committed, an agent could read it.
  const committed = Object.entries(example).filter(([path]) => !path.startsWith('hidden/'));
  await using other = await temporaryRepository(Object.fromEntries(committed));
  const hidden = example['hidden/guest-resets.md'] ?? '';
  expect(await problemsOf(hidden, other.root)).toEqual([]);
  const [front] = hidden.split('# Scenario');
  const only = (twin: string) => `${front}# Scenario: Quiet\n\n* Then\n  \`\`\`twin\n  ${twin}\n  \`\`\`\n`;
  expect(await problemsOf(only('mail: { expect: { "$.sent.length": 0 } }'), other.root)).toEqual([
    '1: a product that does nothing satisfies it: expect something that only a working product does',
  ]);
  expect(await problemsOf(only('mail: { expect: { "$.sent.length": 1 } }'), other.root)).toEqual([]);
  const unknown = only('okta: { expect: { "$.a": 1 } }').replace('twins: [mail]', 'twins: [okta]');
  expect(await problemsOf(unknown, other.root)).toEqual(['13: the spec names no twin `okta` (mail)']);
  await other.write('twins/mail.js', 'process.exit(3)');
  other.commit('break the twin');
  expect(await problemsOf(only('mail: { expect: { "$.sent.length": 1 } }'), other.root)).toEqual([
    expect.stringContaining('it could not be tried: the twin mail did not start'),
  ]);
});
