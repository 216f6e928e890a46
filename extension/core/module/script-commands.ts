// Commands that a JavaScript or TypeScript file declares with commander, yargs or one of their kin, under each name.
import { argumentsOf, literal, literals, valueOf, type Script, type SyntaxNode } from './script.ts';

/** `.command(...)` and `.alias(...)`. */
export function commandsAt(script: Script, call: SyntaxNode, property: SyntaxNode): void {
  const [first, second] = argumentsOf(call);
  const method = script.text(property);
  const object = first?.name === 'ObjectExpression';
  if (method === 'command')
    for (const one of object
      ? [
          ...literals(script, valueOf(script, first, 'command')),
          ...literals(script, valueOf(script, first, 'aliases')),
        ]
      : literals(script, first))
      named(script, one, property);
  if (/^alias(es)?$/.test(method) && second === undefined)
    for (const one of literals(script, first)) named(script, one, property);
}

/** `new Command('sync')`; the one that is parsed in the same file is the program itself. */
export function commandMadeAt(script: Script, node: SyntaxNode): void {
  const made = node.getChild('VariableName');
  if (made === null || script.text(made) !== 'Command') return;
  let chain = node.parent;
  while (chain && /^(MemberExpression|CallExpression)$/.test(chain.name)) chain = chain.parent;
  const variable = chain?.getChild('VariableDefinition');
  if (variable && script.parsed.has(script.text(variable))) return;
  named(script, literal(script, argumentsOf(node)[0]) ?? '', node);
}

/** Names that a file calls `parse` on. */
export const parsedIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/\b(\w+)\.parse(?:Async)?\(/g)].map(([, name = '']) => name));

function named(script: Script, said: string, node: SyntaxNode): void {
  const name = said.split(' ')[0] ?? '';
  if (/^[\w:-]+$/.test(name)) script.add('command', name, node);
}
