// A spec's id, title and first program by a glance at its text: for pickers and templates in the editor's process.
// Invariant: agrees with parse-spec.ts on plain front matter; where that is unusual it falls back to the file's name.

export interface SpecHeading {
  readonly id: string;
  readonly title: string;
  /** First name under `bin`; `node` where there is none. */
  readonly program: string;
}

export function specHeading(text: string, path: string): SpecHeading {
  const front = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---\r?(?:\n|$)/.exec(text);
  const head = front?.[1] ?? '';
  const body = text.slice(front?.[0].length ?? 0);
  const base = (path.split('/').at(-1) ?? path).replace(/\.md$/i, '').replace(/\.spec$/i, '');
  const scalar = (key: string) =>
    new RegExp(`^${key}:[ \\t]*["']?([^"'\\n\\r#]+?)["']?[ \\t]*(?:#.*)?$`, 'm').exec(head)?.[1];
  const id = scalar('id') ?? base;
  const heading = /^#{1,6}[ \t]+(.+?)[ \t]*#*\r?$/m.exec(body)?.[1];
  const bin = /^bin:[ \t]*(?:\{[ \t]*|\r?\n[ \t]+)["']?([\w.-]+)["']?[ \t]*:/m.exec(head)?.[1];
  return { id, title: scalar('title') ?? heading ?? id, program: bin ?? 'node' };
}
