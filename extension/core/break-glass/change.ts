// A change as break-glass looks at it: files with their hunks, line by line, with numbers on both sides.
// Invariant: read from a patch of git without context lines; whatever the patch holds, reading it ends and is linear.

export interface Line {
  /** From 1; in the head's file for added lines, in the base's for removed ones. */
  readonly number: number;
  readonly text: string;
}

export interface ChangedHunk {
  readonly removed: readonly Line[];
  readonly added: readonly Line[];
}

export interface ChangedPath {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed';
  /** git could not show its content as text. */
  readonly binary: boolean;
  readonly hunks: readonly ChangedHunk[];
}

export interface Change {
  readonly files: readonly ChangedPath[];
}

interface Reading {
  path: string;
  status: ChangedPath['status'];
  binary: boolean;
  hunks: { removed: Line[]; added: Line[] }[];
}

/** Reads `git diff --unified=0 --no-renames --no-color`. */
export function parseChange(patch: string): Change {
  const files: Reading[] = [];
  let file: Reading | undefined;
  let base = 0;
  let head = 0;
  let left = { removed: 0, added: 0 };
  for (const line of patch.split('\n')) {
    const hunk = file?.hunks.at(-1);
    if (hunk && left.removed > 0 && line.startsWith('-')) {
      hunk.removed.push({ number: base++, text: line.slice(1) });
      left.removed -= 1;
    } else if (hunk && left.added > 0 && line.startsWith('+')) {
      hunk.added.push({ number: head++, text: line.slice(1) });
      left.added -= 1;
    } else if (line.startsWith('diff --git ')) {
      file = { path: pathOf(line), status: 'modified', binary: false, hunks: [] };
      files.push(file);
    } else if (file !== undefined) {
      const at = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
      if (at === null) readHeader(file, line);
      else {
        [base, head] = [Number(at[1]), Number(at[3])];
        left = { removed: Number(at[2] ?? 1), added: Number(at[4] ?? 1) };
        file.hunks.push({ removed: [], added: [] });
      }
    }
  }
  return { files };
}

function readHeader(file: Reading, line: string): void {
  if (line.startsWith('new file mode ')) file.status = 'added';
  else if (line.startsWith('deleted file mode ')) file.status = 'removed';
  else if (line.startsWith('Binary files ') || line === 'GIT binary patch') file.binary = true;
  else if (line.startsWith('+++ ') && line !== '+++ /dev/null') file.path = unquoted(line.slice(4), 'b/');
  else if (line.startsWith('--- ') && line !== '--- /dev/null') file.path = unquoted(line.slice(4), 'a/');
}

/** Without renames both names are the same, so the second half is the path; `+++` says it again where there is text. */
function pathOf(line: string): string {
  const names = line.slice('diff --git '.length);
  return unquoted(names.slice(Math.ceil(names.length / 2)), 'b/');
}

function unquoted(name: string, side: string): string {
  const bare = name.replace(/\t$/, '').trim();
  const plain = bare.startsWith('"') && bare.endsWith('"') ? unescaped(bare.slice(1, -1)) : bare;
  return plain.startsWith(side) ? plain.slice(side.length) : plain;
}

function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };
  return text.replaceAll(/\\([0-7]{3}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (letters[code] ?? code),
  );
}
