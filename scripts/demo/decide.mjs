// Last act: the outcome card, the decision, the merge, and a look whether the merged product really works.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dim, green, line, said, step, typed } from './screen.mjs';
import { DemoFailure, dimmer, dimmerJson, git, run } from './workshop.mjs';

export async function decide(workshop, id) {
  step('The outcome card, instead of the diff');
  typed(`dimmer outcome ${id}`);
  said((await dimmer(workshop, ['outcome', id], { expect: [0, 1] })).stdout);
  const { state } = await dimmerJson(workshop, ['show', id]);
  if (state.status !== 'awaiting-decision')
    throw new DemoFailure(
      `The run did not come to a decision (${state.status}): ${state.message ?? state.reason ?? ''}`,
    );

  step('Approved and merged');
  const confirmed = state.assumptions.flatMap((one) => ['--confirm', one.id]);
  typed(['dimmer approve', id, ...confirmed].join(' '));
  const before = (await git(workshop, ['rev-parse', 'HEAD'])).trim();
  const approved = await dimmer(workshop, ['approve', id, ...confirmed]);
  said(approved.stdout);
  const after = (await git(workshop, ['rev-parse', 'HEAD'])).trim();
  if (after === before) throw new DemoFailure('The run was approved and main did not move.');
  typed('git log --max-count 3');
  const log = await git(workshop, ['log', '--max-count=3', '--format=%h %an: %s%n%(trailers:only,unfold)']);
  said(log.replace(/\n+/g, '\n').replace(/^(Dimmer-)/gm, '        $1'));
  await useProduct(workshop);
}

/** What a user would see of the merged product; `undefined` output means a refusal. */
const session = [
  [['add', '2031-05-06', 'roof', '1h20m', 'New gutter'], 'added 1 2031-05-06 roof 1:20'],
  [['add', '2031-05-05', 'cellar', '45m'], 'added 2 2031-05-05 cellar 0:45'],
  [['add', '2031-02-29', 'roof', '1h'], undefined],
  [['list'], '2 2031-05-05 cellar 0:45\n1 2031-05-06 roof 1:20 New gutter'],
  [['sum'], 'roof 1:20\ncellar 0:45\ntotal 2:05'],
];

async function useProduct(workshop) {
  step('The merged product, used once');
  const elsewhere = mkdtempSync(join(tmpdir(), 'stint-'));
  const program = join(workshop.repository, 'bin', 'stint.js');
  try {
    for (const [words, expected] of session) {
      typed(['stint', ...words.map((word) => (word.includes(' ') ? `"${word}"` : word))].join(' '));
      const result = await run(process.execPath, [program, ...words], workshop, undefined, elsewhere);
      const { exit, stdout, stderr } = result;
      if (expected === undefined ? exit !== 2 : exit !== 0 || stdout.trim() !== expected)
        throw new DemoFailure(`The merged product is wrong: exit ${exit}, ${stdout}${stderr}`);
      said(expected === undefined ? `${stderr.trim()} ${dim(`(exit ${exit})`)}` : stdout);
    }
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
  line();
  line(green('The merged product does what the spec says.'));
}
