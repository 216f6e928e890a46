// What may be written at the caret of a scenario, from the published JSON Schema of the format.
import type { CompletionContext, CompletionResult, Completion } from '@codemirror/autocomplete';
import schema from '../../docs/schemas/scenario.schema.json';
import { placeIn, type Place } from './place.ts';

/** The parts of JSON Schema that the format uses. */
interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly $ref?: string;
}

const root = schema as unknown as Node & { readonly $defs: Readonly<Record<string, Node>> };

/** Kinds of blocks, for the line that opens one. */
export const blockKinds = Object.keys(root.properties ?? {}).filter((name) => name !== 'frontMatter');

/** `requirements` are the ids that the front matter may name. */
export function completeScenario(requirements: () => readonly string[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const before = context.state.sliceDoc(0, context.pos);
    const fence = /^[ \t]*```([a-z]*)$/m.exec(before.slice(before.lastIndexOf('\n') + 1));
    if (fence !== null)
      return result(
        context,
        fence[1] ?? '',
        blockKinds.map((label) => ({ label, type: 'type' })),
      );
    const place = placeIn(before);
    if (place === undefined) return null;
    const options = optionsAt(place, requirements());
    const typing = place.word !== '' || context.explicit || /[:{,[]\s$/.test(before);
    return options.length > 0 && typing ? result(context, place.word, options) : null;
  };
}

function result(context: CompletionContext, word: string, options: readonly Completion[]): CompletionResult {
  return { from: context.pos - word.length, options: [...options], validFor: /^[\w$.-]*$/ };
}

/** Keys where a key is written, values where a value is. */
export function optionsAt({ part, path, key }: Place, requirements: readonly string[]): Completion[] {
  if (key !== undefined && part === 'frontMatter' && key === 'requirements')
    return requirements.map((label) => ({ label, type: 'constant' }));
  const around = descend(nodesOf(root.properties?.[part]), path);
  if (key !== undefined) return valuesOf(around.flatMap((node) => below(node, key)));
  return around.flatMap((node) => keysOf(node)).filter(unique);
}

function descend(nodes: readonly Node[], path: readonly string[]): Node[] {
  return path.reduce<Node[]>((at, key) => at.flatMap((node) => below(node, key)), [...nodes]);
}

/** A node with its references and alternatives opened; of a list, what its items are. Each reference once: JSON contains itself. */
function nodesOf(node: Node | undefined, opened: ReadonlySet<string> = new Set()): Node[] {
  if (node === undefined) return [];
  const { $ref } = node;
  if ($ref !== undefined) {
    const target = root.$defs[$ref.split('/').at(-1) ?? ''];
    return opened.has($ref) ? [] : nodesOf(target, new Set([...opened, $ref]));
  }
  if (node.anyOf !== undefined) return node.anyOf.flatMap((one) => nodesOf(one, opened));
  return node.items === undefined ? [node] : [node, ...nodesOf(node.items, opened)];
}

function below(node: Node, key: string): Node[] {
  const named = node.properties?.[key];
  if (named !== undefined) return nodesOf(named);
  return typeof node.additionalProperties === 'object' ? nodesOf(node.additionalProperties) : [];
}

function keysOf({ properties = {}, required = [] }: Node): Completion[] {
  return Object.entries(properties).map(([label, node]) => ({
    label,
    apply: `${label}: `,
    type: 'property',
    detail: detailOf(node),
    boost: required.includes(label) ? 1 : 0,
  }));
}

function detailOf(node: Node): string {
  const words = [
    ...new Set(
      nodesOf(node).flatMap(({ type, enum: values }) => (values ? ['one of'] : [type ?? []].flat())),
    ),
  ];
  const standard = node.default === undefined ? '' : `, else ${JSON.stringify(node.default)}`;
  return `${words.join(' or ')}${standard}`;
}

function valuesOf(nodes: readonly Node[]): Completion[] {
  const values = nodes.flatMap((node) => [
    ...(node.enum ?? []),
    ...(node.const === undefined ? [] : [node.const]),
    ...([node.type].flat().includes('boolean') ? [true, false] : []),
  ]);
  return [...new Set(values.map(String))].map((label) => ({ label, type: 'enum' }));
}

function unique(one: Completion, at: number, all: readonly Completion[]): boolean {
  return all.findIndex(({ label }) => label === one.label) === at;
}
