// Bundles one file per process with esbuild and holds the size budgets.
// Usage: node extension/build.mjs [--no-minify]; writes dist/ and dist/meta.json.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNotices } from './notices.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const minify = !process.argv.includes('--no-minify');

/** Bytes, minified; checked here and again by extension/checks. */
export const budgets = {
  'extension.cjs': 310 * 1024,
  'lint-worker.mjs': 600 * 1024,
  'workflow-worker.mjs': 160 * 1024,
};

/** Of the sources that fold events: what one fold made is no use to another (extension/node/run-summary.ts). */
async function foldDigest() {
  const hash = createHash('sha256');
  for (const folder of ['core/run', 'core/protocol', 'core/level'])
    for (const name of (await readdir(join(root, 'extension', folder))).sort())
      if (name.endsWith('.ts') && !name.endsWith('.test.ts'))
        hash.update(await readFile(join(root, 'extension', folder, name)));
  return hash.digest('hex').slice(0, 16);
}

const common = {
  bundle: true,
  define: { __FOLD_DIGEST__: JSON.stringify(await foldDigest()) },
  minify,
  sourcemap: false,
  metafile: true,
  logLevel: 'warning',
  absWorkingDir: root,
  legalComments: 'none',
};

// ESM bundles of CommonJS packages still call require() for Node's own modules.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * The sandbox's runtime signs certificates with node-forge where it is told to open TLS. Dimmer never tells it to, and the package
 * would cost every process 300 KB of text and three megabytes of memory: it is left out, and whoever asks for it is told so.
 */
const withoutForge = {
  name: 'without-forge',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node-forge$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: `const refuse = () => { throw new Error('this build of Dimmer opens no TLS'); };
        const part = new Proxy(refuse, { get: () => part });
        export default part;`,
    }));
  },
};

const esm = (entry, out, extra = {}) => ({
  ...common,
  entryPoints: [entry],
  outfile: join(dist, out),
  platform: 'node',
  target: 'node22',
  format: 'esm',
  banner: { js: requireBanner },
  plugins: [withoutForge],
  ...extra,
});

const page = (entry, out) => ({
  ...common,
  entryPoints: [entry],
  outfile: join(dist, 'webview', out),
  platform: 'browser',
  target: 'chrome128',
  format: 'esm',
});

const bundles = [
  {
    ...common,
    entryPoints: ['extension/activate.ts'],
    outfile: join(dist, 'extension.cjs'),
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
  },
  esm('extension/lint-worker/main.ts', 'lint-worker.mjs'),
  esm('extension/lint-worker/workflows.ts', 'workflow-worker.mjs'),
  esm('extension/remark/main.ts', 'lint.mjs'),
  esm('extension/runner/main.ts', 'runner.mjs'),
  esm('extension/evaluator/main.ts', 'evaluator.mjs'),
  esm('extension/cli/main.ts', 'cli.mjs', { banner: { js: `#!/usr/bin/env node\n${requireBanner}` } }),
  page('webview/delegate/main.ts', 'delegate.js'),
  page('webview/outcome/main.ts', 'outcome.js'),
  page('webview/level/main.ts', 'level.js'),
  page('webview/scenario/main.ts', 'scenario.js'),
].filter((bundle) => existsSync(join(root, bundle.entryPoints[0])));

await mkdir(join(dist, 'webview'), { recursive: true });
const results = await Promise.all(bundles.map((options) => build(options)));
await Promise.all(
  bundles.filter(({ format, platform }) => format === 'esm' && platform === 'node').map(toAscii),
);
await removeStale(dist);
const inputs = {};
const outputs = {};
for (const { metafile } of results) {
  Object.assign(inputs, metafile.inputs);
  Object.assign(outputs, metafile.outputs);
}
await writeFile(join(dist, 'meta.json'), JSON.stringify({ inputs, outputs }));
await writeNotices(root, Object.keys(inputs), join(dist, 'THIRD-PARTY-LICENSES.txt'));
const sandboxRuntime = join(root, 'node_modules/@anthropic-ai/sandbox-runtime');
for (const architecture of ['x64', 'arm64']) {
  const helper = `vendor/seccomp/${architecture}/apply-seccomp`;
  await cp(join(sandboxRuntime, helper), join(dist, helper));
}
await cp(join(root, 'extension/remark/lint.d.ts'), join(dist, 'lint.d.ts'));
if (existsSync(join(root, 'webview/styles')))
  await cp(join(root, 'webview/styles'), join(dist, 'webview'), { recursive: true });
if (existsSync(join(dist, 'cli.mjs'))) await chmod(join(dist, 'cli.mjs'), 0o755);

for (const [name, limit] of Object.entries(budgets)) {
  const size = existsSync(join(dist, name)) ? (await stat(join(dist, name))).size : 0;
  if (minify && size > limit) {
    console.error(
      `dist/${name} is ${size} bytes, its budget is ${limit}. Find what came in with dist/meta.json.`,
    );
    process.exitCode = 1;
  }
}

/**
 * One character beyond ASCII and V8 keeps the whole text of a bundle at two bytes a character. esbuild escapes them in strings
 * and leaves them in regular expressions.
 */
async function toAscii({ outfile }) {
  const text = await readFile(outfile, 'utf8');
  const escaped = text.replaceAll(
    /[^\x00-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (escaped !== text) await writeFile(outfile, escaped);
}

/** Files of an earlier build that this one did not write. Overwriting in place keeps a running process's files readable. */
async function removeStale(folder) {
  const fresh = new Set(
    results.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((path) => join(root, path)),
  );
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && /\.(cjs|mjs|js)$/.test(entry.name) && !fresh.has(path)) await rm(path);
  }
}
