// What the lint worker answers to a request. A bug in a rule costs that answer, never the worker.
// It keeps the facts of every file that it was told of or has linted, so that a request carries one text and not the whole set.
import { decodeConfiguration } from '../configuration.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { toSpec, type ParsedSpec } from '../spec/parsed-spec.ts';
import { completionsAt } from './completions.ts';
import type { SpecFacts } from './fact.ts';
import { factsOf } from './facts.ts';
import { lintSpec } from './lint.ts';
import { lintSettings, type LintSettings } from './settings.ts';
import { mentionsOf, symbolAt } from './symbols.ts';
import type { EditingRequest, LintAnswer, LintRequest } from './worker-messages.ts';

/** One for each worker. */
export function createAnswerer(): (request: LintRequest) => LintAnswer | undefined {
  const known = new Map<string, SpecFacts>();
  const parsed = new Map<string, ParsedSpec>();
  let sets = new Map<string, readonly SpecFacts[]>();
  const keep = (facts: SpecFacts) => {
    known.set(facts.path, facts);
    sets = new Map();
  };
  /** The same array as long as nothing changed: what is made from it is kept with it. */
  const setIn = (root: string) => {
    const set = sets.get(root) ?? [...known.values()].filter(({ path }) => path.startsWith(root));
    sets.set(root, set);
    return set;
  };
  return (request) => {
    if (request.type === 'known') {
      for (const { path } of request.gone) known.delete(path);
      request.facts.forEach(keep);
      sets = new Map();
      return undefined;
    }
    const { id, text, path } = request;
    try {
      if (request.type === 'parse') return { type: 'parsed', id, spec: toSpec(parseSpec(text, path)) };
      if (request.type === 'workflow')
        return { type: 'failed', id, message: 'a spec is not asked for "workflow"' };
      const { configuration, root = '', ...context } = request.context;
      const { profile, grades } = settingsOf(configuration);
      const kept = parsed.get(path);
      parsed.delete(path);
      const spec = kept?.text === text ? kept : parseSpec(text, path, request.problem, profile);
      const facts = factsOf(spec);
      if (request.type !== 'lint' && request.type !== 'facts')
        return answerEditing(request, spec, [...setIn(root).filter((one) => one.path !== path), facts]);
      if (JSON.stringify(known.get(path)) !== JSON.stringify(facts)) keep(facts);
      if (request.type === 'facts') {
        if (request.keep) parsed.set(path, spec);
        return { type: 'facts', id, facts };
      }
      const set = context.set ?? setIn(root);
      const lint = lintSpec(spec, { ...context, set, grades: { ...grades, ...context.grades } });
      return { type: 'linted', id, lint, facts };
    } catch (error) {
      return { type: 'failed', id, message: error instanceof Error ? error.message : String(error) };
    }
  };
}

function answerEditing(request: EditingRequest, spec: ParsedSpec, set: readonly SpecFacts[]): LintAnswer {
  const { id } = request;
  if (request.type === 'complete')
    return { type: 'completions', id, items: completionsAt(spec, set, request.offset) };
  if (request.type === 'symbol')
    return { type: 'found', id, symbol: symbolAt(spec, set, request.offset, request.newName) };
  return { type: 'mentioned', id, mentions: mentionsOf(spec, set, request.symbol, request.newName) };
}

function settingsOf(configuration: string | undefined): LintSettings {
  return lintSettings(configuration === undefined ? {} : decodeConfiguration(configuration).configuration);
}
