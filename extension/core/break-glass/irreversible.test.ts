import { expect, test } from 'vitest';
import type { Change } from './change.ts';
import { irreversibleParts } from './irreversible.ts';

const change = (files: Readonly<Record<string, readonly string[]>>): Change => ({
  files: Object.entries(files).map(([path, lines]) => ({
    path,
    status: 'added',
    binary: false,
    hunks: [{ removed: [], added: lines.map((text, at) => ({ number: at + 1, text })) }],
  })),
});

test('what drops or rewrites stored data is named, with whether steps back come with it', () => {
  expect(
    irreversibleParts(
      change({
        'db/migrations/7.sql': [
          'ALTER TABLE users DROP COLUMN email;',
          'DELETE FROM notes;',
          'UPDATE a SET b = 1;',
        ],
      }),
    ),
  ).toEqual({ what: ['DROP COLUMN email', 'DELETE FROM notes', 'UPDATE a SET'], hasDown: false });
  expect(
    irreversibleParts(
      change({ 'db/7.up.sql': ['DROP TABLE a;'], 'db/7.down.sql': ['CREATE TABLE a (id INT);'] }),
    ),
  ).toEqual({ what: ['DROP TABLE a'], hasDown: true });
});

test('what adds, and what is no migration, can be taken back', () => {
  const parts = change({
    'db/migrations/8.sql': ['ALTER TABLE users ADD COLUMN age INT;', 'CREATE INDEX i ON users (age);'],
    'src/store.ts': ["db.exec('DROP TABLE temporary');"],
    'tests/migrations/8.sql': ['DROP TABLE a;'],
  });
  expect(irreversibleParts(parts)).toEqual({ what: [], hasDown: false });
});
