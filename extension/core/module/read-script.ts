// Reads JavaScript and TypeScript: what a file exports, imports, checks, takes from outside, refuses, and leaves to do.
// Invariant: a syntax tree is walked, nothing is run; a file with errors gives what its sound parts say.
import { parser } from '@lezer/javascript';
import { lineAt, lineStarts } from '../spec/lines.ts';
import { isTest, type Fact, type TextFile } from './fact.ts';
import { exportsAt } from './script-exports.ts';
import { parsedIn } from './script-commands.ts';
import { surfaceAt } from './script-flags.ts';
import { routersIn } from './script-routes.ts';
import { argumentsOf, constant, literal, type Script, type SyntaxNode } from './script.ts';

const dialects = (path: string) =>
  /\.[cm]?ts$/.test(path) ? 'ts' : path.endsWith('.tsx') ? 'ts jsx' : 'jsx';

export function readScript({ path, text }: TextFile): Fact[] {
  const facts: { from: number; fact: Fact }[] = [];
  const starts = lineStarts(text);
  const script: Script = {
    path,
    text: ({ from, to }) => text.slice(from, to),
    hasCommands:
      /["'](commander|yargs|cac|sade|cleye|@oclif\/core)\b|\b(program|yargs)\s*\.(command|option)\(/.test(
        text,
      ),
    routers: routersIn(text),
    parsed: parsedIn(text),
    add: (kind, name, node, more = {}) =>
      facts.push({
        from: node.from,
        fact: { kind, name, path, line: lineAt(starts, node.from) + 1, ...more },
      }),
  };
  const test = isTest(path);
  parser
    .configure({ dialect: dialects(path) })
    .parse(text)
    .iterate({
      enter({ name, node }) {
        if (name === 'LineComment' || name === 'BlockComment') todos(script, node);
        else if (name === 'ImportDeclaration') importOf(script, node);
        else if (test) testAt(script, name, node);
        else {
          exportsAt(script, name, node);
          surfaceAt(script, name, node);
          environmentAt(script, name, node);
          refusalAt(script, name, node);
        }
      },
    });
  return facts.sort((a, b) => a.from - b.from).map(({ fact }) => fact);
}

function importOf(script: Script, node: SyntaxNode): void {
  const from = literal(script, node.getChild('String'));
  const group = node.getChild('ImportGroup');
  const names: string[] = [];
  let renamed = false;
  for (let one = group?.firstChild; one; one = one.nextSibling) {
    if (one.name === 'as') renamed = true;
    else if (one.name === 'VariableName' || (one.name === 'VariableDefinition' && !renamed))
      names.push(script.text(one));
    if (one.name === ',') renamed = false;
  }
  if (node.getChild('Star')) names.push('*');
  if (node.getChild('VariableDefinition') && !node.getChild('Star')) names.push('default');
  if (from !== undefined) script.add('import', from, node, { detail: names.join(' ') });
}

function testAt(script: Script, name: string, node: SyntaxNode): void {
  if (name !== 'CallExpression' || !isCallOf(script, node, /^(test|it)\b/)) return;
  const title = literal(script, argumentsOf(node)[0]);
  if (title === undefined) return;
  const around: string[] = [];
  for (let up = node.parent; up; up = up.parent)
    if (up.name === 'CallExpression' && isCallOf(script, up, /^describe\b/)) {
      const group = literal(script, argumentsOf(up)[0]);
      if (group !== undefined) around.unshift(group);
    }
  script.add('test', title, node, around.length > 0 ? { detail: around.join(': ') } : {});
}

function isCallOf(script: Script, node: SyntaxNode, wanted: RegExp): boolean {
  const callee = node.firstChild;
  return callee !== null && callee.to - callee.from < 4000 && wanted.test(script.text(callee));
}

function environmentAt(script: Script, name: string, node: SyntaxNode): void {
  if (name !== 'MemberExpression') return;
  const said = script.text(node);
  const key = /(?:^|\.)env(?:\.|\[['"])([A-Z][A-Z0-9_]+)(?:['"]\])?$/.exec(said.slice(-120))?.[1];
  if (key === undefined) return;
  const { parent } = node;
  const operator = parent?.getChild('LogicOp');
  const other = operator && parent?.firstChild?.from === node.from ? parent.lastChild : undefined;
  const fallback = constant(script, other);
  script.add('env', key, node, fallback === undefined ? {} : { fallback });
}

function refusalAt(script: Script, name: string, node: SyntaxNode): void {
  const condition = () => {
    const detail = conditionOf(script, node);
    return detail === undefined ? {} : { detail };
  };
  if (name === 'ThrowStatement') {
    const made = node.getChild('NewExpression');
    if (made === null) return;
    const said = literal(script, argumentsOf(made)[0]);
    const what = script.text(made).slice(4).split('(')[0] ?? '';
    script.add('throw', what.trim(), node, { ...condition(), ...(said ? { says: said } : {}) });
  } else if (name === 'CallExpression' && isCallOf(script, node, /^process\.exit$/)) {
    const status = constant(script, argumentsOf(node)[0]);
    if (status !== undefined) script.add('exit', status, node, condition());
  } else if (
    name === 'AssignmentExpression' &&
    /^process\.exitCode\s*=/.test(script.text(node).slice(0, 40))
  ) {
    const status = constant(script, node.lastChild);
    if (status !== undefined) script.add('exit', status, node, condition());
  }
}

/** The test of the `if` whose first branch is, or begins with, this statement. */
function conditionOf(script: Script, node: SyntaxNode): string | undefined {
  let at = node.name.endsWith('Statement') ? node : (node.parent ?? node);
  if (at.parent?.name === 'Block') at = at.parent;
  if (at.parent?.name !== 'IfStatement') return undefined;
  const [test, otherwise] = [at.parent.getChild('ParenthesizedExpression'), at.parent.getChild('else')];
  return test === null || (otherwise && at.from > otherwise.from)
    ? undefined
    : script.text(test).slice(1, -1);
}

function todos(script: Script, node: SyntaxNode): void {
  const found = /^[ \t]*(?:\/\/|\/\*+|\*)?[ \t]*((?:TODO|FIXME|HACK|XXX)\b.*)/m.exec(script.text(node))?.[1];
  if (found !== undefined) script.add('todo', found.replace(/\*\/$/, ''), node);
}
