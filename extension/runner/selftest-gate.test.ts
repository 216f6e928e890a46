// A machine on which the self-test found a leak: nothing starts there that nobody would watch.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { selftestFacts, writeSelftest } from '../node/sandbox/selftest-record.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, good, launch, resting, types, until, writes } from './testing.ts';

test('levels 4 and up refuse before the model is asked, level 3 works', async () => {
  await using repository = await temporaryRepository(files);
  const before = process.env['DIMMER_STATE'];
  process.env['DIMMER_STATE'] = repository.env['DIMMER_STATE'];
  await writeSelftest(await selftestFacts(join(bundles, 'evaluator.mjs')), {
    run: 50,
    leaked: ['read a git stash'],
  });
  if (before === undefined) delete process.env['DIMMER_STATE'];
  else process.env['DIMMER_STATE'] = before;
  const refused = await launch(repository, writes(good));
  expect(await until(refused.runDir, resting)).toMatchObject({
    status: 'failed',
    reason: 'sandbox-leaks',
    message: /read a git stash.*Nothing is run unattended/,
    next: /dimmer vault selftest.*Levels 2 and 3/,
  });
  expect(await types(refused.runDir)).not.toContain('worktree-created');
  const attended = await launch(repository, writes(good), { level: 3 });
  expect((await until(attended.runDir, resting)).status).toBe('awaiting-decision');
});
