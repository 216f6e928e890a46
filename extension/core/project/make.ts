// A project that only has a makefile: the targets that are written out in it.
// Invariant: nothing is executed to find out; a target that needs make's own evaluation is not found.
import type { Detection, ProjectFiles } from './files.ts';

/** In the order in which make itself looks. */
const names = ['GNUmakefile', 'makefile', 'Makefile'] as const;

/** Target -> the guardrail's name; the first target of a name wins. */
const wanted: readonly (readonly [target: string, name: string])[] = [
  ['build', 'build'],
  ['all', 'build'],
  ['lint', 'lint'],
  ['test', 'test'],
  ['tests', 'test'],
  ['check', 'test'],
];

export function detectMake(files: ProjectFiles): Detection {
  const source = names.find((name) => files.text(name) !== undefined);
  if (source === undefined) return { source: 'none', commands: [] };
  const targets = targetsOf(files.text(source) ?? '');
  const found = new Map<string, string>();
  for (const [target, name] of wanted) if (targets.has(target) && !found.has(name)) found.set(name, target);
  const commands = [...found].map(([name, target]) => ({ name, run: ['make', target] }));
  return { source, commands };
}

/** Names before a rule's colon; assignments (`:=`, `::=`), recipes and special targets are none. */
function targetsOf(text: string): Set<string> {
  const targets = new Set<string>();
  for (const line of text.split('\n')) {
    if (line.startsWith('\t') || line.startsWith('#') || line.startsWith('.')) continue;
    const rule = /^([\w ./-]{1,400}?)\s*::?(?![:=])/.exec(line);
    for (const target of rule?.[1]?.split(/\s+/) ?? []) if (target !== '') targets.add(target);
  }
  return targets;
}
