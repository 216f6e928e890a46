// Long outputs of a run: compressed blobs named by their SHA-256 in the run folder's `artifacts/`.
// Invariant: a blob is written whole before an event names it, and the same text is stored once.
import { createHash } from 'node:crypto';
import { existsSync, fsyncSync, mkdirSync, openSync, closeSync, renameSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { StoredText } from '../core/run/events.ts';

/** Texts over this many bytes leave the log. */
export const inlineLimit = 16 * 1024;
const headLimit = 2 * 1024;

/** The text itself when it is short, else the name of the blob that now holds it. */
export function storeText(runDir: string, text: string): StoredText {
  const bytes = Buffer.byteLength(text);
  if (bytes <= inlineLimit) return text;
  const blob = createHash('sha256').update(text).digest('hex');
  const folder = join(runDir, 'artifacts');
  const target = join(folder, `${blob}.gz`);
  if (!existsSync(target)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = `${target}.${process.pid}.tmp`;
    const file = openSync(temporary, 'w', 0o600);
    writeSync(file, gzipSync(text));
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, target);
  }
  return { blob, bytes, head: text.slice(0, headLimit) };
}

/** The whole text. A blob that is missing or damaged gives its head and says so. */
export async function loadText(runDir: string, stored: StoredText): Promise<string> {
  if (typeof stored === 'string') return stored;
  try {
    const text = gunzipSync(await readFile(join(runDir, 'artifacts', `${stored.blob}.gz`))).toString('utf8');
    if (createHash('sha256').update(text).digest('hex') === stored.blob) return text;
  } catch {
    // Falls through to what the log still has.
  }
  return `${stored.head}\n[the rest of this text is missing from artifacts/]`;
}
