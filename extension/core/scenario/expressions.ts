// Finds regular expressions and JSON paths in a scenario that are not valid, before they can fail a product for it.
import type { Expectation } from './browser-step.ts';
import { expressionProblems, pathProblems } from './match.ts';
import { pageWordsProblems } from './page-words.ts';
import type { ScenarioProblem } from './parse-scenario.ts';
import type { Matcher, Scenario, Step } from './schema.ts';

export function invalidExpressions(scenario: Scenario): ScenarioProblem[] {
  return scenario.steps.flatMap((step) => {
    const { matchers, jsonPaths = [], words = [] } = expressionsOf(step);
    const messages = [
      ...matchers.flatMap((matcher) => (matcher === undefined ? [] : expressionProblems(matcher))),
      ...jsonPaths.flatMap(pathProblems),
      ...words.flatMap(pageWordsProblems),
    ];
    return messages.map((message) => ({ line: step.line, message }));
  });
}

/** How many things a scenario checks by execution; a scenario without any proves nothing. */
export function mustCount(scenario: Scenario): number {
  return scenario.steps.filter((step) => expectations(step) > 0).length;
}

function expectations(step: Step): number {
  switch (step.kind) {
    case 'cli':
      return Object.keys(step.cli.expect ?? {}).length;
    case 'http':
      return Object.keys(step.http.expect ?? {}).length;
    case 'file':
      return Object.keys(step.file.expect ?? {}).length;
    case 'browser':
      return step.browser.expect?.length ?? 0;
    case 'twin':
      return Object.values(step.twin).flatMap(({ expect }) => Object.keys(expect ?? {})).length;
    case 'judge':
      return 0;
  }
}

interface Expressions {
  readonly matchers: readonly (Matcher | undefined)[];
  readonly jsonPaths?: readonly string[];
  /** As `page-words.ts` reads them. */
  readonly words?: readonly string[];
}

function expressionsOf(step: Step): Expressions {
  switch (step.kind) {
    case 'cli':
      return withJson([step.cli.expect?.stdout, step.cli.expect?.stderr], step.cli);
    case 'http':
      return withJson([step.http.expect?.body, ...Object.values(step.http.expect?.headers ?? {})], step.http);
    case 'file':
      return withJson([step.file.expect?.text], step.file);
    case 'browser':
      return onPage(step.browser);
    case 'twin': {
      const asked = Object.values(step.twin).map(({ expect, capture }) =>
        withJson([], { expect: { json: expect }, capture }),
      );
      return {
        matchers: asked.flatMap(({ matchers }) => matchers),
        jsonPaths: asked.flatMap(({ jsonPaths = [] }) => jsonPaths),
      };
    }
    case 'judge':
      return { matchers: [] };
  }
}

interface Checked {
  readonly expect?: { readonly json?: Readonly<Record<string, Matcher>> | undefined } | undefined;
  readonly capture?: Readonly<Record<string, string>> | undefined;
}

function withJson(texts: Expressions['matchers'], { expect, capture }: Checked): Expressions {
  const json = expect?.json ?? {};
  return {
    matchers: [...texts, ...Object.values(json)],
    jsonPaths: [...Object.keys(json), ...Object.values(capture ?? {})],
  };
}

function onPage({
  do: actions = [],
  expect = [],
  capture = {},
}: Extract<Step, { kind: 'browser' }>['browser']) {
  const waited = actions.flatMap((action) => action.wait ?? []);
  const looked: Expectation[] = [...expect, ...waited];
  const parts = looked.flatMap((one) => Object.entries(one));
  const alone = parts.flatMap(([key, value]) =>
    ['url', 'title', 'text', 'status'].includes(key) ? [value] : [],
  );
  const compared = looked.flatMap((one) => [one.value?.is, one.count?.is]);
  const located = [...looked, ...actions].flatMap((one) => Object.values(one)).concat(Object.values(capture));
  return {
    matchers: [...(alone as Matcher[]), ...compared],
    words: [
      ...alone.filter((one): one is string => typeof one === 'string'),
      ...located.flatMap((one) => wordsOf(one)),
    ],
  };
}

function wordsOf(located: unknown): string[] {
  if (typeof located !== 'object' || located === null) return [];
  const { name, label, text } = located as Readonly<Record<string, unknown>>;
  return [name, label, text].filter((one): one is string => typeof one === 'string');
}
