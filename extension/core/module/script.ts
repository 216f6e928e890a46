// Small questions about one node of a JavaScript or TypeScript syntax tree.
import type { parser } from '@lezer/javascript';
import { firstSentence, type Fact, type FactKind } from './fact.ts';

export type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

export interface Script {
  readonly path: string;
  /** Whether the file imports a library of commands, or calls one by its usual name. */
  readonly hasCommands: boolean;
  /** Names that it binds to an HTTP router. */
  readonly routers: ReadonlySet<string>;
  /** Names that it calls `parse` on. */
  readonly parsed: ReadonlySet<string>;
  /** The source of a node. */
  text(node: { readonly from: number; readonly to: number }): string;
  add(kind: FactKind, name: string, node: SyntaxNode, more?: Partial<Fact>): void;
}

/** What a string or template says; a hole in a template is `…`. Undefined for anything else. */
export function literal(script: Script, node: SyntaxNode | null | undefined): string | undefined {
  if (node?.name !== 'String' && node?.name !== 'TemplateString') return undefined;
  return script
    .text(node)
    .slice(1, -1)
    .replace(/\$\{[^}]*\}/g, '…')
    .replace(/\\(['"`\\])/g, '$1')
    .replace(/\\[nrt]/g, ' ');
}

/** A value that stands in the source itself. */
export function constant(script: Script, node: SyntaxNode | null | undefined): string | undefined {
  const said = literal(script, node);
  if (said !== undefined) return said;
  return node && /^(Number|BooleanLiteral|null)$/.test(node.name) ? script.text(node) : undefined;
}

/** The literal, or the literals of an array. */
export function literals(script: Script, node: SyntaxNode | null | undefined): string[] {
  const all = node?.name === 'ArrayExpression' ? node.getChildren('String') : [node];
  return all.flatMap((one) => literal(script, one) ?? []);
}

/** The beginning of a node's source: enough to tell what it is. */
export const textOf = (script: Script, { from, to }: SyntaxNode) =>
  script.text({ from, to: Math.min(to, from + 200) });

export function keyOf(script: Script, property: SyntaxNode): string | undefined {
  const plain = property.getChild('PropertyDefinition');
  return plain ? script.text(plain) : literal(script, property.getChild('String'));
}

export function valueOf(
  script: Script,
  object: SyntaxNode | undefined | null,
  key: string,
): SyntaxNode | undefined {
  if (object?.name !== 'ObjectExpression') return undefined;
  const found = object.getChildren('Property').find((one) => keyOf(script, one) === key);
  return found?.lastChild ?? undefined;
}

export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let node = call.getChild('ArgList')?.firstChild; node; node = node.nextSibling)
    if (!/^[(),]$/.test(node.name) && !node.name.endsWith('Comment')) found.push(node);
  return found;
}

/** The comment that ends right above a statement. */
export function commentAbove(script: Script, node: SyntaxNode): string {
  const before = node.prevSibling;
  if (before?.name !== 'BlockComment') return '';
  const said = script.text(before);
  return said.startsWith('/**') ? firstSentence(said) : '';
}
