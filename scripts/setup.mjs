// Everything a fresh machine needs before `npm run demo` or `npm test`: packages, Node 24, system tools.
// Runs on Node 20 without any dependency. Invariant: installs only what is missing and says what it installs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const localBin = join(root, 'node_modules', '.bin');
const projectNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** Commands the product's sandbox and the development browser need, with the Debian package of each. */
const systemTools = [
  { command: 'bwrap', package: 'bubblewrap', why: 'the sandbox' },
  { command: 'socat', package: 'socat', why: 'the sandbox' },
  { command: 'rg', package: 'ripgrep', why: 'the sandbox and the search tool' },
  {
    command: 'chromium-headless-shell',
    package: 'chromium-headless-shell',
    why: 'driving a real VS Code in tests',
  },
];

/** What the tests of other languages' guardrails need. */
const languageTools = [
  { command: 'python3', package: 'python3', why: 'guardrails of Python projects' },
  { command: 'make', package: 'make', why: 'guardrails of Make projects' },
  { command: 'cc', package: 'gcc', why: 'guardrails of Make projects' },
];

/** What a few tests compare with; where it cannot be installed they are skipped and say so. */
const comparedWith = [
  { command: 'age', package: 'age', why: 'tests that the vault and the age command read each other' },
];

/**
 * Makes the machine ready, then goes on in the caller on Node 24.
 * On an older Node the script is started again on the project's own and this process ends with its exit code.
 */
export function setup({ browser = true, languages = false } = {}) {
  installPackages();
  continueOnProjectNode();
  process.env.PATH = [localBin, ...process.env.PATH.split(delimiter).filter((one) => one !== localBin)].join(
    delimiter,
  );
  installSystemTools([
    ...systemTools.filter((tool) => browser || tool.command !== 'chromium-headless-shell'),
    ...(languages ? languageTools : []),
  ]);
  if (languages) installWhatCanBe(comparedWith);
}

export function onPath(command) {
  return process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, command)));
}

function installPackages() {
  if (existsSync(join(root, 'node_modules', '.package-lock.json')) && existsSync(projectNode)) return;
  console.log('Installing packages (npm ci)...');
  // Whoever sets up builds what is here then: once is enough.
  const env = { ...process.env, DIMMER_BUILT: 'later' };
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { env });
}

function continueOnProjectNode() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major >= 24) return;
  if (!existsSync(projectNode))
    fail('Node 24 is missing: `npm ci` did not install the package "node". Run `npm ci` again.');
  const { status, signal } = spawnSync(projectNode, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? (signal ? 130 : 1));
}

function installWhatCanBe(tools) {
  for (const tool of tools.filter(({ command }) => !onPath(command))) {
    const possible = process.getuid?.() === 0 && onPath('apt-get');
    const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], quiet).status === 0;
    const done = possible && apt('update') && apt('install', '-y', '--no-install-recommends', tool.package);
    if (!done) console.log(`Without ${tool.command}: ${tool.why} are skipped.`);
  }
}

const quiet = {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
};

function installSystemTools(tools) {
  const missing = tools.filter((tool) => !onPath(tool.command));
  if (missing.length === 0) return;
  const packages = missing.map((tool) => tool.package);
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    const list = missing.map((tool) => `${tool.command} (${tool.why})`).join(', ');
    fail(`Missing: ${list}. Install ${packages.join(' ')} with your package manager, then run this again.`);
  }
  if (packages.includes('gcc')) packages.push('libc6-dev');
  if (packages.includes('chromium-headless-shell')) packages.push('fonts-liberation', 'fonts-dejavu-core');
  console.log(`Installing ${packages.join(', ')} (apt-get)...`);
  run('apt-get', ['-qq', 'update'], quiet);
  run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...packages], quiet);
}

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0)
    fail(`\`${command} ${args.join(' ')}\` failed (exit ${status}). Nothing else was started.`);
}

function fail(message) {
  console.error(message);
  process.exit(3);
}
