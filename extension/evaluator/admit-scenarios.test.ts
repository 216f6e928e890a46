import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { admitScenarios } from './admit-scenarios.ts';
import { hiddenScenarios, notesProgram, notesSpec, scenarioText } from './test-product.ts';

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
