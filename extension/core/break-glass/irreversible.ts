// What of a change goes on after its code went back: data that was dropped or rewritten.
import type { Change } from './change.ts';
import { kindOf } from './file-kind.ts';
import { longestLine } from './rule.ts';

const destructive =
  /\b(DROP\s+(TABLE|COLUMN|DATABASE|SCHEMA)\s+[\w."`]+|TRUNCATE\s+(TABLE\s+)?[\w."`]+|DELETE\s+FROM\s+[\w."`]+(?!.*\bWHERE\b)|UPDATE\s+[\w."`]+\s+SET\b)|\b(drop_column|drop_table|remove_column|dropColumn|dropTable|RemoveField|DeleteModel)\s*\(/i;
const place = /(^|\/)(migrations?|migrate|alembic\/versions)\/|\.sql$/i;
const down = /\.down\.sql$|\bdef downgrade\(|\b(exports\.down|export (async )?function down|down\s*[:(])/;

export interface Irreversible {
  readonly what: readonly string[];
  /** The change brings steps that are meant to take it back. */
  readonly hasDown: boolean;
}

export function irreversibleParts({ files }: Change): Irreversible {
  const migrations = files.filter(
    (file) => place.test(file.path) && kindOf(file.path) !== 'test' && kindOf(file.path) !== 'text',
  );
  const added = migrations.flatMap((file) =>
    file.hunks.flatMap((hunk) => hunk.added.map((line) => line.text.slice(0, longestLine))),
  );
  const hasDown = migrations.some((file) => down.test(file.path)) || added.some((text) => down.test(text));
  const forward = migrations.filter((file) => !/\.down\.sql$/.test(file.path));
  const what = forward.flatMap((file) =>
    file.hunks.flatMap((hunk) =>
      hunk.added.flatMap((line) => {
        const found = destructive.exec(line.text.slice(0, longestLine))?.[0];
        return found === undefined ? [] : [found.replaceAll(/\s+/g, ' ').trim()];
      }),
    ),
  );
  return { what: [...new Set(what)], hasDown };
}
