// Rules about the values of attributes: types, names of handlers, fidelity, and texts that have a grammar of their own.
import {
  edgeAttributes,
  fidelities,
  graphAttributes,
  misfit,
  nodeAttributes,
  type AttributeKind,
} from '../attributes.ts';
import { textOf, type Attribute, type Workflow } from '../graph.ts';
import { shapes } from '../handlers.ts';
import { stageStatuses } from '../outcome.ts';
import { readCondition, readStylesheet, type SyntaxFault } from '../syntax.ts';
import { rangeOf, lineStarts } from '../../spec/lines.ts';
import type { Range } from '../../spec/model.ts';
import { atEdge, atGraph, atNode, closest, type Diagnostic, type WorkflowRule } from './diagnostic.ts';

type Said = Pick<Diagnostic, 'message' | 'fix' | 'edit'>;
type At = (said: Said, severity: Diagnostic['severity'], at: Attribute) => Diagnostic;

/** Each attribute of the graph, of its nodes and its edges, with the kinds that belong there. */
function* attributesOf(
  graph: Workflow,
  rule: string,
): Generator<{ at: At; attribute: Attribute; kinds: Readonly<Record<string, AttributeKind>> }> {
  for (const attribute of graph.attributes.values())
    yield {
      ...{ attribute, kinds: graphAttributes },
      at: (said, severity, one) => atGraph(rule, severity, graph, said, one),
    };
  for (const node of graph.nodes.values())
    for (const attribute of node.attributes.values())
      yield {
        ...{ attribute, kinds: nodeAttributes },
        at: (said, severity, one) => atNode(rule, severity, node, said, one),
      };
  for (const edge of graph.edges)
    for (const attribute of edge.attributes.values())
      yield {
        ...{ attribute, kinds: edgeAttributes },
        at: (said, severity, one) => atEdge(rule, severity, edge, said, one.valueRange),
      };
}

/** One diagnostic for one place in the text: a default is said once, not for each node that takes it. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map(diagnostics.map((one) => [`${one.range.offset} ${one.message}`, one]));
  return [...seen.values()];
}

const attributeType: WorkflowRule = {
  name: 'attribute_type',
  apply: (graph) =>
    once(
      [...attributesOf(graph, 'attribute_type')].flatMap(({ at, attribute, kinds }) => {
        const kind = Object.hasOwn(kinds, attribute.key) ? kinds[attribute.key] : undefined;
        const wanted = kind && misfit(kind, attribute.value, attribute.type === 'duration');
        if (!wanted) return [];
        const message = `Unexpected ${attribute.text} for \`${attribute.key}\`, expected ${wanted}.`;
        return [at({ message, fix: `Write ${wanted}.` }, 'error', attribute)];
      }),
    ),
};

const attributeKnown: WorkflowRule = {
  name: 'attribute_known',
  apply: (graph) =>
    once(
      [...attributesOf(graph, 'attribute_known')].flatMap(({ at, attribute, kinds }) => {
        if (Object.hasOwn(kinds, attribute.key)) return [];
        const meant = closest(attribute.key, Object.keys(kinds));
        if (!meant) return [];
        const said = {
          message: `\`${attribute.key}\` means nothing here.`,
          fix: `Write \`${meant}\`, if that is meant.`,
        };
        return [at(said, 'warning', attribute)];
      }),
    ),
};

const typeKnown: WorkflowRule = {
  name: 'type_known',
  apply: (graph, { types }) =>
    [...graph.nodes.values()].flatMap((node) => {
      const type = node.attributes.get('type');
      if (!type || type.value === '' || types.has(String(type.value))) return [];
      const meant = closest(String(type.value), types);
      const said = {
        message: `No handler is registered for the type \`${String(type.value)}\`.`,
        fix: meant
          ? `Write \`${meant}\`.`
          : 'Register a handler for it where the workflow is run; without one it is refused.',
        ...(meant ? { edit: { range: type.valueRange, newText: `"${meant}"` } } : {}),
      };
      return [atNode('type_known', 'warning', node, said, type)];
    }),
};

/** Ours: the manager loop is in the dialect and not yet in the engine; an unknown shape would silently be a model stage. */
const handlerFound: WorkflowRule = {
  name: 'handler_found',
  apply: (graph) =>
    [...graph.nodes.values()].flatMap((node) => {
      const [type, shape] = [textOf(node, 'type'), node.attributes.get('shape')];
      if (type === 'stack.manager_loop' || (type === '' && shape?.value === 'house'))
        return [
          atNode('handler_found', 'error', node, {
            message: `\`${node.id}\` is a manager loop, which this version does not run.`,
            fix: 'Use a loop of edges with a condition, or a custom type of your own.',
          }),
        ];
      if (type !== '' || !shape || shapes.has(String(shape.value))) return [];
      const meant = closest(String(shape.value), shapes.keys());
      const said = {
        message: `The shape \`${String(shape.value)}\` has no handler.`,
        fix: meant
          ? `Write \`${meant}\`.`
          : `Write one of ${[...shapes.keys()].join(', ')}, or add a \`type\`.`,
        ...(meant ? { edit: { range: shape.valueRange, newText: meant } } : {}),
      };
      return [atNode('handler_found', 'error', node, said, shape)];
    }),
};

const fidelityValid: WorkflowRule = {
  name: 'fidelity_valid',
  apply: (graph) =>
    once(
      [...attributesOf(graph, 'fidelity_valid')].flatMap(({ at, attribute }) => {
        if (!/^(default_)?fidelity$/.test(attribute.key) || attribute.value === '') return [];
        if (fidelities.some((one) => one === attribute.value)) return [];
        const message = `Unexpected fidelity ${attribute.text}, expected one of ${fidelities.join(', ')}.`;
        return [
          at(
            { message, fix: 'Write one of them; `compact` is taken where none is set.' },
            'warning',
            attribute,
          ),
        ];
      }),
    ),
};

/** Where a fault inside a quoted text lies in the file: exactly where no escape stands before it, else the whole text. */
function placeIn(graph: Workflow, attribute: Attribute, { range }: SyntaxFault): Range {
  const { valueRange, text } = attribute;
  const quote = text.startsWith('"') ? 1 : 0;
  if (text.slice(0, quote + range.endOffset).includes('\\')) return valueRange;
  const from = valueRange.offset + quote;
  return rangeOf(graph.source, lineStarts(graph.source), from + range.offset, from + range.endOffset);
}

const conditionSyntax: WorkflowRule = {
  name: 'condition_syntax',
  apply: (graph) =>
    graph.edges.flatMap((edge) => {
      const condition = edge.attributes.get('condition');
      if (!condition || String(condition.value).trim() === '') return [];
      const read = readCondition(String(condition.value));
      if (read.ok) return [];
      const said = { message: `Condition: ${read.fault.message}`, fix: read.fault.next };
      return [atEdge('condition_syntax', 'error', edge, said, placeIn(graph, condition, read.fault))];
    }),
};

/** Ours: `outcome=failed` would never be true. */
const conditionValue: WorkflowRule = {
  name: 'condition_value',
  apply: (graph) =>
    graph.edges.flatMap((edge) => {
      const condition = edge.attributes.get('condition');
      const read = readCondition(String(condition?.value ?? ''));
      if (!condition || !read.ok) return [];
      return read.value
        .filter(({ key, literal }) => key === 'outcome' && !stageStatuses.some((one) => one === literal))
        .map(({ literal, operator }) =>
          atEdge(
            ...(['condition_value', 'warning', edge] as const),
            {
              message: `No stage has the outcome \`${literal}\`: this is ${operator === '=' ? 'never' : 'always'} true.`,
              fix: `Write ${stageStatuses.map((one) => `\`${one}\``).join(', ')}.`,
            },
            condition.valueRange,
          ),
        );
    }),
};

const stylesheetSyntax: WorkflowRule = {
  name: 'stylesheet_syntax',
  apply: (graph) => {
    const sheet = graph.attributes.get('model_stylesheet');
    if (!sheet || String(sheet.value).trim() === '') return [];
    const read = readStylesheet(String(sheet.value));
    if (read.ok) return [];
    const said = { message: `Stylesheet: ${read.fault.message}`, fix: read.fault.next };
    return [
      { ...atGraph('stylesheet_syntax', 'error', graph, said), range: placeIn(graph, sheet, read.fault) },
    ];
  },
};

export const valueRules: readonly WorkflowRule[] = [
  ...[conditionSyntax, stylesheetSyntax, typeKnown, fidelityValid],
  ...[handlerFound, attributeType, attributeKnown, conditionValue],
];
