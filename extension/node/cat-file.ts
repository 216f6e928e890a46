// Reads the answer of `git cat-file --batch`: "<hash> <type> <size>\n<content>\n" for each hash that was asked for.
// Invariant: every entry is handed over exactly once, whole and in order, or the read throws.
import type { Readable } from 'node:stream';

/** Hands each object's content to `take`, waiting for it, so that memory holds one object at a time. */
export async function readBatch<T extends { readonly hash: string }>(
  stream: Readable,
  entries: readonly T[],
  take: (entry: T, content: Buffer) => Promise<void>,
): Promise<void> {
  const source = byteReader(stream);
  for (const entry of entries) {
    const header = (await source.line()).split(' ');
    const size = Number(header[2]);
    if (header[0] !== entry.hash || header[1] !== 'blob' || !Number.isInteger(size)) {
      throw new Error(
        `git has no readable content for object ${entry.hash}; run \`git fsck\` in the repository`,
      );
    }
    const content = await source.bytes(size + 1);
    await take(entry, content.subarray(0, size));
  }
}

function byteReader(stream: Readable) {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Buffer[] = [];
  let length = 0;
  const more = async () => {
    const next = await chunks.next();
    if (next.done) throw new Error('git cat-file ended early');
    held.push(next.value as Buffer);
    length += (next.value as Buffer).length;
  };
  const join = () => {
    if (held.length > 1) held = [Buffer.concat(held)];
    return held[0] ?? Buffer.alloc(0);
  };
  const bytes = async (count: number): Promise<Buffer> => {
    while (length < count) await more();
    const all = join();
    held = all.length > count ? [all.subarray(count)] : [];
    length -= count;
    return all.subarray(0, count);
  };
  const line = async (): Promise<string> => {
    for (;;) {
      const at = join().indexOf(10);
      if (at >= 0) return (await bytes(at + 1)).subarray(0, at).toString('utf8');
      await more();
    }
  };
  return { bytes, line };
}
