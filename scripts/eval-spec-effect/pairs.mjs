// Reads the pairs: the built-in one, made of the demo, or one folder each with before.md, after.md, repository/, hidden/ and, for the
// rehearsal backend, cassette-before.yaml and cassette-after.yaml.
// Invariant: what is wrong with a hidden scenario is told by its place in the folder, never by its name or its words.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseScenario } from '../../extension/core/scenario/parse-scenario.ts';
import { parseSpec } from '../../extension/core/spec/parse-spec.ts';
import { parseCassette } from '../../extension/node/agents/rehearsal/cassette.ts';
import { root } from '../setup.mjs';
import { arms } from './order.mjs';
import { EffectProblem } from './problem.mjs';

const demo = join(root, 'specs-templates', 'demo');

/** What Ada answers where the demo's spec has a finding: the spec after lint. */
const answers = [
  ['by project and/or date', 'by project, date, or both'],
  ['does not hold must be refused', 'does not hold MUST be refused'],
  ['exit with code TBD', 'exit with code 2'],
  ['at most 5.', 'at most 5 s.'],
];

/** The demo's spec with and without its findings. `rehearsed` is what the scripted model says in each arm: the demo's two attempts. */
export function builtInPair() {
  const before = readFileSync(join(demo, 'repository', 'specs', 'stint.md'), 'utf8');
  const after = answers.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2)
      throw new EffectProblem(`The demo's spec does not say “${from}” once.`);
    return text.replace(from, () => to);
  }, before);
  const cassette = readFileSync(join(demo, 'cassette.yaml'), 'utf8');
  return checkedPair({
    name: 'stint (built in)',
    texts: { before, after },
    repository: join(demo, 'repository'),
    hidden: join(demo, 'hidden'),
    cassettes: { before: cassette, after: secondAttempt(cassette) },
  });
}

/** The demo's cassette from its second attempt on: what follows the first reply without a tool call. */
function secondAttempt(text) {
  const { value } = parseCassette(text);
  const first = value.entries.findIndex(({ reply }) => reply.every((part) => !('tool' in part)));
  return JSON.stringify({ ...value, entries: value.entries.slice(first + 1) });
}

/** One pair, where `folder` is one, or every pair in it; in order of names. */
export function readPairs(folder, { rehearsal }) {
  const top = resolve(folder);
  if (!existsSync(top) || !statSync(top).isDirectory())
    throw new EffectProblem(`There is no folder ${folder}.`);
  const folders = isPair(top)
    ? [top]
    : readdirSync(top, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(top, name))
        .filter(isPair)
        .sort();
  if (folders.length === 0)
    throw new EffectProblem(
      `${folder} holds no pair: a folder with before.md, after.md, repository/ and hidden/.`,
    );
  return folders.map((one) => readPair(one, rehearsal));
}

const isPair = (folder) => arms.some((arm) => existsSync(join(folder, `${arm}.md`)));

function readPair(folder, rehearsal) {
  const name = basename(folder);
  const needed = ['before.md', 'after.md', 'repository', 'hidden'];
  if (rehearsal) needed.push('cassette-before.yaml', 'cassette-after.yaml');
  const missing = needed.filter((one) => !existsSync(join(folder, one)));
  if (missing.length > 0) throw new EffectProblem(`Pair ${name} lacks ${missing.join(', ')}.`);
  const read = (file) => readFileSync(join(folder, file), 'utf8');
  const of = (file) => Object.fromEntries(arms.map((arm) => [arm, read(file(arm))]));
  return checkedPair({
    name,
    texts: of((arm) => `${arm}.md`),
    repository: join(folder, 'repository'),
    hidden: join(folder, 'hidden'),
    cassettes: rehearsal ? of((arm) => `cassette-${arm}.yaml`) : undefined,
  });
}

/** The pair with the id of its specs and its hidden scenarios; refuses one that cannot be measured. */
function checkedPair(pair) {
  const { name, texts, cassettes } = pair;
  const refuse = (why) => {
    throw new EffectProblem(`Pair ${name}: ${why}`);
  };
  const specs = arms.map((arm) => parseSpec(texts[arm], `${arm}.md`));
  const [before, after] = specs;
  for (const [at, spec] of specs.entries())
    if (spec.frontMatter.id === undefined) refuse(`${arms[at]}.md has no id in its front matter.`);
  if (before.id !== after.id)
    refuse(`before.md is spec ${before.id} and after.md is ${after.id}; a pair is one spec in two wordings.`);
  const configuration = join(pair.repository, 'dimmer.yaml');
  if (existsSync(configuration) && /^vault\s*:/m.test(readFileSync(configuration, 'utf8')))
    refuse('repository/dimmer.yaml names a vault; take that line out, runs of a pair are built without one.');
  for (const arm of cassettes ? arms : []) {
    const read = parseCassette(cassettes[arm]);
    if (!read.ok) refuse(`the cassette of ${arm} cannot be played: ${read.problems[0]}`);
  }
  const scenarios = hiddenScenarios(pair.hidden, after, refuse);
  return { ...pair, id: after.id, specPath: specPathIn(pair.repository, after.id, refuse), scenarios };
}

/** Where an arm's spec is put: in the place of the one with its id, else in specs/. */
function specPathIn(repository, id, refuse) {
  if (!/^[\w.-]+$/.test(id)) refuse(`the id ${id} cannot be the name of a file.`);
  const specs = join(repository, 'specs');
  const files = existsSync(specs)
    ? readdirSync(specs, { recursive: true }).filter((one) => one.endsWith('.md'))
    : [];
  const same = files.filter((file) => parseSpec(readFileSync(join(specs, file), 'utf8'), file).id === id);
  if (same.length > 1) refuse(`repository/specs holds ${same.length} specs with the id ${id}.`);
  return join('specs', same[0] ?? `${id}.md`);
}

function hiddenScenarios(folder, after, refuse) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort();
  if (files.length === 0) refuse('hidden/ holds no scenario.');
  const known = new Set(after.requirements.map(({ id }) => id));
  const ids = new Set();
  return files.map((file, at) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const parsed = parseScenario(text);
    const place = `file ${at + 1} of ${files.length} in hidden/`;
    if (!parsed.ok) refuse(`${place} is no scenario; \`dimmer vault add\` says what is wrong with it.`);
    const { spec, requirements, id } = parsed.scenario;
    if (ids.has(id)) refuse(`${place} has the id of another one.`);
    ids.add(id);
    if (spec !== after.id) refuse(`${place} belongs to another spec than ${after.id}.`);
    const unknown = requirements.find((id) => !known.has(id));
    if (unknown !== undefined)
      refuse(
        `${place} is about ${unknown}, which after.md does not have: both specs must mean the same requirements.`,
      );
    return text;
  });
}
