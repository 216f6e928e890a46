import { expect, test } from 'vitest';
import { createBackups } from './backup-files.ts';

function folder() {
  const there = new Map<string, string>();
  const backups = createBackups({
    write: async (path, text) => void there.set(path, text),
    remove: async (path) => void there.delete(path),
  });
  const add = (path: string, text: string, cancelled = false) =>
    backups.add(
      path,
      async () => text,
      () => cancelled,
    );
  return { there, backups, add };
}

test('a backup that was cancelled while it was sealed is not written and replaces nothing', async () => {
  const { there, add } = folder();
  expect(await add('b1', 'one')).toBe('written');
  expect(await add('b2', 'two', true)).toBe('cancelled');
  expect([...there]).toEqual([['b1', 'one']]);
});

test('one that ends late leaves the one that the window remembers', async () => {
  const { there, backups, add } = folder();
  let finish: (text: string) => void = () => undefined;
  const late = backups.add(
    'b1',
    () => new Promise<string>((resolve) => (finish = resolve)),
    () => false,
  );
  await add('b2', 'two');
  finish('one');
  await late;
  expect(there.get('b2')).toBe('two');
});

test('old ones go, and all of them once the text is saved', async () => {
  const { there, backups, add } = folder();
  backups.found('restored');
  there.set('restored', 'before');
  for (let n = 1; n <= 5; n += 1) await add(`b${n}`, String(n));
  expect([...there.keys()]).toEqual(['b2', 'b3', 'b4', 'b5']);
  await backups.forget();
  expect([...there.keys()]).toEqual([]);
});

test('a name that is used again after a restart is one file, the newest', async () => {
  const { there, backups, add } = folder();
  there.set('b1', 'before');
  backups.found('b1');
  for (const name of ['b2', 'b3', 'b4', 'b1', 'b5']) await add(name, name);
  expect([...there.keys()].sort()).toEqual(['b1', 'b3', 'b4', 'b5']);
});
