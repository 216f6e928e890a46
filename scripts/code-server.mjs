// A real VS Code for development and tests: the registry package `code-server`, pinned, in a cache folder of the user.
// A development tool only: outside the extension's dependencies, never shipped.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** code-server 4.139.1 is VS Code 1.139.1. */
const version = '4.139.1';
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'dimmer',
  `code-server-${version}-r2`, // r2: the recipe below; a new recipe gets a new folder
);
const entryOf = (folder) => join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
const entry = entryOf(cache);

/** Built-in extensions that no test looks at; a window without them starts with two thirds of the work. */
const unneeded = [
  ...['copilot', 'debug-auto-launch', 'debug-server-ready', 'emmet', 'grunt', 'gulp', 'ipynb', 'jake', 'npm'],
  ...['css-language-features', 'html-language-features', 'json-language-features', 'php-language-features'],
  ...['typescript-language-features', 'media-preview', 'merge-conflict', 'mermaid-markdown-features'],
  ...['microsoft-authentication', 'ms-vscode.js-debug', 'ms-vscode.js-debug-companion'],
  ...['ms-vscode.vscode-js-profile-table', 'notebook-renderers', 'simple-browser', 'terminal-suggest'],
  'tunnel-forwarding',
];

/** Installs code-server once per machine (about 600 MB). Returns its entry file. */
export function installCodeServer() {
  if (existsSync(entry)) return entry;
  console.log(`Installing code-server ${version} into ${cache} (once, about 600 MB)...`);
  mkdirSync(join(cache, '..'), { recursive: true });
  const building = mkdtempSync(`${cache}-`);
  try {
    npm(building, ['install', '--ignore-scripts', `code-server@${version}`]);
    const vscode = join(building, 'node_modules', 'code-server', 'lib', 'vscode');
    npm(vscode, ['install', '--omit=dev', '--ignore-scripts']);
    npm(join(vscode, 'extensions'), ['install', '--omit=dev', '--ignore-scripts']);
    if (!existsSync(entry)) renameSync(building, cache);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return entry;
}

/** The same without what tests do not need, made of hard links once; the whole one where links cannot be made. */
function leanCodeServer() {
  const lean = `${cache}-lean`;
  if (existsSync(entryOf(lean))) return entryOf(lean);
  const building = mkdtempSync(`${lean}-`);
  try {
    const from = join(cache, 'node_modules');
    if (spawnSync('cp', ['-al', from, building], { stdio: 'ignore' }).status !== 0) return entry;
    const extensions = join(building, 'node_modules', 'code-server', 'lib', 'vscode', 'extensions');
    for (const name of unneeded) rmSync(join(extensions, name), { recursive: true, force: true });
    if (!existsSync(entryOf(lean))) renameSync(building, lean);
    return entryOf(lean);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/**
 * Starts a VS Code in the browser on `folder`, or on a `.code-workspace` file, with the packaged extension installed.
 * `home` keeps user data and extensions (a temporary folder when absent); `settings` and `keybindings` become the user's;
 * `lean` leaves out built-in extensions that no test looks at.
 * Resolves when it answers; `stop()` ends it with its extension host.
 * @param {{folder: string, port?: number, home?: string, settings?: Record<string, unknown>, keybindings?: {key: string, command: string}[], env?: Record<string, string>, vsix?: string[], trusted?: boolean, lean?: boolean}} options
 */
export async function startCodeServer({
  folder,
  port,
  home,
  settings = {},
  keybindings = [],
  env = {},
  vsix = [join(root, 'dimmer.vsix')],
  trusted = true,
  lean = false,
}) {
  installCodeServer();
  const program = lean ? leanCodeServer() : entry;
  const base = home ?? mkdtempSync(join(tmpdir(), 'dimmer-code-'));
  const userData = join(base, 'user-data');
  const extensions = join(base, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  if (!existsSync(join(userData, 'User', 'settings.json'))) {
    writeFileSync(
      join(userData, 'User', 'settings.json'),
      JSON.stringify(
        { ...quietSettings, 'security.workspace.trust.enabled': !trusted, ...settings },
        null,
        2,
      ),
    );
  }
  if (keybindings.length > 0)
    writeFileSync(join(userData, 'User', 'keybindings.json'), JSON.stringify(keybindings));
  const environment = { ...cleanEnvironment(), ...env };
  const places = ['--user-data-dir', userData, '--extensions-dir', extensions];
  if (readdirSync(extensions).length > 0) install(program, places, vsix, environment);
  else cpSync(installedOnce(program, vsix, environment), extensions, { recursive: true });

  const chosen = port ?? (await freePort());
  const flags = [
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${chosen}`,
    '--disable-telemetry',
    '--disable-update-check',
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ];
  const child = spawn(process.execPath, [program, ...flags, ...places, folder], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const endWithUs = () => killGroup(child, 'SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  const log = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => log.push(String(data)));
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const url = `http://127.0.0.1:${chosen}/?${kind}=${encodeURIComponent(folder)}`;
  await answers(`http://127.0.0.1:${chosen}/healthz`, child, log);
  return {
    url,
    home: base,
    pid: child.pid,
    log: () => log.join(''),
    stop: () => stopGroup(child),
  };
}

function install(program, places, vsix, env) {
  const args = [...places, ...vsix.flatMap((one) => ['--install-extension', one]), '--force'];
  const installed = spawnSync(process.execPath, [program, ...args], { env, encoding: 'utf8' });
  if (installed.status !== 0)
    throw new Error(`code-server refused ${vsix.join(', ')}: ${installed.stdout}${installed.stderr}`);
}

/** A folder in which code-server has installed these packages: once for all editors that begin with nothing. */
function installedOnce(program, vsix, env) {
  const hash = createHash('sha256').update(version);
  for (const one of vsix) hash.update(readFileSync(one));
  const all = join(root, '.cache', 'installed');
  const folder = join(all, hash.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  mkdirSync(all, { recursive: true });
  const building = mkdtempSync(`${folder}-`);
  try {
    const [userData, extensions] = ['user-data', 'extensions'].map((name) => join(building, name));
    install(program, ['--user-data-dir', userData, '--extensions-dir', extensions], vsix, env);
    // Somebody else may have been faster: theirs has the same content.
    if (!existsSync(folder)) renameSync(extensions, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return folder;
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
};

function npm(cwd, args) {
  const { status } = spawnSync('npm', [...args, '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd} (exit ${status})`);
}

/** What code-server may inherit: nothing of an outer VS Code or of npm. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(VSCODE_|npm_|ELECTRON_|NODE_OPTIONS)/.test(key)),
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(url, child, log) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null)
      throw new Error(`code-server ended at once (exit ${child.exitCode}): ${log.join('')}`);
    if (await responds(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`code-server did not answer within 30 s: ${log.join('')}`);
}

function responds(url) {
  return new Promise((resolve) => {
    const asked = request(url, { timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

async function stopGroup(child) {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  killGroup(child, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
