// A Rust project's guardrails: cargo's build and tests, offline and, where there is a lock file, as locked.
import type { Detection, ProjectFiles } from './files.ts';

export function detectRust(files: ProjectFiles): Detection {
  if (files.text('Cargo.toml') === undefined) return { source: 'none', commands: [] };
  const flags = files.paths.includes('Cargo.lock') ? ['--offline', '--locked'] : ['--offline'];
  const cargo = (name: string, verb: string) => ({ name, run: ['cargo', verb, '--quiet', ...flags] });
  return { source: 'Cargo.toml', commands: [cargo('build', 'build'), cargo('test', 'test')] };
}
