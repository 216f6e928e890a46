// Writes specs-templates/demo/cassette.yaml: what the scripted model says in the demo, from the two attempts beside it.
// Both attempts were written in advance. Invariant: the cassette holds the attempts' files byte for byte, so edit those. `--check` only compares.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const demo = fileURLToPath(new URL('../specs-templates/demo/', import.meta.url));
const cassettePath = join(demo, 'cassette.yaml');

const first = [
  turn(900, 'I will read the spec, the scenarios that I can see, and what is there already.', [
    { tool: 'list_files', input: {} },
    { tool: 'read_file', input: { path: 'specs/stint.md' } },
    ...files('repository/scenarios').map((path) => ({
      tool: 'read_file',
      input: { path: `scenarios/${path}` },
    })),
    { tool: 'read_file', input: { path: 'src/clock-time.js' } },
  ]),
  turn(2400, 'Two points are open in the spec. I write down how I decide them, then the program.', [
    assume('R3', 'A DATE in the future is accepted: the spec sets no limit.'),
    assume('R5', 'A `--from` later than `--to` is not refused; it leaves no entry.'),
    ...written('attempts/first'),
  ]),
  turn(120, 'Now the guardrails and the scenarios.', [{ tool: 'check', input: {} }]),
  turn(160, 'Done: `add`, `list`, `sum` and `remove` work, and every scenario that I can see is satisfied.'),
];

const second = [
  turn(
    700,
    'Cases that I did not see fail, so what I built fits the examples and not the spec. I read both again.',
    [
      { tool: 'read_file', input: { path: 'specs/stint.md' } },
      { tool: 'read_file', input: { path: 'src/run.js' } },
      { tool: 'read_file', input: { path: 'src/expected.js' } },
    ],
  ),
  turn(
    6800,
    'The prepared results in `src/expected.js` go. I build each requirement: what may be typed, the log, the commands, and tests for each refusal.',
    [...removed(), ...written('attempts/second')],
  ),
  turn(120, 'Now the guardrails and the scenarios.', [{ tool: 'check', input: {} }]),
  turn(
    210,
    'Done: every command follows the spec, refusals leave the log as it was, and the tests cover each of them.',
  ),
];

/** The cassette as text; a pure function of the files. */
function demoCassette() {
  const entries = [...first, ...second];
  const cassette = {
    cassette: 1,
    title: 'Demo: a first attempt that fits the visible scenarios only, a second one that fits the spec',
    entries: entries.map((entry, at) => ({ ...entry, usage: { ...usage(entries, at), ...entry.usage } })),
  };
  const comment =
    ' Made by scripts/make-demo-cassette.mjs from attempts/; edit those. Both attempts were written in advance.\n';
  return `#${comment}${stringify(cassette, { lineWidth: 0, blockQuote: 'literal' })}`;
}

function turn(output, text, calls = []) {
  return { role: 'builder', reply: [{ text }, ...calls], usage: { output }, delayMs: 250 };
}

function assume(requirement, text) {
  return { tool: 'assume', input: { text, requirement } };
}

/** Plausible numbers: what was said before is read from the cache, what is new is written to it. */
function usage(entries, at) {
  const tokens = (entry) => Math.ceil(JSON.stringify(entry.reply).length / 4) + 400;
  const before = entries.slice(0, Math.max(0, at - 1)).reduce((sum, entry) => sum + tokens(entry), 3200);
  return {
    input: 8,
    output: 0,
    cacheRead: at === 0 ? 0 : before,
    cacheWrite: at === 0 ? 3200 : tokens(entries[at - 1]),
  };
}

function written(attempt) {
  return files(attempt).map((path) => ({
    tool: 'write_file',
    input: { path, content: readFileSync(join(demo, attempt, path), 'utf8') },
  }));
}

/** Files of the first attempt that the second does not replace. */
function removed() {
  const kept = files('attempts/second');
  const gone = files('attempts/first').filter((path) => !kept.includes(path));
  return [{ tool: 'shell', input: { command: `rm ${gone.join(' ')}` } }];
}

function files(folder) {
  return readdirSync(join(demo, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(demo, folder).length + 1)
        .split(sep)
        .join('/'),
    )
    .sort();
}

const text = demoCassette();
if (!process.argv.includes('--check')) writeFileSync(cassettePath, text);
else if (readFileSync(cassettePath, 'utf8') !== text) {
  console.error('specs-templates/demo/cassette.yaml is out of date; run node scripts/make-demo-cassette.mjs');
  process.exitCode = 1;
}
