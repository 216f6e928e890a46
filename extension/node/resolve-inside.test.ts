// Ten thousand paths, many of them hostile, against a tree with links out of it: nothing outside is read or written.
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { componentsInside, listInside, readInside, writeInside } from './resolve-inside.ts';

const canary = 'canary-outside';
let outer: string;
let root: string;

beforeAll(() => {
  outer = realpathSync(mkdtempSync(join(tmpdir(), 'dimmer-inside-')));
  root = join(outer, 'root');
  mkdirSync(join(root, 'a', 'b'), { recursive: true });
  mkdirSync(join(outer, 'root-twin'));
  mkdirSync(join(outer, 'other'));
  writeFileSync(join(outer, 'secret'), canary);
  writeFileSync(join(outer, 'root-twin', 'secret'), canary);
  writeFileSync(join(outer, 'other', 'secret'), canary);
  writeFileSync(join(root, 'a', 'file'), 'inside');
  symlinkSync(outer, join(root, 'out'));
  symlinkSync('../other', join(root, 'a', 'over'));
  symlinkSync(join(outer, 'secret'), join(root, 'leak'));
  symlinkSync('/proc/self/root', join(root, 'slash'));
  symlinkSync('loop', join(root, 'loop'));
  symlinkSync('a', join(root, 'alias'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
});

afterAll(() => rmSync(outer, { recursive: true, force: true }));

/** Names and contents of everything outside of the root. */
function outside(): string {
  const hash = createHash('sha256');
  for (const folder of [outer, join(outer, 'root-twin'), join(outer, 'other')])
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      hash.update(path);
      if (statSync(path).isFile()) hash.update(readFileSync(path));
    }
  return hash.digest('hex');
}

const part = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('..', '.', '', 'a', 'b', 'file', 'secret', 'out', 'over', 'leak') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'slash',
      'loop',
      'alias',
      'pipe',
      'root',
      'root-twin',
      'other',
      'tmp',
      '\\..',
      '%2e%2e',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);
const path = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 7 }), fc.constantFrom('', '/', 'ROOT', 'ROOT/', 'OUTER/'))
  .map(([parts, start]) => start + parts.join('/'));
const real = (text: string): string => text.replace(/^ROOT/, root).replace(/^OUTER/, outer);

test('no path reads outside of the root', async () => {
  await fc.assert(
    fc.asyncProperty(path, async (text) => {
      const read = await readInside(root, real(text), 1_000_000);
      if (read.ok) expect(read.value.bytes.toString()).not.toContain(canary);
      const listed = await listInside(root, real(text));
      if (listed.ok) expect(listed.value.map(({ name }) => name)).not.toContain('secret');
    }),
    { numRuns: 10_000 },
  );
});

test('no path writes outside of the root', async () => {
  const before = outside();
  await fc.assert(
    fc.asyncProperty(path, async (text) => {
      await writeInside(root, real(text), Buffer.from('written'));
    }),
    { numRuns: 4_000 },
  );
  expect(outside()).toBe(before);
});

test('links, pipes and folders are refused by name', async () => {
  expect(await readInside(root, 'leak', 100)).toMatchObject({ ok: false, reason: 'link' });
  expect(await readInside(root, 'alias/file', 100)).toMatchObject({ ok: false, reason: 'not-a-folder' });
  expect(await readInside(root, 'pipe', 100)).toMatchObject({ ok: false, reason: 'not-a-file' });
  expect(await readInside(root, 'a', 100)).toMatchObject({ ok: false, reason: 'not-a-file' });
  expect(await readInside(root, 'none/x', 100)).toMatchObject({ ok: false, reason: 'missing' });
  expect(await readInside(root, 'a/file', 2)).toMatchObject({ ok: false, reason: 'too-large' });
  expect(await readInside(root, '../secret', 100)).toMatchObject({ ok: false, reason: 'outside' });
  expect(await writeInside(root, 'leak', Buffer.from('x'))).toMatchObject({ ok: false, reason: 'link' });
  expect(await writeInside(root, 'pipe', Buffer.from('x'))).toMatchObject({ ok: false });
  expect(await writeInside(root, 'a', Buffer.from('x'))).toMatchObject({ ok: false, reason: 'not-a-file' });
});

test('a file is made with its folders, and keeps its mode when changed', async () => {
  expect(await writeInside(root, 'new/deep/run.sh', Buffer.from('1'))).toEqual({ ok: true, value: 'made' });
  execFileSync('chmod', ['755', join(root, 'new/deep/run.sh')]);
  expect(await writeInside(root, join(root, 'new/deep/run.sh'), Buffer.from('2'))).toEqual({
    ok: true,
    value: 'changed',
  });
  expect(statSync(join(root, 'new/deep/run.sh')).mode & 0o777).toBe(0o755);
  expect(readdirSync(join(root, 'new/deep'))).toEqual(['run.sh']);
});

test('a folder that becomes a link while it is used leads nowhere else', async () => {
  mkdirSync(join(root, 'race'));
  const swapping = setInterval(() => {
    try {
      rmSync(join(root, 'race'), { recursive: true, force: true });
      if (Math.random() < 0.5) symlinkSync(join(outer, 'other'), join(root, 'race'));
      else mkdirSync(join(root, 'race'));
    } catch {
      // A write was faster and made the folder again: swap it the next time.
    }
  }, 0);
  try {
    for (let round = 0; round < 300; round += 1) {
      await writeInside(root, 'race/secret', Buffer.from('written'));
      const read = await readInside(root, 'race/secret', 100);
      if (read.ok) expect(read.value.bytes.toString()).toBe('written');
    }
  } finally {
    clearInterval(swapping);
  }
  expect(readFileSync(join(outer, 'other', 'secret'), 'utf8')).toBe(canary);
});

test('names are told without touching the disk', () => {
  expect(componentsInside('/r', 'a/./b//../c')).toEqual({ ok: true, value: ['a', 'c'] });
  expect(componentsInside('/r', '/r/a')).toEqual({ ok: true, value: ['a'] });
  expect(componentsInside('/r', '/rr/a')).toMatchObject({ ok: false });
  expect(componentsInside('/r', 'a\0b')).toMatchObject({ ok: false });
});
