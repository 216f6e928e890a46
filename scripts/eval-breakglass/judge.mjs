// Judges commits, patches and planted changes with the rules that ship.
// Invariant: what could not be judged is counted and named; it is never counted as not forced.
import { parseChange } from '../../extension/core/break-glass/change.ts';
import { breakGlass } from '../../extension/core/break-glass/break-glass.ts';
import { noFacts } from '../../extension/core/break-glass/rule.ts';
import { git } from '../../extension/node/git.ts';
import { patchText } from '../../extension/node/snapshot.ts';
import { held, tuned } from './planted.mjs';
import { eighth } from './planted-eighth-2026-11-25.mjs';
import { fifth } from './planted-fifth-2026-11-25.mjs';
import { sixth } from './planted-sixth-2026-11-25.mjs';
import { ninth } from './planted-ninth-2026-11-25.mjs';
import { seventh } from './planted-seventh-2026-11-25.mjs';
import { tunedFourth } from './planted-fourth.mjs';
import { tunedLater } from './planted-later.mjs';
import { tunedFresh } from './planted-second.mjs';
import { tunedThird } from './planted-third.mjs';

/** The newest commits with one parent: `{ result }`, or `{ problem }` in words. */
export async function judgeRepository(folder, { name, commits }) {
  const log = await newest(folder, commits);
  if (log.problem) return log;
  const judged = tally(name);
  for (const hash of log.hashes) {
    try {
      judged.add(hash.slice(0, 9), await patchText(folder, `${hash}^`, hash, 0));
    } catch (problem) {
      judged.skip(hash.slice(0, 9), problem instanceof Error ? problem.message : String(problem));
    }
  }
  return { result: judged.result() };
}

async function newest(folder, commits) {
  const log = await git(folder, [
    'log',
    '--no-merges',
    '--min-parents=1',
    `--max-count=${commits}`,
    '--format=%H',
  ]).catch((problem) => ({ ok: false, stderr: problem.message }));
  if (!log.ok && /not a git repository/i.test(log.stderr))
    return { problem: `${folder} is in no git repository. Name a folder that is.` };
  if (!log.ok && /does not have any commits|bad default revision/i.test(log.stderr))
    return { problem: `${folder} has no commits yet, so there is nothing to judge.` };
  if (!log.ok) return { problem: `git cannot read ${folder}: ${log.stderr.split('\n')[0]}` };
  const hashes = log.stdout.split('\n').filter(Boolean);
  if (hashes.length > 0) return { hashes };
  const shallow = await git(folder, ['rev-parse', '--is-shallow-repository']);
  const why = shallow.stdout.trim() === 'true' ? ' It is a shallow clone: run `git fetch --unshallow`.' : '';
  return {
    problem: `${folder} has no commit with exactly one parent, so there is no change to judge.${why}`,
  };
}

/** The patches of one project, as `patchSets` yields them. */
export function judgePatches({ name, versions, gone, patches }) {
  const judged = tally(name);
  for (const { id, text, security } of patches) judged.add(id, text, security);
  return { ...judged.result(), versions, gone };
}

function tally(name) {
  const counts = {
    commits: 0,
    forced: 0,
    skipped: [],
    rules: {},
    examples: {},
    security: { commits: 0, forced: 0, undone: 0 },
  };
  return {
    add(id, patch, security = false) {
      const change = parseChange(patch);
      const found = new Set(breakGlass(change, noFacts).forced.map(({ rule }) => rule));
      counts.commits += 1;
      if (security) counts.security.commits += 1;
      if (security && breakGlass(undone(change), noFacts).forced.length > 0) counts.security.undone += 1;
      if (found.size > 0) counts.forced += 1;
      if (found.size > 0 && security) counts.security.forced += 1;
      for (const rule of found) {
        counts.rules[rule] = (counts.rules[rule] ?? 0) + 1;
        (counts.examples[rule] ??= []).push(id);
      }
    },
    skip: (id, why) => counts.skipped.push(`${id}: ${why}`),
    result() {
      const examples = Object.entries(counts.examples).map(([rule, ids]) => [rule, ids.slice(0, 3)]);
      return { name, ...counts, examples: Object.fromEntries(examples) };
    },
  };
}

/** The change that brings back what this one fixed: a dangerous change that nobody here wrote. */
function undone({ files }) {
  const turned = { added: 'removed', removed: 'added', modified: 'modified' };
  const back = ({ added, removed }) => ({ added: removed, removed: added });
  return {
    files: files.map((file) => ({ ...file, status: turned[file.status], hunks: file.hunks.map(back) })),
  };
}

export function judgePlanted() {
  return {
    tuned: caught([...tuned, ...tunedLater, ...tunedFresh, ...tunedThird, ...tunedFourth]),
    held: caught(held),
    fifth: caught(fifth),
    sixth: caught(sixth),
    seventh: caught(seventh),
    eighth: caught(eighth),
    ninth: caught(ninth),
  };
}

function caught(changes) {
  const missed = changes.filter((one) => breakGlass(asChange(one), factsOf(one)).forced.length === 0);
  return {
    planted: changes.length,
    caught: changes.length - missed.length,
    missed: missed.map(({ name }) => name),
  };
}

function factsOf({ surface = [], provenance = [] }) {
  return { ...noFacts, surface, provenance };
}

function asChange({ path, added, removed }) {
  const numbered = (lines) => lines.map((text, at) => ({ number: 20 + at, text }));
  const binary = added[0] === '\u0000';
  const hunks = binary ? [] : [{ added: numbered(added), removed: numbered(removed) }];
  return { files: [{ path, status: 'modified', binary, hunks }] };
}
