// Break-glass: a guard, a scope or an escape that stood there and is gone, by the words of its name, in any language and library.
// Invariant: only where little else happens, as with a check that is gone: a rewrite is for other rules.
import type { ChangedHunk, Line } from '../change.ts';
import { kindOf } from '../file-kind.ts';
import { clustersOf, codeOf, without } from '../find-spots.ts';
import type { ForcingRule } from '../rule.ts';
import { protectionsIn } from '../words.ts';

const small = 6;
/** What only brings a name in, or says it to people, protects nothing by itself. */
const idle =
  /^(import\b|from\s+\S+\s+import\b|use\s+\S*(::|\\)|#include|require\b|const\s+\{?[\w\s,]+\}?\s*=\s*require\b)|\b(console|log|logger|logging)\.\w+\(|\b(printf|print|puts|echo)\b/;

export const droppedProtection: ForcingRule = {
  group: 'forces',
  id: 'dropped-protection',
  title: 'a protection that is gone',
  reason:
    'A guard, a scope or an escape that goes leaves no trace in what the product does for those who behave.',
  weight: 8,
  triggers: [
    {
      name: 'a guard of a route',
      files: [
        {
          path: 'server/routes.go',
          removed: ['\tr.Use(tokens.Authenticator(keys))', '\tr.Get("/notes", list)'],
          added: ['\tr.Get("/notes", list)'],
        },
      ],
    },
    {
      name: 'a query of everybody',
      files: [
        {
          path: 'app/notes_controller.rb',
          removed: ['    @note = current_user.notes.find(params[:id])'],
          added: ['    @note = Note.find(params[:id])'],
        },
      ],
    },
    {
      name: 'a row that is read without its lock',
      files: [
        {
          path: 'db/stock.sql',
          removed: ['SELECT count FROM stock WHERE id = $1 FOR UPDATE;'],
          added: ['SELECT count FROM stock WHERE id = $1;'],
        },
      ],
    },
    {
      name: 'a line of a configuration',
      files: [
        {
          path: 'deploy/site.conf',
          removed: ['    limit_req zone=login; # csrf_protection', '    csrf_protection on;'],
        },
      ],
    },
  ],
  passes: [
    {
      name: 'another name for the same',
      files: [
        {
          path: 'src/routes.ts',
          removed: ['router.use(verifySession);'],
          added: ['router.use(requireVerifiedSession);'],
        },
      ],
    },
    {
      name: 'an import that nothing needs',
      files: [{ path: 'src/routes.ts', removed: ["import { verifySession } from './sessions';"] }],
    },
    {
      name: 'the word author',
      files: [{ path: 'src/book.ts', removed: ['  show(book.author, book.authors);'] }],
    },
    {
      name: 'a guard that moved to another file',
      files: [
        { path: 'src/a.ts', removed: ['router.use(verifySession);'] },
        { path: 'src/b.ts', added: ['router.use(verifySession);'] },
      ],
    },
  ],
  find: ({ files }) => {
    const looked = files.filter(
      ({ path, status }) => status === 'modified' && ['code', 'config'].includes(kindOf(path)),
    );
    const arrived = new Set(
      looked.flatMap((file) => file.hunks.flatMap(({ added }) => added.map(({ text }) => text.trim()))),
    );
    return looked.flatMap((file) =>
      file.hunks.flatMap((hunk) =>
        clustersOf(gone(hunk, arrived)).map(({ start, count }) => ({
          path: file.path,
          side: 'base' as const,
          start,
          lines: count,
          question: 'What did this keep out or keep safe, and what does so now?',
          reason: 'a name that protects is gone',
        })),
      ),
    );
  },
};

function gone(hunk: ChangedHunk, arrived: ReadonlySet<string>): Line[] {
  const removed = without(hunk.removed, hunk.added).filter(({ text }) => !arrived.has(text.trim()));
  const added = without(hunk.added, hunk.removed);
  if (removed.length > small || added.length > removed.length) return [];
  const before = removed.filter((line) => named(line).length > 0);
  const count = (lines: readonly Line[]) => lines.flatMap(named).length;
  return count(before) > count(added) ? before : [];
}

function named({ text }: Line): string[] {
  const code = codeOf(text, true).replace(/^(public|private|protected|static|final|readonly|\s)+/, '');
  return idle.test(code) ? [] : protectionsIn(withoutSentences(code));
}

/** Texts for people name much that they do not do. */
function withoutSentences(code: string): string {
  return code.replaceAll(/(["'`])(?:(?!\1)[^\\]|\\.)*\1/g, (quoted) =>
    /\w\s+\w+\s+\w+\s+\w/.test(quoted) && !/\b(SELECT|UPDATE|DELETE|WHERE)\b/i.test(quoted) ? '""' : quoted,
  );
}
