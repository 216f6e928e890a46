// HTTP routes that a JavaScript or TypeScript file answers. Invariant: only calls on what is, or is called like, a router count,
// because clients (`axios.get('/x')`) and maps have the same methods.
import { argumentsOf, literal, literals, textOf, valueOf, type Script, type SyntaxNode } from './script.ts';

const methods = /^(get|post|put|patch|delete|all|head|options)$/;
const makers =
  'express|(?:express\\.)?Router|[fF]astify|Hono|OpenAPIHono|Elysia|polka|restify\\.createServer|[Hh]api\\.server';
const made = new RegExp(`^(?:${makers})$`);
const bound = new RegExp(
  `\\b(\\w+)\\s*(?::[^=;\\n]+)?=\\s*(?:await\\s+)?(?:new\\s+)?(?:${makers})\\s*(?:<[^;()]*>)?\\(`,
  'g',
);
const called = /(^|[a-z])(app|router|server|fastify)$/i;

/** Names that a file binds to a router. */
export const routersIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(bound)].map(([, name = '']) => name));

export function routesAt(script: Script, call: SyntaxNode, property: SyntaxNode): void {
  const method = script.text(property);
  if (!isRouter(script, receiverOf(call))) return;
  const [first, ...handlers] = argumentsOf(call);
  if (method === 'route') {
    const path = literal(script, valueOf(script, first, 'url') ?? valueOf(script, first, 'path'));
    for (const one of literals(script, valueOf(script, first, 'method')))
      if (path?.startsWith('/')) script.add('route', `${one.toUpperCase()} ${path}`, property);
  }
  if (!methods.test(method)) return;
  const path = literal(script, first) ?? pathOfChain(script, call);
  const handler = literal(script, first) === undefined ? first : handlers.at(-1);
  if (
    path?.startsWith('/') &&
    handler &&
    !/^(ObjectExpression|String|TemplateString|Number)$/.test(handler.name)
  )
    script.add('route', `${method.toUpperCase()} ${path}`, property);
}

/** `/x` of `router.route('/x').get(list).post(add)`, seen from one of the later calls. */
function pathOfChain(script: Script, call: SyntaxNode): string | undefined {
  for (let at = objectOf(call); at?.name === 'CallExpression'; at = objectOf(at)) {
    const property = at.firstChild?.getChild('PropertyName');
    if (property && script.text(property) === 'route') return literal(script, argumentsOf(at)[0]);
  }
  return undefined;
}

const objectOf = (call: SyntaxNode) =>
  call.firstChild?.name === 'MemberExpression' ? (call.firstChild.firstChild ?? undefined) : undefined;

/** What the first call of a chain is made on. */
function receiverOf(call: SyntaxNode): SyntaxNode | undefined {
  let at = objectOf(call);
  for (let up = at; up?.name === 'CallExpression'; up = objectOf(up)) at = objectOf(up) ?? up;
  return at;
}

function isRouter(script: Script, node: SyntaxNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.name === 'CallExpression' || node.name === 'NewExpression')
    return made.test(textOf(script, node).replace(/^new\s+|\([^]*$|<[^]*$/g, ''));
  const name = /\w+$/.exec(textOf(script, node))?.[0] ?? '';
  return script.routers.has(name) || called.test(name);
}
