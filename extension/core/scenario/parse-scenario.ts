// Turns a scenario file into a typed scenario, or into the list of everything that is wrong with it.
// Invariant: never throws on any text; what it accepts is closed, so nothing written in a scenario is silently ignored.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod/mini';
import { parsingCost, highestCost } from '../spec/parsing-cost.ts';
import { browserStepSchema } from './browser-step.ts';
import { describeIssue } from './describe-issue.ts';
import { dataProblem } from './plain-data.ts';
import {
  cliStepSchema,
  fileStepSchema,
  frontMatterSchema,
  httpStepSchema,
  judgeStepSchema,
  milliseconds,
  type Scenario,
  type Step,
} from './schema.ts';
import { shapeProblems } from './shape.ts';
import { templateProblems } from './template.ts';
import { twinStepSchema } from './twin-step.ts';

export interface ScenarioProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

const maxCharacters = 256 * 1024;
/** Quotes and lists, each in the one before. */
const levels = /^(?:[ \t]*(?:>|[*+-](?=[ \t]))){200}/m;
const blocks: { readonly [K in Step['kind']]: z.ZodMiniType } = {
  cli: cliStepSchema,
  http: httpStepSchema,
  file: fileStepSchema,
  browser: browserStepSchema,
  twin: twinStepSchema,
  judge: judgeStepSchema,
};
const kinds = Object.keys(blocks);

export function parseScenario(source: string): ParsedScenario {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (text.trim() === '') return failed('the file is empty');
  if (text.length > maxCharacters) return failed('the file is larger than 256 KB');
  if (text.includes('\0')) return failed('the file is not text');
  if (parsingCost(text) > highestCost || levels.test(text))
    return failed('the file cannot be read in reasonable time: too many marks or levels');
  const parts = /^---\n([\s\S]*?)\n---[ \t]*(?:\n|$)/.exec(text);
  if (parts === null)
    return failed(
      'no front matter: the file starts with a line `---`, then `schema`, `id`, `spec` and `requirements`',
    );
  const problems: ScenarioProblem[] = [];
  const front = readYaml(frontMatterSchema, parts[1] as string, 2, 'front matter', problems);
  const body = readBody(text.slice(parts[0].length), parts[0].split('\n').length - 1, problems);
  if (front === undefined || problems.length > 0) return { ok: false, problems };
  const { timeout, ...rest } = front;
  const scenario: Scenario = { ...rest, ...body, timeoutMs: milliseconds(timeout), text };
  const unresolved = [...templateProblems(scenario), ...shapeProblems(scenario)];
  return unresolved.length > 0 ? { ok: false, problems: unresolved } : { ok: true, scenario };
}

function failed(message: string): ParsedScenario {
  return { ok: false, problems: [{ line: 1, message }] };
}

function readYaml<T>(
  schema: z.ZodMiniType<T>,
  yaml: string,
  line: number,
  where: string,
  problems: ScenarioProblem[],
): T | undefined {
  let data: unknown;
  try {
    data = parseYaml(yaml, { maxAliasCount: 20 });
  } catch (error) {
    problems.push({ line, message: `${where} is not YAML: ${(error as Error).message.split('\n')[0]}` });
    return undefined;
  }
  const unusable = dataProblem(data);
  if (unusable !== undefined) {
    problems.push({ line, message: `${where}: ${unusable}` });
    return undefined;
  }
  const result = z.safeParse(schema, data);
  if (result.success) return result.data;
  for (const issue of result.error.issues)
    problems.push({ line, message: `${where}: ${describeIssue(issue)}` });
  return undefined;
}

type Node = ReturnType<typeof fromMarkdown>['children'][number];

function readBody(
  markdown: string,
  before: number,
  problems: ScenarioProblem[],
): Pick<Scenario, 'title' | 'story' | 'steps'> {
  const titles: string[] = [];
  const story: string[] = [];
  const steps: Step[] = [];
  let sentence = '';
  const visit = (node: Node): void => {
    const line = before + (node.position?.start.line ?? 1);
    if (node.type === 'heading') titles.push(textOf(node));
    else if (node.type === 'paragraph') {
      sentence = textOf(node);
      story.push(sentence);
    } else if (node.type === 'code') {
      const step = readStep(node.lang ?? '', node.value, sentence, line, problems);
      if (step !== undefined) steps.push(step);
    } else if ('children' in node) for (const child of node.children) visit(child as Node);
  };
  for (const node of fromMarkdown(markdown).children) visit(node);
  const scenarios = titles.filter((title) => /^scenario:/i.test(title));
  if (scenarios.length > 1)
    problems.push({ line: 1, message: 'more than one `Scenario:` heading; write one scenario per file' });
  if (steps.length === 0 && problems.length === 0)
    problems.push({ line: before + 1, message: 'no step: add a ```cli, ```http or ```file block' });
  const title = (scenarios[0] ?? titles[0] ?? '').replace(/^(scenario|feature):\s*/i, '');
  return { title, story: story.join('\n'), steps };
}

function readStep(
  kind: string,
  yaml: string,
  sentence: string,
  line: number,
  problems: ScenarioProblem[],
): Step | undefined {
  if (!Object.hasOwn(blocks, kind)) {
    problems.push({ line, message: `unknown block \`${kind}\`; expected one of ${kinds.join(', ')}` });
    return undefined;
  }
  const data = readYaml(blocks[kind as Step['kind']], yaml, line, `${kind} block`, problems);
  // The table above pairs each kind with its own schema.
  return data === undefined ? undefined : ({ sentence, line, kind, [kind]: data } as unknown as Step);
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => textOf(child as Node)).join('') : '';
}
