import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writePrivate } from './private-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'dimmer-private-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a file that others could read, or a link in its place, is replaced by one that is private', async () => {
  const [path, elsewhere] = [join(folder, 'key'), join(folder, 'elsewhere')];
  writeFileSync(path, 'old');
  chmodSync(path, 0o644);
  await writePrivate(path, 'secret');
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['secret', 0o600]);
  writeFileSync(elsewhere, 'kept');
  rmSync(path);
  symlinkSync(elsewhere, path);
  await writePrivate(path, 'secret');
  expect([readFileSync(elsewhere, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['kept', 'secret']);
});
