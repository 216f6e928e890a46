// Rename and references with a real linter and an editor of paper: which files get which edits, and what is refused.
import { expect, test, vi } from 'vitest';
import { createAnswerer } from '../core/lint/answer.ts';
import type { FoundSymbol } from '../core/lint/symbols.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import { toSpec } from '../core/spec/parsed-spec.ts';

interface Place {
  readonly line: number;
  readonly character: number;
}
type Uri = { readonly path: string; toString(): string };

const registered = vi.hoisted(() => ({ rename: undefined as unknown, references: undefined as unknown }));

vi.mock('vscode', () => {
  class Range {
    readonly at: string;
    constructor(...at: number[]) {
      this.at = at.join(':');
    }
  }
  return {
    Range,
    Location: class {
      readonly shown: string;
      constructor(uri: Uri, { at }: Range) {
        this.shown = `${uri.path} ${at}`;
      }
    },
    WorkspaceEdit: class {
      readonly edits: string[] = [];
      replace(uri: Uri, { at }: Range, text: string) {
        this.edits.push(`${uri.path} ${at} ${text}`);
      }
    },
    CancellationError: class extends Error {},
    Disposable: { from: () => ({}) },
    l10n: { t: (text: string) => text },
    workspace: { getWorkspaceFolder: ({ path }: Uri) => ({ uri: path.split('/')[1] }) },
    languages: {
      registerRenameProvider: (_: unknown, one: unknown) => (registered.rename = one),
      registerReferenceProvider: (_: unknown, one: unknown) => (registered.references = one),
    },
  };
});

const uriOf = (path: string): Uri => ({ path, toString: () => path });
const texts: Record<string, string> = {
  '/w/specs/a.md': '# A\n\n- R1: It MUST stop.\n- R2: As R1.\n',
  '/w/specs/b.md': '# B\n\n- B1: As in R1, it MUST start.\n',
  '/v/specs/c.md': '# C\n\n- C1: As in R1, it MUST rest.\n',
  '/w/scenarios/s.md': '---\nspec: a\nrequirements: [R2, R1]\n---\n# R1\n',
  '/w/scenarios/t.md': '---\nspec: b\nrequirements: [R1]\n---\n# R1\n',
};
const isSpec = (path: string) => path.includes('/specs/');

async function providers() {
  const { registerSpecNames } = await import('./spec-names.ts');
  const answer = createAnswerer();
  const context = { root: '/w/' };
  for (const path of Object.keys(texts).filter(isSpec))
    answer({ type: 'facts', id: 0, text: texts[path] ?? '', path, context });
  const specs = Object.keys(texts).filter(isSpec).map(uriOf);
  const deps = {
    client: {
      symbol: async (text: string, path: string, offset: number, newName?: string) => {
        const said = answer({ type: 'symbol', id: 1, text, path, context, offset, newName });
        return said?.type === 'found' ? said.symbol : undefined;
      },
      mentions: async (text: string, path: string, symbol: FoundSymbol, newName?: string) => {
        const said = answer({ type: 'mentions', id: 1, text, path, context, symbol, newName });
        return said?.type === 'mentioned' ? said.mentions : [];
      },
      parse: async (text: string, path: string) => toSpec(parseSpec(text, path)),
    },
    specs: { all: () => specs, has: ({ path }: Uri) => isSpec(path) },
    scenarios: async () => ['/w/scenarios/s.md', '/w/scenarios/t.md'].map(uriOf),
    textOf: async ({ path }: Uri) => texts[path] ?? '',
  };
  registerSpecNames(deps as unknown as Parameters<typeof registerSpecNames>[0]);
  return registered as unknown as {
    rename: {
      prepareRename(document: object, at: Place): Promise<unknown>;
      provideRenameEdits(
        document: object,
        at: Place,
        newName: string,
        token: object,
      ): Promise<{ edits: string[] } | undefined>;
    };
    references: {
      provideReferences(
        document: object,
        at: Place,
        context: { includeDeclaration: boolean },
        token: object,
      ): Promise<{ shown: string }[]>;
    };
  };
}

const document = (path: string) => ({
  uri: uriOf(path),
  getText: () => texts[path] ?? '',
  offsetAt: ({ line, character }: Place) =>
    (texts[path] ?? '').split('\n').slice(0, line).join('\n').length + 1 + character,
});

test('a rename reaches the specs of the folder and the scenarios of that spec', async () => {
  const { rename } = await providers();
  const b = document('/w/specs/b.md');
  const at = { line: 2, character: 13 };
  expect((await rename.provideRenameEdits(b, at, ' R5 ', {}))?.edits).toEqual([
    '/w/specs/a.md 2:2:2:4 R5',
    '/w/specs/a.md 3:9:3:11 R5',
    '/w/specs/b.md 2:12:2:14 R5',
    '/w/scenarios/s.md 2:19:2:21 R5',
  ]);
  await expect(rename.provideRenameEdits(b, at, 'R2', {})).rejects.toThrow(/R2 is taken/);
  await expect(rename.prepareRename(b, { line: 2, character: 25 })).rejects.toThrow(/Only requirement ids/);
  await expect(rename.prepareRename(document('/w/scenarios/s.md'), at)).rejects.toThrow(/Only/);
});

test('references, with and without the definition', async () => {
  const { references } = await providers();
  const find = async (includeDeclaration: boolean) =>
    (
      await references.provideReferences(
        document('/w/specs/a.md'),
        { line: 2, character: 3 },
        { includeDeclaration },
        {},
      )
    ).map(({ shown }) => shown);
  expect(await find(true)).toEqual([
    ...['/w/specs/a.md 2:2:2:4', '/w/specs/a.md 3:9:3:11', '/w/specs/b.md 2:12:2:14'],
    '/w/scenarios/s.md 2:19:2:21',
  ]);
  expect(await find(false)).toHaveLength(3);
});
