import { expect, test } from 'vitest';
import { outcomeCard } from '../core/outcome/card.ts';
import { decideRun } from '../node/control.ts';
import { describeLaunch } from '../node/launch.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, good, launch, resting, types, until } from './testing.ts';

const human = { by: 'ada', via: 'vscode' as const };
const judged = { backend: 'none' as const };

/** A branch that some other tool left behind. */
async function withTheirBranch(): Promise<TemporaryRepository> {
  const repository = await temporaryRepository(files);
  repository.run('checkout', '--quiet', '-b', 'robot/greeter');
  await repository.write('greet.js', good);
  repository.run('add', '--all');
  repository.run('commit', '--quiet', '--author=Robot <robot@example.com>', '-m', 'Greet by name');
  repository.run('checkout', '--quiet', 'main');
  return repository;
}

test('a branch that another tool made is judged as it is, and approved as one commit', async () => {
  await using repository = await withTheirBranch();
  const { env } = repository;
  const theirs = repository.run('rev-parse', 'robot/greeter');
  const { runDir, runId } = await launch(repository, [], { ...judged, adopt: 'robot/greeter' });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    head: { commit: theirs },
    request: {
      backend: 'none',
      model: 'none',
      adopted: { commit: theirs, branch: 'robot/greeter', author: 'Robot', contained: false },
      base: { commit: repository.run('rev-parse', 'main'), branch: 'main' },
    },
    guardrailsAtBase: { syntax: { outcome: 'pass' } },
    guardrailsAtHead: { syntax: { outcome: 'pass' } },
  });
  expect(state.files.map((file) => file.path)).toEqual(['greet.js']);
  expect(await types(runDir)).not.toContain('model-asked');
  expect(outcomeCard(state).satisfaction).toMatchObject({ kind: 'none' });
  const reason = 'read by hand';
  expect(await decideRun(runDir, { decision: 'approve', reason, ...human }, { bundles, env })).toMatchObject({
    ok: true,
    merged: { branch: 'main', how: 'fast-forward' },
  });
  expect(repository.run('show', 'main:greet.js')).toBe(good.trim());
  expect(repository.run('rev-parse', 'robot/greeter')).toBe(theirs);
  expect(repository.run('branch', '--list', `dimmer/${runId}`)).toBe('');
});

test('a commit that the branch has already is compared with its parent; approving it changes nothing in git', async () => {
  await using repository = await withTheirBranch();
  const { env } = repository;
  const parent = repository.run('rev-parse', 'main');
  repository.run('merge', '--quiet', '--ff-only', 'robot/greeter');
  const before = repository.run('for-each-ref');
  const { runDir } = await launch(repository, [], { ...judged, adopt: 'HEAD' });
  const state = await until(runDir, resting);
  expect(state.request).toMatchObject({ base: { commit: parent }, adopted: { contained: true } });
  expect(state.request.base.branch).toBeUndefined();
  const reason = 'fine';
  expect(await decideRun(runDir, { decision: 'approve', reason, ...human }, { bundles, env })).toMatchObject({
    ok: true,
    merged: { how: 'already-there', commit: repository.run('rev-parse', 'main') },
  });
  expect(repository.run('for-each-ref')).toBe(before);
});

test('guardrails that fail on a commit somebody else made are said, and nobody is sent back to mend them', async () => {
  await using repository = await withTheirBranch();
  repository.run('checkout', '--quiet', 'robot/greeter');
  await repository.write('greet.js', 'console.log(');
  repository.commit('broken');
  repository.run('checkout', '--quiet', 'main');
  const { runDir } = await launch(repository, [], { ...judged, adopt: 'robot/greeter' });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({ status: 'awaiting-decision', round: 1 });
  expect(outcomeCard(state).decision.waits).toContainEqual({
    kind: 'guardrail',
    text: 'guardrail syntax does not pass (fail)',
  });
});

test('without a spec the message of the commit stands for one; what cannot be judged is said before anything starts', async () => {
  await using repository = await withTheirBranch();
  const ask = (adopt: string, base?: string) =>
    describeLaunch(
      { repository: repository.root, adopt, ...(base === undefined ? {} : { base }) },
      { bundles, env: repository.env },
    );
  expect(await ask('robot/greeter')).toMatchObject({
    ok: true,
    description: { spec: { path: '', title: 'Greet by name', requirements: [] }, notes: [] },
  });
  expect(await ask('main')).toMatchObject({ ok: false, message: /first commit of this repository/ });
  expect(await ask('--help')).toMatchObject({ ok: false, reason: 'unknown-revision' });
  repository.run('checkout', '--quiet', '--orphan', 'other');
  repository.commit('elsewhere');
  repository.run('checkout', '--quiet', 'main');
  expect(await ask('other')).toMatchObject({ ok: false, message: /shares no history/ });
});
