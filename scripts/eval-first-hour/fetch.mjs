// Makes a git repository of one commit out of a package that others published: of the npm registry, or of Debian.
// Invariant: apt is asked with lists and caches of its own in a temporary folder, so that the system's are not touched.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Debian's own archive, as every Debian and Ubuntu container with these keys can reach it. */
const archives = '/etc/apt/sources.list.d/debian.sources';

/** The folder of the new repository below `base`, ready to be opened. */
export function makeRepository(base, { name, from }) {
  const folder = join(base, name.replaceAll('/', '-'));
  cpSync(unpacked(base, from), folder, { recursive: true });
  const git = (...args) => run('git', args, { cwd: folder });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  git('add', '-A', '-f');
  git('commit', '-q', '-m', 'As published');
  return folder;
}

function unpacked(base, from) {
  const place = mkdtempSync(join(base, 'fetched-'));
  if (from.npm) {
    const file = run('npm', ['pack', from.npm, '--silent'], { cwd: place }).trim().split('\n').at(-1);
    run('tar', ['xf', file], { cwd: place });
    return join(place, 'package');
  }
  const apt = aptOptions(base);
  if (from.source) {
    run('apt-get', [...apt, 'source', '--download-only', '--tar-only', from.source], { cwd: place });
    const file = readdirSync(place).find((one) => one.includes('.orig.tar.'));
    if (file === undefined) throw new Error(`the source of ${from.source} came without a tar file`);
    run('tar', ['xf', file], { cwd: place });
    return onlyFolder(place);
  }
  run('apt-get', [...apt, 'download', from.binary], { cwd: place });
  const file = readdirSync(place).find((one) => one.endsWith('.deb'));
  run('dpkg-deb', ['-x', file, 'tree'], { cwd: place });
  return onlyFolder(join(place, 'tree', from.below));
}

function aptOptions(base) {
  const home = join(base, 'apt');
  const options = [
    '-qq',
    ...['-o', `Dir::Etc::SourceList=${join(home, 'sources.list')}`],
    ...['-o', 'Dir::Etc::SourceParts=/dev/null'],
    ...['-o', `Dir::State::Lists=${join(home, 'lists')}`],
    ...['-o', `Dir::Cache=${join(home, 'cache')}`],
    ...['-o', 'APT::Sandbox::User=root'],
  ];
  if (existsSync(home)) return options;
  for (const folder of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(join(home, 'sources.list'), sourcesList());
  run('apt-get', [...options, 'update']);
  return options;
}

/** The system's own archive, with its sources beside the packages. */
function sourcesList() {
  if (!existsSync(archives))
    throw new Error(`${archives} is missing: the packages come from a Debian of release 12 or later`);
  const text = readFileSync(archives, 'utf8').split(/\n\s*\n/)[0] ?? '';
  const field = (name) => new RegExp(`^${name}: *(.+)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const key = field('Signed-By');
  const rest = `${field('URIs')} ${field('Suites').split(/\s+/)[0]} main`;
  return ['deb', 'deb-src'].map((kind) => `${kind} ${key ? `[signed-by=${key}] ` : ''}${rest}\n`).join('');
}

function onlyFolder(place) {
  const folders = readdirSync(place, { withFileTypes: true }).filter((one) => one.isDirectory());
  if (folders.length !== 1) throw new Error(`${place} holds ${folders.length} folders, not one`);
  return join(place, folders[0].name);
}

function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
