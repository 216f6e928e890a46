// Writes a proposed scenario from its parts, one block per sentence, so that what a model or a form says is plain data until here.
// A proposal is a draft: it counts once a human keeps it.
// Invariant: no part can end its line, its block or the front matter: sentences are one plain line, blocks are flow YAML.
import { stringify } from 'yaml';
import type { CliStep, FileStep, Variable } from './schema.ts';

export type WrittenStep = { readonly sentence: string } & (
  { readonly kind: 'cli'; readonly cli: CliStep } | { readonly kind: 'file'; readonly file: FileStep }
);

export interface ScenarioParts {
  readonly id: string;
  readonly spec: string;
  readonly requirements: readonly string[];
  readonly title: string;
  readonly story: string;
  readonly vars: Readonly<Record<string, Variable>>;
  readonly steps: readonly WrittenStep[];
  /** Where the words come from; a comment in the front matter. */
  readonly origin?: string;
}

export function writeScenario(parts: ScenarioParts): string {
  const { id, spec, requirements, vars, origin } = parts;
  const title = plainLine(parts.title, 120) || 'One thing';
  const story = plainLine(parts.story, 1000);
  // One trajectory where nothing differs between two: the same run three times is no more evidence.
  const varied = Object.keys(vars).length > 0;
  const front = [
    ...(origin === undefined ? [] : [`# ${plainLine(origin, 200)}`]),
    'schema: dimmer/scenario@1',
    `id: ${flow(id)}`,
    `spec: ${flow(spec)}`,
    `requirements: ${flow(requirements)}`,
    'status: draft',
    ...(varied ? [`vars: ${flow(vars)}`] : ['trajectories: 1']),
  ];
  const body = [`# Scenario: ${title}`, ...(story === '' || story === title ? [] : [story])];
  return `---\n${front.join('\n')}\n---\n${body.join('\n\n')}\n\n${parts.steps.map(written).join('\n')}`;
}

function written(step: WrittenStep): string {
  const fields = Object.entries(step.kind === 'cli' ? step.cli : step.file)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}: ${flow(value)}\n`);
  return `* ${plainLine(step.sentence, 300) || 'Then this holds'}\n  \`\`\`${step.kind}\n${fields.join('')}  \`\`\`\n`;
}

/** One line of YAML, whatever is in it. */
function flow(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    blockQuote: false,
    flowCollectionPadding: true,
  })
    .trim()
    .replaceAll('\n', ' ');
}

/** Text as one line of prose: no control or format characters, nothing that Markdown reads as structure. */
export function plainLine(text: string, most: number): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^(?:[\s#>*+\-=~]|\d{1,9}[.)](?=\s|$))+/, '')
    .replace(/[<\\]/g, (character) => `\\${character}`)
    .replace(/`{2,}/g, '`')
    .trim()
    .slice(0, most)
    .replace(/\\$/, '');
}
