// Break-glass: schemas, data migrations, and what a revert does not undo.
import { hunkSpot } from '../find-spots.ts';
import { kindOf } from '../file-kind.ts';
import { longestLine, type ForcingRule } from '../rule.ts';

const place =
  /(^|\/)(migrations?|migrate|alembic\/versions|db\/schema|prisma)\/|(^|\/)(schema\.(sql|prisma|rb)|structure\.sql)$/i;
const statement =
  /\b(ALTER\s+TABLE|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX)|DROP\s+\w|RENAME\s+(TABLE|COLUMN|TO))\b|\b(add|drop|rename|alter|remove)_?(column|table|index)\s*\(|\bcreateTable\s*\(|\bop\.(add|drop|alter|create)_\w+\(|\bmigrations\.(AddField|RemoveField|RunPython|RunSQL|DeleteModel|AlterField)\b/i;

export const migration: ForcingRule = {
  group: 'forces',
  id: 'migration',
  title: 'schema or data migration',
  reason: 'Data that was changed stays changed when the code goes back.',
  weight: 9,
  triggers: [
    {
      name: 'a migration file',
      files: [{ path: 'db/migrations/007_owner.sql', added: ['UPDATE notes SET owner = 1;'] }],
    },
    {
      name: 'a table in code',
      files: [{ path: 'src/store.ts', added: ["  db.exec('ALTER TABLE notes ADD owner TEXT');"] }],
    },
    {
      name: 'a field that goes',
      files: [{ path: 'app/migrations/0004_auto.py', added: ["migrations.RemoveField('user', 'email'),"] }],
    },
  ],
  passes: [
    {
      name: 'a question to a table',
      files: [{ path: 'src/store.ts', added: ["const rows = db.all('SELECT * FROM notes');"] }],
    },
    { name: 'a guide', files: [{ path: 'docs/migrations/v2.md', added: ['DROP TABLE is not needed'] }] },
    { name: 'a test of one', files: [{ path: 'tests/migrations/test_004.py', added: ['migrate()'] }] },
  ],
  find: ({ files }) =>
    files
      .filter((file) => ['code', 'other'].includes(kindOf(file.path)) && !file.binary)
      .flatMap((file) =>
        file.hunks
          .filter(
            (hunk) =>
              place.test(file.path) ||
              hunk.added.some((line) => statement.test(line.text.slice(0, longestLine))),
          )
          .map((hunk) =>
            hunkSpot(
              file.path,
              hunk,
              'What happens to the data that exists, and how does it come back?',
              'stored data changes shape',
            ),
          ),
      ),
};
