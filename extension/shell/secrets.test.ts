import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type * as vscode from 'vscode';
import { runEvaluator } from '../node/evaluator-process.ts';
import { bundles } from '../node/testing.ts';
import { vaultPort } from './compose/vault-port.ts';
import { createSecrets } from './secrets.ts';

const slow = { timeout: 180_000 };
const root = mkdtempSync(join(tmpdir(), 'dimmer-secrets-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** VS Code's storage as an extension sees it: on a machine with a keyring, without one, and one that forgets. */
function storage(kind: 'keyring' | 'refuses' | 'forgets') {
  const kept = new Map<string, string>();
  const secrets = {
    get: async (name: string) => kept.get(name),
    store: async (name: string, value: string) => {
      if (kind === 'refuses') throw new Error('no keyring');
      if (kind === 'keyring') kept.set(name, value);
    },
  } as unknown as vscode.SecretStorage;
  return { kept, secrets };
}

test.each(['refuses', 'forgets'] as const)(
  'a storage that %s is told, and the key lasts as long as the window',
  async (kind) => {
    const { secrets, kept } = storage(kind);
    const ours = createSecrets(secrets, {});
    expect(await ours.keepIdentity('team', 'AGE-SECRET-KEY-1A')).toBe(false);
    expect([await ours.identity('team'), await ours.identity('other')]).toEqual([
      'AGE-SECRET-KEY-1A',
      undefined,
    ]);
    ours.forgetHeld();
    expect([await ours.identity('team'), kept.size]).toEqual([undefined, 0]);
  },
);

test(
  'a key that a passphrase protects is never stored, and its file asks for the passphrase once per window',
  slow,
  async () => {
    const ask = vaultPort((question) => runEvaluator(question, { bundleDir: bundles }));
    const { identity } = await ask.newKeys('');
    const passphrase = 'seven small green boats';
    const wrapped = await runEvaluator(
      { v: 1, mode: 'vault', vaultDir: '', action: { type: 'wrap', secret: identity, passphrase } },
      { bundleDir: bundles },
    );
    const file = join(root, 'key.age');
    writeFileSync(file, (JSON.parse(wrapped.stdout) as { sealed: string }).sealed, { mode: 0o600 });
    const { secrets, kept } = storage('keyring');
    const ours = createSecrets(secrets, { DIMMER_IDENTITY_FILE: file });
    // Locked, which is not a failure: the window asks.
    expect(await ours.identity('team')).toBeUndefined();
    const found = await ours.wrappedIdentity();
    const opened = await ask.unwrap(found?.wrapped ?? '', passphrase);
    expect(opened).toBe(identity);
    ours.holdIdentity('team', opened);
    expect([await ours.identity('team'), kept.size]).toEqual([identity, 0]);
    expect(await createSecrets(secrets, { DIMMER_IDENTITY_FILE: file }).identity('team')).toBeUndefined();
  },
);
