// Flags, commands and routes that a JavaScript or TypeScript file declares: parseArgs, commander, yargs, comparisons, HTTP routers.
import { argumentsOf, constant, literal, type Script, type SyntaxNode } from './script.ts';

export function flagsAt(script: Script, name: string, node: SyntaxNode): void {
  if (name === 'String') compared(script, node);
  if (name !== 'CallExpression') return;
  const callee = node.firstChild;
  if (callee?.name === 'VariableName' && script.text(callee) === 'parseArgs') parseArgs(script, node);
  if (callee?.name !== 'MemberExpression') return;
  const property = callee.getChild('PropertyName');
  const method = property ? script.text(property) : '';
  if (method === 'parseArgs') parseArgs(script, node);
  else if (/^(option|requiredOption)$/.test(method)) option(script, node);
  else if (method === 'command' && script.hasCommands) command(script, node);
  else if (/^(get|post|put|patch|delete|all|head)$/.test(method)) route(script, node, method);
}

function parseArgs(script: Script, call: SyntaxNode): void {
  const options = value(script, argumentsOf(call)[0], 'options');
  for (const one of options?.getChildren('Property') ?? []) {
    const name = keyOf(script, one);
    if (name === undefined || one.lastChild?.name !== 'ObjectExpression') continue;
    flag(script, `--${name}`, one, constant(script, value(script, one.lastChild, 'default')));
  }
}

function option(script: Script, call: SyntaxNode): void {
  const [first, second, third] = argumentsOf(call);
  const said = literal(script, first);
  if (said === undefined || !/^-{0,2}[\w-]/.test(said)) return;
  const name = /--[\w-]+/.exec(said)?.[0] ?? (/^[\w-]+$/.test(said) ? `--${said}` : undefined);
  if (name === undefined) return;
  flag(script, name, call, constant(script, third) ?? constant(script, value(script, second, 'default')));
}

function command(script: Script, call: SyntaxNode): void {
  const name = literal(script, argumentsOf(call)[0])?.split(' ')[0];
  if (name !== undefined && /^[\w:-]+$/.test(name)) script.add('command', name, call);
}

function route(script: Script, call: SyntaxNode, method: string): void {
  const [path, handler] = argumentsOf(call);
  const said = literal(script, path);
  if (said?.startsWith('/') && handler) script.add('route', `${method.toUpperCase()} ${said}`, call);
}

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

function keyOf(script: Script, property: SyntaxNode): string | undefined {
  const plain = property.getChild('PropertyDefinition');
  return plain ? script.text(plain) : literal(script, property.getChild('String'));
}

function value(script: Script, object: SyntaxNode | undefined | null, key: string): SyntaxNode | undefined {
  if (object?.name !== 'ObjectExpression') return undefined;
  const found = object.getChildren('Property').find((one) => keyOf(script, one) === key);
  return found?.lastChild ?? undefined;
}
