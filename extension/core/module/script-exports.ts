// The names that a JavaScript or TypeScript file gives to others, as ECMAScript or CommonJS exports.
import { commentAbove, literal, type Script, type SyntaxNode } from './script.ts';

const sorts: Readonly<Record<string, string>> = {
  FunctionDeclaration: 'function',
  ClassDeclaration: 'class',
  InterfaceDeclaration: 'interface',
  TypeAliasDeclaration: 'type',
  EnumDeclaration: 'enum',
  VariableDeclaration: 'value',
};

export function exportsAt(script: Script, name: string, node: SyntaxNode): void {
  if (name === 'ExportDeclaration') declared(script, node);
  if (name === 'AssignmentExpression') assigned(script, node);
}

function declared(script: Script, node: SyntaxNode): void {
  const says = commentAbove(script, node);
  const more = (detail: string) => ({ detail, ...(says === '' ? {} : { says }) });
  const from = literal(script, node.getChild('String'));
  if (node.getChild('Star')) {
    const as = node.getChild('VariableName') ?? node.getChild('VariableDefinition');
    script.add('export', as ? script.text(as) : '*', node, more(`everything of ${from ?? ''}`));
    return;
  }
  const group = node.getChild('ExportGroup');
  if (group) {
    for (const one of groupNames(script, group))
      script.add('export', one, node, more(from === undefined ? 'name' : `name of ${from}`));
    return;
  }
  if (node.getChild('default')) {
    script.add('export', 'default', node, more('default'));
    return;
  }
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const sort = sorts[child.name];
    if (sort === undefined) continue;
    const names = sort === 'value' ? bound(child) : [definition(child)];
    for (const one of names) if (one) script.add('export', script.text(one), one, more(sort));
  }
}

function definition(node: SyntaxNode): SyntaxNode | null {
  return node.getChild('VariableDefinition') ?? node.getChild('TypeDefinition');
}

/** Names that a declaration or a pattern binds; defaults and initialisers are not walked. */
function bound(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === 'VariableDefinition') found.push(child);
    if (/^(ObjectPattern|ArrayPattern|PatternProperty)$/.test(child.name)) found.push(...bound(child));
  }
  return found;
}

function groupNames(script: Script, group: SyntaxNode): string[] {
  const names: string[] = [];
  let renamed = false;
  for (let one = group.firstChild; one; one = one.nextSibling) {
    if (one.name === 'as') renamed = true;
    else if (one.name === ',') renamed = false;
    else if (/^(VariableName|String|default)$/.test(one.name)) {
      if (renamed) names.pop();
      names.push(literal(script, one) ?? script.text(one));
    }
  }
  return names;
}

function assigned(script: Script, node: SyntaxNode): void {
  const left = node.firstChild;
  if (left === null || left.to - left.from > 200) return;
  const [target, value] = [script.text(left), node.lastChild];
  const single = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
  if (single !== undefined) script.add('export', single, node, { detail: 'CommonJS' });
  if (target !== 'module.exports') return;
  if (value?.name !== 'ObjectExpression') {
    script.add('export', 'default', node, { detail: 'CommonJS' });
    return;
  }
  for (const property of value.getChildren('Property')) {
    const key = property.getChild('PropertyDefinition');
    if (key) script.add('export', script.text(key), key, { detail: 'CommonJS' });
  }
}
