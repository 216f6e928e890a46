// Turns a scenario file into a typed scenario, or into the list of everything that is wrong with it.
// Invariant: never throws on any text; what it accepts is closed, so nothing written in a scenario is silently ignored.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod/mini';
import { describeIssue } from './describe-issue.ts';
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
import { templateProblems } from './template.ts';

export interface ScenarioProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

const maxCharacters = 256 * 1024;
const notYet = ['browser', 'twin'];

export function parseScenario(source: string): ParsedScenario {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (text.trim() === '') return failed('the file is empty');
  if (text.length > maxCharacters) return failed('the file is larger than 256 KB');
  if (text.includes('\0')) return failed('the file is not text');
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
  const unresolved = templateProblems(scenario);
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
    problems.push({ line: before + 1, message: 'no step: add a ```cli or ```file block' });
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
  const common = { sentence, line };
  const where = `${kind} block`;
  if (kind === 'cli') {
    const cli = readYaml(cliStepSchema, yaml, line, where, problems);
    return cli && { ...common, kind, cli };
  }
  if (kind === 'http') {
    const http = readYaml(httpStepSchema, yaml, line, where, problems);
    return http && { ...common, kind, http };
  }
  if (kind === 'file') {
    const file = readYaml(fileStepSchema, yaml, line, where, problems);
    return file && { ...common, kind, file };
  }
  if (kind === 'judge') {
    const judge = readYaml(judgeStepSchema, yaml, line, where, problems);
    return judge && { ...common, kind, judge };
  }
  const message = notYet.includes(kind)
    ? `${kind} blocks cannot be run by this version; use cli, http, file or judge`
    : `unknown block \`${kind}\`; expected cli, http, file or judge`;
  problems.push({ line, message });
  return undefined;
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => textOf(child as Node)).join('') : '';
}
