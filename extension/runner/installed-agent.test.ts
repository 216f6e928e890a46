// Whole runs with an installed agent, a real process over stdio: built, guarded, judged, killed in its turn and resumed.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { outcomeCard } from '../core/outcome/card.ts';
import { pullRequestText } from '../core/outcome/pull-request-text.ts';
import { renderCard } from '../core/outcome/text.ts';
import { testAgent } from '../node/agents/acp/testing.ts';
import { describeLaunch, startRunner } from '../node/launch.ts';
import { readRun } from '../node/run-store.ts';
import { vaultHome } from '../node/state-home.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, good, launch, resting, until } from './testing.ts';

// Several processes start in each of these, and other tests run beside them.
vi.setConfig({ testTimeout: 240_000 });

/** A vault that nobody can open: enough for a holdout that the card speaks of. */
async function lockedVault(repository: TemporaryRepository): Promise<string> {
  const described = await describeLaunch({ repository: repository.root }, { bundles, env: repository.env });
  if (!described.ok) throw new Error(described.message);
  const manifest = join(vaultHome(repository.env), described.description.vaultId, 'manifest.age');
  await mkdir(join(manifest, '..'), { recursive: true });
  await writeFile(manifest, 'canary-of-the-vault');
  return manifest;
}

test('a run at level 4 with an installed agent: its work is guarded, its name and the holdout are on the card', async () => {
  await using repository = await temporaryRepository(files);
  const manifest = await lockedVault(repository);
  const agent = testAgent(repository.base, {
    turns: [
      [
        { shell: `cat ${manifest}; ls ${repository.root}` },
        { write: 'greet.js', content: 'syntax error(' },
        { say: 'Built.' },
      ],
      [{ write: 'greet.js', content: good }, { say: 'Mended.\nAssumed (R1): names are not trimmed.' }],
    ],
  });
  const { runDir } = await launch(repository, [], { backend: 'acp', agent });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    round: 2,
    turns: 2,
    turnsUncounted: 2,
    guardrailsAtHead: { syntax: { outcome: 'pass' } },
    assumptions: [{ id: 'A1', requirement: 'R1' }],
    files: [{ path: 'greet.js' }],
  });
  const { events } = await readRun(runDir);
  expect(JSON.stringify(events)).not.toContain('canary-of-the-vault');
  const asked = events
    .filter((event) => event.type === 'model-asked')
    .map(({ content }) => JSON.stringify(content));
  expect(asked[1]).toContain('You, or another session of you, worked on this before');
  expect(asked[1]).toContain('syntax');
  const card = outcomeCard(state);
  expect(card.identity).toMatchObject({
    backend: 'acp',
    model: 'test-agent 1.0.0',
    holdout: { strength: 'strong' },
  });
  const text = renderCard(card);
  expect(text).toContain('test-agent 1.0.0');
  expect(text).toContain('holdout strong');
  expect(text).toContain('tokens: not reported by this agent');
  expect(pullRequestText(card).body).toMatch(/test-agent 1\.0\.0.*Holdout strong/s);
});

test('an agent that dies in its turn suspends the run; resumed, it goes on from what is there', async () => {
  await using repository = await temporaryRepository(files);
  await lockedVault(repository);
  const agent = testAgent(
    repository.base,
    {
      turns: [
        [{ write: 'half.txt', content: 'half' }, { die: 9 }],
        [{ shell: 'cat half.txt && rm half.txt' }, { write: 'greet.js', content: good }, { say: 'Done.' }],
      ],
    },
    { variables: ['TEST_AGENT_KEY'] },
  );
  const env = { ...repository.env, TEST_AGENT_KEY: 'secret-4711' };
  const { runDir } = await launch(repository, [], { backend: 'acp', agent, env });
  expect(await until(runDir, resting)).toMatchObject({
    status: 'suspended',
    reason: 'model-unreachable',
    message: /test-agent ended by itself/,
    next: /resume/,
  });
  await startRunner(runDir, { bundles, env });
  const state = await until(runDir, (now) => now.status === 'awaiting-decision');
  expect(state.files.map(({ path }) => path)).toEqual(['greet.js']);
  const { events } = await readRun(runDir);
  expect(JSON.stringify(events.findLast(({ type }) => type === 'model-asked'))).toContain(
    'You were interrupted',
  );
  for (const name of ['request.json', 'events.ndjson', 'runner.log'])
    expect(await readFile(join(runDir, name), 'utf8')).not.toContain('secret-4711');
  expect(existsSync(join(runDir, '..', '..', 'worktrees', `${state.request.runId}.scratch`, 'agent'))).toBe(
    true,
  );
  const unconfined = {
    ...state,
    request: { ...state.request, agent: { ...agent, confinement: 'unconfined' as const } },
  };
  expect(renderCard(outcomeCard(unconfined))).toContain('agent-managed: it could have looked');
});
