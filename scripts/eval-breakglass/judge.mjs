// Judges commits and planted changes with the rules that ship, and puts the counts into words.
import { parseChange } from '../../extension/core/break-glass/change.ts';
import { breakGlass } from '../../extension/core/break-glass/break-glass.ts';
import { noFacts } from '../../extension/core/break-glass/rule.ts';
import { forcingRules } from '../../extension/core/break-glass/rules.ts';
import { wilson } from '../../extension/core/scenario/statistics.ts';
import { git } from '../../extension/node/git.ts';
import { patchText } from '../../extension/node/snapshot.ts';
import { held, tuned } from './planted.mjs';

/** The newest commits with one parent. */
export async function judgeRepository(folder, { name, commits }) {
  const log = await git(folder, [
    'log',
    '--no-merges',
    '--min-parents=1',
    `--max-count=${commits}`,
    '--format=%H',
  ]);
  if (!log.ok) throw new Error(`${folder}: ${log.stderr}`);
  const hashes = log.stdout.split('\n').filter(Boolean);
  const rules = {};
  const examples = {};
  let forced = 0;
  for (const hash of hashes) {
    const change = parseChange(await patchText(folder, `${hash}^`, hash, 0));
    const found = new Set(breakGlass(change, noFacts).forced.map(({ rule }) => rule));
    if (found.size > 0) forced += 1;
    for (const rule of found) {
      rules[rule] = (rules[rule] ?? 0) + 1;
      (examples[rule] ??= []).push(hash.slice(0, 9));
    }
  }
  for (const rule of Object.keys(examples)) examples[rule] = examples[rule].slice(0, 3);
  return { name, commits: hashes.length, forced, rules, examples };
}

export function judgePlanted() {
  return { tuned: caught(tuned), held: caught(held) };
}

function caught(changes) {
  const missed = changes.filter((one) => breakGlass(asChange(one), noFacts).forced.length === 0);
  return {
    planted: changes.length,
    caught: changes.length - missed.length,
    missed: missed.map(({ name }) => name),
  };
}

function asChange({ path, added, removed }) {
  const numbered = (lines) => lines.map((text, at) => ({ number: 20 + at, text }));
  const binary = added[0] === '\u0000';
  const hunks = binary ? [] : [{ added: numbered(added), removed: numbered(removed) }];
  return { files: [{ path, status: 'modified', binary, hunks }] };
}

export function summary(results, planted) {
  const total = (key) => results.reduce((sum, one) => sum + one[key], 0);
  const lines = results.map((one) => `${one.name}: forced on ${share(one.forced, one.commits)}`);
  if (results.length > 0) {
    lines.push('', `all: forced on ${share(total('forced'), total('commits'))} (bar: at most 25 %)`);
    for (const { id } of forcingRules) {
      const fired = results.reduce((sum, one) => sum + (one.rules[id] ?? 0), 0);
      const where = results
        .flatMap((one) => one.examples[id] ?? [])
        .slice(0, 3)
        .join(' ');
      lines.push(`  ${id.padEnd(24)} ${String(fired).padStart(4)}  ${where}`);
    }
  }
  for (const [name, { planted: n, caught: found, missed }] of Object.entries(planted ?? {}))
    lines.push(
      `planted, ${name}: caught ${share(found, n)}${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`,
    );
  return lines.join('\n');
}

function share(part, whole) {
  const { low, high } = wilson(part, whole);
  const percent = (value) => Math.round(value * 100);
  return `${part} of ${whole} (95 % interval ${percent(low)} to ${percent(high)} %)`;
}
