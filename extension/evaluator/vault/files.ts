// What lies in a vault folder, and how it gets there without ever being half there.
// Invariant: files appear whole (write, sync, rename) and private (0600); names of scenario files say nothing.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../../node/run-lock.ts';

export const manifestFile = 'manifest.age';
export const recipientsFile = 'recipients.txt';

export function randomName(): string {
  return `${randomBytes(12).toString('hex')}.age`;
}

export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The recipients a vault is encrypted to, one per line; lines with `#` are comments. */
export async function readRecipients(directory: string): Promise<string[]> {
  const text = await readFile(join(directory, recipientsFile), 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

export async function writeRecipients(directory: string, recipients: readonly string[]): Promise<void> {
  const note =
    '# Public keys this vault is encrypted to, one per line. Change it with `dimmer vault recipients add`.';
  await writeWhole(join(directory, recipientsFile), `${[note, ...recipients].join('\n')}\n`);
}

/** What git needs to know of a vault that a team shares; nothing is changed where it is said already. */
export async function writeGitFiles(directory: string): Promise<void> {
  for (const [name, text] of Object.entries(gitFiles)) {
    const path = join(directory, name);
    if ((await stat(path).catch(() => undefined)) === undefined) await writeWhole(path, text);
  }
}

export const gitFiles = {
  '.gitattributes': '*.age binary\nbudgets.json binary\n',
  '.gitignore': 'vault.lock*\n*.tmp\nevidence/\n',
} as const;

/** Names of the `.age` files beside the manifest. */
export async function scenarioFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => name.endsWith('.age') && name !== manifestFile).sort();
}

/** Runs `change` while no other process changes this vault; waits at most ten seconds for its turn. */
export async function whileLocked<T>(directory: string, change: () => Promise<T>): Promise<T> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + 10_000;
  for (;;) {
    const lock = takeLock(directory, 'vault.lock');
    if (lock !== null) {
      try {
        return await change();
      } finally {
        lock.release();
      }
    }
    if (Date.now() > deadline) throw new VaultBusy();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export class VaultBusy extends Error {
  override message =
    'Another process has been changing this vault for ten seconds. Nothing was changed. Try again.';
}
