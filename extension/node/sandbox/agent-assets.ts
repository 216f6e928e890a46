// Where the sandbox's seccomp helper is: a separate program that must travel with the bundle.
// Invariant: a path is returned only when an executable file is there; without the helper there is no sandbox.
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const architectures = ['x64', 'arm64'] as const;
const helperOf = (architecture: string): string => `vendor/seccomp/${architecture}/apply-seccomp`;

/** Paths relative to the package root of `@anthropic-ai/sandbox-runtime`, to be copied to the same paths beside the bundle. */
export function agentSandboxAssets(): string[] {
  return architectures.map(helperOf);
}

/** The helper for this machine: in `assets` when given, else beside the bundle, else in the installed package. */
export function seccompHelper(assets?: string): string | undefined {
  const relative = helperOf(process.arch);
  const candidates =
    assets === undefined
      ? [join(dirname(fileURLToPath(import.meta.url)), relative), ...inPackage(relative)]
      : [join(assets, relative)];
  return candidates.find(isExecutable);
}

function inPackage(relative: string): string[] {
  try {
    const main = createRequire(import.meta.url).resolve('@anthropic-ai/sandbox-runtime');
    return [join(dirname(main), '..', relative)];
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
