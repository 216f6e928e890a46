// Who may import whom. Two of these are secrecy rules: the vault belongs to the evaluator, the model SDK to agents and judge.
import { expect, test } from 'vitest';
import { bundleInputs, sourceFiles, type SourceFile } from './sources.ts';

const files = await sourceFiles(['extension', 'webview']);
const within = (folder: string) => (file: SourceFile) => file.path.startsWith(folder);

/** `path imports what`, for every import of `from` that `allowed` refuses. */
function violations(
  from: (file: SourceFile) => boolean,
  allowed: (name: string, file: SourceFile) => boolean,
): string[] {
  return files
    .filter(from)
    .flatMap((file) =>
      file.imports.filter((name) => !allowed(name, file)).map((name) => `${file.path} imports ${name}`),
    );
}

test('the scan sees real imports', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => file.imports.includes('vscode')).length).toBeGreaterThan(3);
});

test('core imports core and pure packages only', () => {
  const pure =
    /^(zod\/mini|yaml|re2js|json-p3|diff|unified|vfile|mdast|micromark|remark-|unist-|picomatch|@jridgewell\/sourcemap-codec|@lezer\/javascript$|@dagrejs\/dagre$)/;
  expect(
    violations(within('extension/core/'), (name) => name.startsWith('extension/core/') || pure.test(name)),
  ).toEqual([]);
});

test('node imports core and node, never a process of ours', () => {
  const allowed = (name: string) => !name.startsWith('extension/') || /^extension\/(core|node)\//.test(name);
  expect(violations(within('extension/node/'), allowed)).toEqual([]);
});

test('only the shell imports vscode', () => {
  const shell = (file: SourceFile) =>
    file.path.startsWith('extension/shell/') || file.path === 'extension/activate.ts';
  expect(
    violations(
      (file) => !shell(file),
      (name) => name !== 'vscode',
    ),
  ).toEqual([]);
});

test('a webview imports core, its own folder and the shared parts only', () => {
  const allowed = (name: string, file: SourceFile) => {
    // The scenario editor validates with the vault's own decoder, which is pure; its page holds the text anyway.
    if (file.path === 'webview/scenario/validate.ts' && name.startsWith('extension/core/scenario/'))
      return true;
    if (name.startsWith('extension/')) return /^extension\/core\/(protocol|outcome|level)\//.test(name);
    if (!name.startsWith('webview/')) return true;
    const panel = file.path.split('/')[1] as string;
    return (
      name.startsWith(`webview/${panel}/`) ||
      /^webview\/(ui|host|dom)/.test(name) ||
      file.path.startsWith('webview/ui')
    );
  };
  expect(violations(within('webview/'), allowed)).toEqual([]);
});

test('the vault is imported by the evaluator alone', () => {
  const outside = (file: SourceFile) => !file.path.startsWith('extension/evaluator/');
  expect(
    violations(outside, (name) => !name.startsWith('extension/evaluator/') && name !== 'age-encryption'),
  ).toEqual([]);
});

test('the model SDK is imported by agents and judge alone', () => {
  const mayUse = /^extension\/(node\/agents\/|evaluator\/judge)/;
  expect(
    violations(
      (file) => !mayUse.test(file.path),
      (name) => !name.startsWith('@anthropic-ai/sdk'),
    ),
  ).toEqual([]);
});

test('the remark plugin imports core and the types of unified', () => {
  const allowed = (name: string) => /^extension\/(core|remark)\/|^unified$/.test(name);
  expect(violations(within('extension/remark/'), allowed)).toEqual([]);
});

test('nobody imports an entry point', () => {
  const entry =
    /^extension\/(activate|(runner|evaluator|cli|lint-worker|remark)\/main|lint-worker\/workflows)\.ts$|^webview\/\w+\/main\.ts$/;
  expect(
    violations(
      () => true,
      (name) => !entry.test(name),
    ),
  ).toEqual([]);
});

test('only host.ts calls acquireVsCodeApi, only webview/ui knows the toolkit', () => {
  const callers = files.filter((file) => /\bacquireVsCodeApi\(\)/.test(file.text)).map((file) => file.path);
  expect(callers).toEqual(['webview/host.ts']);
  const toolkit = (file: SourceFile) => !file.path.startsWith('webview/ui/');
  expect(violations(toolkit, (name) => name !== '@vscode/webview-ui-toolkit')).toEqual([]);
});

test('bundles carry no vault, SDK, parser or key where they must not', async () => {
  const host = [...(await bundleInputs('extension.cjs')).keys()];
  const runner = [...(await bundleInputs('runner.mjs')).keys()];
  const forbiddenInHost =
    /extension\/evaluator\/|@anthropic-ai|@agentclientprotocol|age-encryption|mdast|micromark|node_modules\/yaml\//;
  expect(host.filter((path) => forbiddenInHost.test(path))).toEqual([]);
  expect(runner.filter((path) => /extension\/evaluator\/|age-encryption/.test(path))).toEqual([]);
  const commandLine = [...(await bundleInputs('cli.mjs')).keys()];
  expect(commandLine.filter((path) => /extension\/evaluator\/|age-encryption/.test(path))).toEqual([]);
});
