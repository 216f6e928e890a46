// The task starts the command line with arguments that it understands, once for each folder.
import { expect, test, vi } from 'vitest';
import { lintCommand } from '../cli/lint.ts';

interface Shown {
  readonly definition: object;
  readonly matcher: string;
  readonly run: { readonly args: string[]; readonly cwd: string };
}

const registered = vi.hoisted(() => ({ provider: undefined as unknown }));
const folder = vi.hoisted(() => ({ uri: { path: '/w', fsPath: '/w' } }));

vi.mock('vscode', () => ({
  ProcessExecution: class {
    readonly args: string[];
    readonly cwd: string;
    constructor(_: string, args: string[], options: { cwd: string }) {
      this.args = args;
      this.cwd = options.cwd;
    }
  },
  Task: class {
    readonly definition: object;
    readonly run: object;
    readonly matcher: string;
    constructor(...[definition, , , , run, matcher]: [object, object, string, string, object, string]) {
      this.definition = definition;
      this.run = run;
      this.matcher = matcher;
    }
  },
  l10n: { t: (text: string) => text },
  workspace: { workspaceFolders: [folder] },
  tasks: { registerTaskProvider: (_: string, one: unknown) => (registered.provider = one) },
}));

async function provider(specs: readonly string[]) {
  const { registerLintTask } = await import('./lint-task.ts');
  const deps = { program: '/x/cli.mjs', specs: () => specs.map((path) => ({ path })), show: () => 'likely' };
  registerLintTask(deps as unknown as Parameters<typeof registerLintTask>[0]);
  return registered.provider as {
    provideTasks(): Promise<Shown[]>;
    resolveTask(task: object): Promise<Shown> | undefined;
  };
}

test('the specs of the folder, in lines', async () => {
  const { provideTasks, resolveTask } = await provider(['/w/specs/a b.md', '/v/specs/c.md']);
  const [task, ...others] = await provideTasks();
  expect(others).toEqual([]);
  expect(task).toMatchObject({ definition: { type: 'dimmer', task: 'lint' }, matcher: '$dimmer-lint' });
  expect(task?.run).toEqual({
    args: ['/x/cli.mjs', 'lint', '--format', 'lines', '--show', 'likely', '--', 'specs/a b.md'],
    cwd: '/w',
  });
  const asked = { definition: { type: 'dimmer', task: 'lint' }, scope: folder };
  expect((await resolveTask(asked))?.run).toEqual(task?.run);
  expect(resolveTask({ definition: { type: 'dimmer', task: 'x' }, scope: folder })).toBeUndefined();
});

test('more specs than a command line holds are left to the command to find', async () => {
  const many = Array.from({ length: 500 }, (_, at) => `/w/specs/${'x'.repeat(30)}${at}.md`);
  const [task] = await (await provider(many)).provideTasks();
  expect(task?.run.args.at(-1)).toBe('--');
  const said = { out: '', err: '' };
  const code = await lintCommand(task?.run.args.slice(2) ?? [], {
    ...{ cwd: import.meta.dirname, env: {}, json: false, isTTY: false, stdin: async () => '' },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  });
  expect([code, said.out]).toEqual([0, '']);
  expect(said.err).toMatch(/No specs found/);
});
