// A Go project's guardrails: the three commands that come with the language.
import type { Detection, ProjectFiles } from './files.ts';

export function detectGo(files: ProjectFiles): Detection {
  if (files.text('go.mod') === undefined) return { source: 'none', commands: [] };
  const tested = files.paths.some((path) => path.endsWith('_test.go'));
  const go = (name: string, verb: string) => ({ name, run: ['go', verb, './...'] });
  return {
    source: 'go.mod',
    commands: [go('build', 'build'), go('vet', 'vet'), ...(tested ? [go('test', 'test')] : [])],
  };
}
