// What the `package.json` of a module says: the one in its folder, where there is one.
import { isInside, type ModuleFiles, type TextFile } from './fact.ts';

export interface Manifest {
  readonly path: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly versionLine: number;
  readonly scripts: readonly string[];
  readonly bins: readonly string[];
  readonly exports: readonly string[];
  readonly dependencies: readonly string[];
}

export function manifestOf({ module, files }: ModuleFiles): Manifest | undefined {
  return manifestAt(module === '.' ? 'package.json' : `${module}/package.json`, files);
}

function manifestAt(path: string, files: readonly TextFile[]): Manifest | undefined {
  const file = files.find((one) => one.path === path);
  if (file === undefined) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(file.text);
  } catch {
    return undefined;
  }
  const all = record(read);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const name = text(all['name']);
  const { bin } = all;
  return {
    ...{ path, name, version: text(all['version']) },
    versionLine: file.text.split('\n').findIndex((line) => /^\s*"version"/.test(line)) + 1 || 1,
    scripts: Object.keys(record(all['scripts'])),
    bins: typeof bin === 'string' ? [name?.replace(/^@[^/]+\//, '') ?? bin] : Object.keys(record(bin)),
    exports:
      typeof all['exports'] === 'string'
        ? ['.']
        : Object.keys(record(all['exports'])).filter((key) => key.startsWith('.')),
    dependencies: Object.keys(record(all['dependencies'])),
  };
}

/** Scripts of each manifest inside the module or above it: a document of the module may speak of any of them. */
export function scriptsOf({ module, files }: ModuleFiles): ReadonlySet<string> {
  const near = files.filter(({ path }) => {
    const folder = /^(?:(.*)\/)?package\.json$/.exec(path);
    return folder !== null && (isInside(module, path) || isInside(folder[1] ?? '.', module));
  });
  return new Set(near.flatMap(({ path }) => manifestAt(path, files)?.scripts ?? []));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
