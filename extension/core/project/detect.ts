// Which commands a project of a known kind is checked with, when its repository says nothing itself.
// Invariant: pure and from the base commit alone; a makefile counts only where no language tells more.
import type { DetectedCommand, Detection, ProjectFiles } from './files.ts';
import { detectGo } from './go.ts';
import { detectMake } from './make.ts';
import { detectNode } from './node.ts';
import { detectPython } from './python.ts';
import { detectRust } from './rust.ts';

/** Every language that is found is taken; a name that two of them use is told apart by its language. */
export function detectCommands(files: ProjectFiles): Detection {
  const languages = [
    { language: 'node', ...detectNode(files) },
    { language: 'python', ...detectPython(files) },
    { language: 'go', ...detectGo(files) },
    { language: 'rust', ...detectRust(files) },
  ].filter((one) => one.commands.length > 0);
  if (languages.length === 0) {
    const make = detectMake(files);
    return make.commands.length > 0 ? make : { source: 'none', commands: [] };
  }
  const used = new Set<string>();
  const commands = languages.flatMap(({ language, commands: found }) =>
    found.map(({ name, run }): DetectedCommand => {
      const own = used.has(name) ? `${language}-${name}` : name;
      used.add(own);
      return { name: own, run };
    }),
  );
  return { source: languages.map((one) => one.source).join(', '), commands };
}
