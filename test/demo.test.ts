// The README's first command, as a stranger runs it: the whole journey on the command line, from lint to merge.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from './workbench.ts';

let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'dimmer-demo-'));
});

afterAll(() => rm(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 }));

test('the demo ends with the merged result, and says first that both attempts were written in advance', () => {
  const folder = join(base, 'demo');
  const { ANTHROPIC_API_KEY: _key, ...env } = process.env;
  const demo = spawnSync(process.execPath, ['scripts/demo.mjs', '--no-editor', '--dir', folder], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    // Journeys beside this one use the bundles that it would write again.
    env: { ...env, DIMMER_BUILT: 'yes' },
  });
  expect(demo.stdout.split('\n')[0]).toMatch(
    /^Both attempts were written in advance: .* catching a cheat, it is no evidence that a model cheats, learns or costs this much\.$/,
  );
  expect(demo.status).toBe(0);
  expect(demo.stdout).toMatch(/8 of 28 hidden scenarios satisfied .* gate: fail/);
  expect(demo.stdout).toMatch(/28 of 28 hidden scenarios satisfied .* gate passed/);
  expect(demo.stdout).toContain('rehearsal: scripted model, no dollars');
  expect(demo.stdout).not.toMatch(/\$\d/);
  expect(existsSync(folder)).toBe(true);
});
