// Commit-sized foreign changes: upstream commits that Debian's maintainers picked one by one, from `debian/patches`.
// Invariant: the machine's own package configuration is only read; nothing that is downloaded is executed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upstreamCommit } from './upstream-patches.mjs';

const suites = ['bookworm', 'trixie', 'sid'];

/**
 * Yields `{ name, versions, patches, gone }` for each source package, over every suite that has it. `name=VERSION` pins one,
 * and several pins of one name are one project. `keep` is a folder whose downloads are used again.
 */
export async function* patchSets(wanted, keep) {
  const groups = grouped(wanted);
  const base = keep ?? mkdtempSync(join(tmpdir(), 'dimmer-patches-'));
  mkdirSync(base, { recursive: true });
  try {
    const apt = updated(base);
    for (const [name, versions] of groups) yield patchesOf(apt, name, versions, base);
  } finally {
    if (keep === undefined) rmSync(base, { recursive: true, force: true });
  }
}

function grouped(wanted) {
  const groups = new Map();
  for (const one of wanted) {
    const [name, version] = one.split('=');
    if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name)) throw new Error(`${name} is no name of a source package`);
    groups.set(name, [...(groups.get(name) ?? []), ...(version ? [version] : [])]);
  }
  return groups;
}

/** A private list of sources beside the machine's own, from the same mirror. */
function updated(base) {
  const [mirror] = run('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(ORIGIN) $(CODENAME)',
    'Created-By: Packages',
  ])
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, origin, codename]) => origin === 'Debian' && !/-/.test(codename ?? '-'));
  if (mirror === undefined)
    throw new Error('apt knows no Debian mirror here: --patches needs a Debian with apt');
  const list = join(base, 'sources.list');
  const lists = join(base, 'lists');
  writeFileSync(list, suites.map((suite) => `deb-src ${mirror[0]} ${suite} main\n`).join(''));
  mkdirSync(join(lists, 'partial'), { recursive: true });
  const options = [
    ...[
      '-o',
      `Dir::Etc::sourcelist=${list}`,
      '-o',
      'Dir::Etc::sourceparts=-',
      '-o',
      `Dir::State::lists=${lists}`,
    ],
    ...[
      '-o',
      `Dir::Cache::pkgcache=${join(base, 'pkgcache.bin')}`,
      '-o',
      `Dir::Cache::srcpkgcache=${join(base, 'srcpkgcache.bin')}`,
    ],
    ...['-o', 'APT::Sandbox::User=root', '-qq'],
  ];
  if (readdirSync(lists).length < 3) run('apt-get', [...options, 'update']);
  return (args) => run('apt-get', [...options, ...args]);
}

function patchesOf(apt, name, pinned, base) {
  const found = new Map();
  const versions = [];
  const offered = suites
    .map((suite) => archiveOf(apt, `${name}/${suite}`, name))
    .filter((one) => one !== null);
  const gone = offered.length === 0 ? [name] : [];
  for (const archive of offered) {
    if (versions.includes(archive.version)) continue;
    if (pinned.length > 0 && !pinned.includes(archive.version)) continue;
    const file = join(base, archive.file);
    if (!existsSync(file) && !downloaded(archive, file)) continue;
    versions.push(archive.version);
    for (const [path, text] of unpacked(file, base)) {
      const commit = upstreamCommit(path, text);
      if (commit === null) continue;
      const lines = commit.text.split('\n').filter((line) => /^[-+]/.test(line));
      const id = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
      if (!found.has(id)) found.set(id, { id: path, ...commit });
    }
  }
  for (const one of pinned) if (!versions.includes(one)) gone.push(`${name}=${one}`);
  return { name, versions, gone, patches: [...found.values()] };
}

/** A mirror that moves on lists what it no longer has. */
function downloaded({ uri, sum }, file) {
  try {
    run('/usr/lib/apt/apt-helper', ['download-file', uri, file, sum]);
    return true;
  } catch {
    return false;
  }
}

function archiveOf(apt, wanted, name) {
  let printed;
  try {
    printed = apt(['--print-uris', '--only-source', 'source', wanted]);
  } catch {
    return null;
  }
  for (const line of printed.split('\n')) {
    const [, uri, file, sum] = /^'([^']+)' (\S+\.debian\.tar\.\w+) \d+ (\w+:\w+)/.exec(line) ?? [];
    if (uri)
      return { uri, file, sum, version: file.slice(name.length + 1).replace(/\.debian\.tar\.\w+$/, '') };
  }
  return null;
}

/** The patches of an archive as text. Links and what is no text are left where they are. */
function* unpacked(file, base) {
  const folder = mkdtempSync(join(base, 'unpacked-'));
  try {
    try {
      run('tar', ['xf', file, '-C', folder, '--no-same-owner', 'debian/patches']);
    } catch {
      return;
    }
    const root = join(folder, 'debian', 'patches');
    for (const path of readdirSync(root, { recursive: true }).sort()) {
      const about = lstatSync(join(root, path));
      if (about.isFile() && about.size < 8 * 1024 * 1024)
        yield [path, readFileSync(join(root, path), 'utf8')];
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args) {
  return execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
}
