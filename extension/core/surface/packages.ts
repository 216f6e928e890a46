// Manifests and lock files: what a project depends on, under which licences, and what runs when it is installed.
// Invariant: reading never fails; a file that cannot be read as what it is called is no dependency list.
import * as z from 'zod/mini';
import { decodeJson } from '../protocol/decode.ts';
import type { Unnamed } from './change.ts';

export interface Packages {
  /** Direct dependency -> wanted version. */
  readonly direct: ReadonlyMap<string, string>;
  /** Everything that the lock file holds: place -> facts. */
  readonly locked: ReadonlyMap<string, Locked>;
  readonly installScripts: ReadonlyMap<string, string>;
  readonly programs: ReadonlySet<string>;
  readonly engines: string;
}

interface Locked {
  readonly name: string;
  readonly licence: string;
  readonly installs: boolean;
}

const names = z.optional(z.record(z.string(), z.string()));
const manifestSchema = z.object({
  name: z.optional(z.string()),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  engines: names,
  scripts: names,
  bin: z.optional(z.union([z.string(), z.record(z.string(), z.string())])),
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.optional(z.unknown()),
      hasInstallScript: z.optional(z.boolean()),
      dev: z.optional(z.boolean()),
    }),
  ),
});

/** The files that `packagesOf` reads. */
export const packageFiles = [
  'package.json',
  'package-lock.json',
  'pyproject.toml',
  'requirements.txt',
  'Cargo.toml',
  'go.mod',
] as const;

export function packagesOf(text: (path: string) => string | undefined): Packages {
  const manifest = decodeJson(manifestSchema, text('package.json') ?? '{}');
  const node = manifest.ok ? manifest.value : {};
  const scripts = Object.entries(node.scripts ?? {});
  const bin = typeof node.bin === 'string' ? [node.name ?? 'bin'] : Object.keys(node.bin ?? {});
  return {
    direct: new Map([
      ...Object.entries({ ...node.peerDependencies, ...node.optionalDependencies, ...node.dependencies }),
      ...linesOf(text),
    ]),
    locked: lockedOf(text('package-lock.json')),
    installScripts: new Map(
      scripts.filter(([name]) => /^(preinstall|install|postinstall|prepare)$/.test(name)),
    ),
    programs: new Set(bin),
    engines: JSON.stringify(node.engines ?? {}),
  };
}

function lockedOf(text: string | undefined): Map<string, Locked> {
  const decoded = decodeJson(lockSchema, text ?? '{"packages":{}}');
  if (!decoded.ok) return new Map();
  const entries = Object.entries(decoded.value.packages).filter(([place]) => place !== '');
  return new Map(
    entries.map(([place, { license, hasInstallScript }]) => [
      place,
      {
        name: place.replace(/^.*node_modules\//, ''),
        licence: typeof license === 'string' ? license : '',
        installs: hasInstallScript === true,
      },
    ]),
  );
}

/** Direct dependencies of the line-based manifests, by their plain form; what needs the language's own reader is left out. */
function linesOf(text: (path: string) => string | undefined): [string, string][] {
  return [
    ...found(text('requirements.txt'), /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([<>=!~].*)?$/),
    ...found(
      section(text('pyproject.toml'), /^\s*dependencies\s*=\s*\[/, /^\s*\]/),
      /^\s*["']([A-Za-z0-9][\w.-]*)([^"']*)["']/,
    ),
    ...found(section(text('Cargo.toml'), /^\[dependencies\]/, /^\[/), /^([\w-]+)\s*=\s*(.+)$/),
    ...found(text('go.mod'), /^\s*(?:require\s+)?([\w.-]+\.[a-z]+\/[\w./-]+)\s+(v\S+)(?!.*\/\/ indirect)/),
  ];
}

function found(text: string | undefined, pattern: RegExp): [string, string][] {
  return (text ?? '').split('\n').flatMap((line) => {
    const match = pattern.exec(line.slice(0, 1_000));
    return match === null ? [] : [[match[1] ?? '', (match[2] ?? '').trim()] as [string, string]];
  });
}

function section(text: string | undefined, from: RegExp, to: RegExp): string {
  const lines = (text ?? '').split('\n');
  const start = lines.findIndex((line) => from.test(line));
  if (start < 0) return '';
  const end = lines.findIndex((line, at) => at > start && to.test(line));
  return lines.slice(start + 1, end < 0 ? undefined : end).join('\n');
}

export function comparePackages(before: Packages, after: Packages): Unnamed[] {
  return [
    ...directChanges(before, after),
    ...lockChanges(before, after),
    ...[...after.installScripts]
      .filter(([name, run]) => before.installScripts.get(name) !== run)
      .map(([name, run]): Unnamed => ({
        kind: 'install-script',
        change: before.installScripts.has(name) ? 'changed' : 'added',
        name,
        detail: run.slice(0, 200),
        breaking: false,
        privileged: true,
      })),
    ...(before.engines === after.engines
      ? []
      : [
          {
            kind: 'configuration' as const,
            change: 'changed' as const,
            name: 'engines',
            detail: `${before.engines} to ${after.engines}`,
            breaking: false,
            privileged: false,
          },
        ]),
  ];
}

function directChanges(before: Packages, after: Packages): Unnamed[] {
  const all = new Set([...before.direct.keys(), ...after.direct.keys()]);
  return [...all].flatMap((name): Unnamed[] => {
    const [old, now] = [before.direct.get(name), after.direct.get(name)];
    if (old === now) return [];
    const change = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
    const installs = [...after.locked.values()].some((one) => one.name === name && one.installs);
    const detail = [old, now].filter((one) => one !== undefined).join(' to ');
    return [
      {
        kind: 'dependency',
        change,
        name,
        detail,
        breaking: false,
        privileged: change === 'added' && installs,
      },
    ];
  });
}

/** Transitive packages are one counted line; a licence or an install script that is new is named. */
function lockChanges(before: Packages, after: Packages): Unnamed[] {
  const fresh = [...after.locked].filter(([place]) => !before.locked.has(place)).map(([, facts]) => facts);
  const gone = [...before.locked].filter(([place]) => !after.locked.has(place)).length;
  const known = new Set([...before.locked.values()].map((one) => one.licence));
  const licences = new Set(fresh.map((one) => one.licence).filter((one) => one !== '' && !known.has(one)));
  const plain = { change: 'added' as const, breaking: false };
  return [
    ...(fresh.length + gone === 0
      ? []
      : [
          {
            kind: 'dependency' as const,
            change: 'changed' as const,
            name: 'lock file',
            detail: `${fresh.length} packages added, ${gone} removed, of ${before.locked.size}`,
            breaking: false,
            privileged: false,
          },
        ]),
    ...(before.locked.size === 0
      ? []
      : [...licences].map((name): Unnamed => ({
          kind: 'licence',
          name,
          detail: 'of a new package',
          privileged: false,
          ...plain,
        }))),
    ...fresh
      .filter((one) => one.installs)
      .map((one): Unnamed => ({
        kind: 'install-script',
        name: one.name,
        detail: 'runs when it is installed',
        privileged: true,
        ...plain,
      })),
  ];
}
