// Writes a secret to a file that the user chose. Invariant: never readable by others, not even while it is written, and never
// through a link that lies in its place.
import { open, rm } from 'node:fs/promises';

export async function writePrivate(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
