// Break-glass: schemas, data migrations, and what a revert does not undo.
import { hunkSpot, without } from '../find-spots.ts';
import { kindOf } from '../file-kind.ts';
import { longestLine, type ForcingRule } from '../rule.ts';

const place =
  /(^|\/)(migrations?|migrate|alembic\/versions|db\/schema|prisma)\/|(^|\/)(schema\.(sql|prisma|rb)|structure\.sql)$|(^|\/)(changesets?|changelogs?|liquibase|flyway)\/|(^|\/)V\d[\d_.]*__\w+\.sql$|(^|\/)(backfills?|data_?(fix|migration)s?)\/|backfill\w*\.\w+$/i;
const statement =
  /\b(ALTER\s+TABLE|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX)|DROP\s+\w|RENAME\s+(TABLE|COLUMN|TO))\b|\b(add|drop|rename|alter|remove)_?(column|table|index)\s*\(|\bcreateTable\s*\(|\bop\.(add|drop|alter|create)_\w+\(|\bmigrations\.(AddField|RemoveField|RunPython|RunSQL|DeleteModel|AlterField)\b|\b(ALTER|DROP|CREATE)\s+TYPE\b|\b(drop|rename|create)_?(collection|constraint|database|enum|type|foreign_?key)\s*\(|\b(putMapping|put_mapping|reindex|renameField|modify_column|change_column\w*|drop_?if_?exists)\b|\$(unset|rename)\b/i;
/** The program changes its tables by itself. */
const byItself =
  /\b(synchronize|auto_?migrate|auto_?create|ddl[-_.]auto|hbm2ddl(\.auto)?)\b["']?\s*[:=(]\s*["']?(?!false|none|validate)[\w&-]|\.sync\(\s*\{.{0,20}(force|alter)\s*:\s*true|--accept-data-loss\b|\bdb:(reset|drop|schema:load)\b/i;
/** What is stored under a name: another name, or one value fewer, and what is stored is not found. */
const stored =
  /\b(bson|gorm|db|dynamodbav|datastore|firestore):"|@(Column|JoinColumn|Field|Prop|Entity|Table)\b|\bmapped_column\(|\bmodels\.\w+Field\(|^\s*(resource|module)\s+"/;
/** Many rows at once. */
const bulk =
  /\b(update_?all|update_?many|bulk_?(update|write|insert)\w*|insert_?all)\s*\(|\bUPDATE\s+[\w."`]+\s+SET\b(?!.*\bWHERE\b)/i;
/** Who reads old messages with a new schema reads something else. */
const message = /\.(proto|avsc|avdl|thrift|fbs|capnp|xsd)$/;
/** One field of one. */
const field = /=\s*\d+\s*[;[(]|"(name|type|default)"\s*:|^\s*\d+:\s|<xs:|:\s*\w+\s*(=|;)|\breserved\b/;

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
    {
      name: 'the program changes its tables',
      files: [{ path: 'src/source.ts', added: ['  synchronize: true,'] }],
    },
    {
      name: 'another meaning for a number',
      files: [{ path: 'proto/note.proto', removed: ['  string title = 3;'], added: ['  string owner = 3;'] }],
    },
  ],
  passes: [
    {
      name: 'a field that is new in a message',
      files: [{ path: 'proto/note.proto', added: ['  string owner = 4;'] }],
    },
    {
      name: 'tables that only are looked at',
      files: [{ path: 'src/app.properties', added: ['spring.jpa.hibernate.ddl-auto=validate'] }],
    },
    {
      name: 'a question to a table',
      files: [{ path: 'src/store.ts', added: ["const rows = db.all('SELECT * FROM notes');"] }],
    },
    { name: 'a guide', files: [{ path: 'docs/migrations/v2.md', added: ['DROP TABLE is not needed'] }] },
    { name: 'a test of one', files: [{ path: 'tests/migrations/test_004.py', added: ['migrate()'] }] },
  ],
  find: ({ files }) =>
    files
      .filter((file) => ['code', 'config', 'other'].includes(kindOf(file.path)) && !file.binary)
      .flatMap((file) =>
        file.hunks
          .filter(
            (hunk) =>
              place.test(file.path) ||
              hunk.added.some(({ text }) => {
                const line = text.slice(0, longestLine);
                return statement.test(line) || byItself.test(line) || bulk.test(line);
              }) ||
              without(hunk.removed, hunk.added).some(({ text }) => stored.test(text.slice(0, longestLine))) ||
              (message.test(file.path) &&
                hunk.removed.some(({ text }) => field.test(text.slice(0, longestLine)))),
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
