// Flags that a JavaScript or TypeScript file declares (parseArgs, commander, yargs, comparisons), and the way to its commands and routes.
import { commandMadeAt, commandsAt } from './script-commands.ts';
import { routesAt } from './script-routes.ts';
import {
  argumentsOf,
  constant,
  keyOf,
  literal,
  literals,
  valueOf,
  type Script,
  type SyntaxNode,
} from './script.ts';

export function surfaceAt(script: Script, name: string, node: SyntaxNode): void {
  if (name === 'String') compared(script, node);
  if (name === 'NewExpression' && script.hasCommands) {
    commandMadeAt(script, node);
    optionMade(script, node);
  }
  if (name !== 'CallExpression') return;
  const callee = node.firstChild;
  if (callee?.name === 'VariableName' && script.text(callee) === 'parseArgs') parseArgs(script, node);
  if (callee?.name !== 'MemberExpression') return;
  const property = callee.getChild('PropertyName');
  if (property === null) return;
  const method = script.text(property);
  if (method === 'parseArgs') parseArgs(script, node);
  else if (script.hasCommands && /^(command|alias|aliases)$/.test(method)) commandsAt(script, node, property);
  else if (isOption(script, node, method)) options(script, node, property);
  else routesAt(script, node, property);
}

/** Without a library of commands, only what is written with dashes is a flag. */
function isOption(script: Script, call: SyntaxNode, method: string): boolean {
  if (!/^(option|requiredOption|options|boolean)$/.test(method)) return false;
  return script.hasCommands || /^-/.test(literal(script, argumentsOf(call)[0]) ?? '');
}

function parseArgs(script: Script, call: SyntaxNode): void {
  declared(script, valueOf(script, argumentsOf(call)[0], 'options'));
}

/** `{ port: { default: 1 } }`, each key a flag. */
function declared(script: Script, object: SyntaxNode | undefined): void {
  for (const one of object?.getChildren('Property') ?? []) {
    const name = keyOf(script, one);
    if (name === undefined || one.lastChild?.name !== 'ObjectExpression') continue;
    flag(script, dashed(name), one, constant(script, valueOf(script, one.lastChild, 'default')));
  }
}

/** `.option('-p, --port <n>', 'says', 1)` of commander, `.option('port', { default: 1 })` and the like of yargs. */
function options(script: Script, call: SyntaxNode, property: SyntaxNode): void {
  const [first, ...more] = argumentsOf(call);
  if (first?.name === 'ObjectExpression') return declared(script, first);
  const names =
    script.text(property) === 'boolean' ? literals(script, first) : [literal(script, first) ?? ''];
  const fallback =
    constant(script, more[1]) ??
    constant(script, more[2]) ??
    constant(script, valueOf(script, more[0], 'default'));
  for (const said of names) {
    const name = longName(said);
    if (name !== undefined) flag(script, name, property, fallback);
  }
}

/** `new Option('--port <n>').default(1)`. */
function optionMade(script: Script, node: SyntaxNode): void {
  const made = node.getChild('VariableName');
  if (made === null || script.text(made) !== 'Option') return;
  const name = longName(literal(script, argumentsOf(node)[0]) ?? '');
  if (name === undefined) return;
  let fallback: string | undefined;
  for (let at = node.parent; at?.name === 'MemberExpression' && at.parent; at = at.parent.parent) {
    const property = at.getChild('PropertyName');
    if (property && script.text(property) === 'default')
      fallback = constant(script, argumentsOf(at.parent)[0]);
  }
  flag(script, name, node, fallback);
}

const longName = (said: string) =>
  /--[\w-]+/.exec(said)?.[0] ?? (/^\w[\w-]*$/.test(said) ? dashed(said) : undefined);

const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`);

/** `argument === '--x'`, `case '--x':`, `argv.includes('--x')`. */
function compared(script: Script, node: SyntaxNode): void {
  const name = /^--[a-z][\w-]*$/.exec(literal(script, node) ?? '')?.[0];
  if (name === undefined || !node.parent) return;
  const { parent } = node;
  const asked =
    (parent.name === 'BinaryExpression' && parent.getChild('CompareOp')) ||
    parent.name === 'CaseLabel' ||
    (parent.name === 'ArgList' &&
      /\b(argv|args)\.(includes|indexOf)$/.test(script.text(parent.parent?.firstChild ?? parent).slice(-40)));
  if (asked) flag(script, name, node, undefined);
}

function flag(script: Script, name: string, node: SyntaxNode, fallback: string | undefined): void {
  script.add('flag', name, node, fallback === undefined ? {} : { fallback });
}
