// The command starts the command line with arguments that it understands, and opens what it prints without writing a file.
import { beforeEach, expect, test, vi } from 'vitest';

const { Uri } = vi.hoisted(() => ({
  Uri: class Uri {
    static file(path: string) {
      return new Uri('file', path);
    }
    readonly scheme: string;
    readonly fsPath: string;
    constructor(scheme: string, fsPath: string) {
      this.scheme = scheme;
      this.fsPath = fsPath;
    }
  },
}));
const seen = vi.hoisted(() => ({
  opened: [] as unknown[],
  said: [] as string[],
  started: [] as { args: readonly string[]; cwd: string }[],
  result: { exit: 0, stdout: '# A draft\n', stderr: '', problem: '' },
  active: undefined as unknown,
}));

vi.mock('../node/run-command.ts', async (original) => ({
  ...(await original<object>()),
  runCommand: async (_: string, args: readonly string[], { cwd }: { cwd: string }) => {
    seen.started.push({ args, cwd });
    return seen.result;
  },
}));
vi.mock('../node/programs.ts', async (original) => ({
  ...(await original<object>()),
  findNode: async () => ({ ok: true, node: { command: 'node', env: {} } }),
}));
vi.mock('vscode', () => ({
  Uri,
  ProgressLocation: { Window: 10 },
  l10n: { t: (text: string) => text },
  window: {
    get activeTextEditor() {
      return seen.active;
    },
    showInformationMessage: (text: string) => void seen.said.push(text),
    withProgress: (_: object, work: () => unknown) => work(),
    showTextDocument: async () => undefined,
  },
  workspace: {
    // No folder is open: how a draft is named in one is driven in a real window.
    getWorkspaceFolder: () => undefined,
    openTextDocument: async (document: unknown) => seen.opened.push(document),
  },
}));

const { specFromModule } = await import('./spec-from-module.ts');

beforeEach(() => {
  Object.assign(seen, { opened: [], said: [], started: [], active: undefined });
  seen.result = { exit: 0, stdout: '# A draft\n', stderr: '', problem: '' };
});

test('a folder that was pointed at becomes an untitled draft', async () => {
  await specFromModule('/x/cli.mjs', new Uri('file', '/w/--lib'));
  expect(seen.started).toEqual([
    { args: ['--no-warnings', '/x/cli.mjs', 'spec', 'from', '--', '/w/--lib'], cwd: '/w' },
  ]);
  expect(seen.opened).toEqual([{ content: '# A draft\n', language: 'markdown' }]);
});

test('without a target it is the folder of the active editor; without an editor the user is told', async () => {
  seen.active = { document: { uri: new Uri('file', '/w/lib/a.ts') } };
  await specFromModule('/x/cli.mjs', undefined);
  expect(seen.started[0]?.args.at(-1)).toBe('/w/lib');
  seen.active = { document: { uri: new Uri('untitled', 'a') } };
  await specFromModule('/x/cli.mjs', undefined);
  expect([seen.started.length, seen.said.length]).toEqual([1, 1]);
});

test('what the command line refuses is thrown in its own words, and nothing opens', async () => {
  seen.result = { exit: 2, stdout: '', stderr: 'No draft was made.\n', problem: '' };
  await expect(specFromModule('/x/cli.mjs', new Uri('file', '/w/lib'))).rejects.toThrow('No draft was made.');
  expect(seen.opened).toEqual([]);
});
