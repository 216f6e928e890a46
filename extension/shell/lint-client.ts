// The host's side of the lint worker. The parser stays out of the extension host: only text and findings cross.
// Invariant: every request is answered or rejected; a worker that dies or hangs is replaced at the next request.
import { Worker } from 'node:worker_threads';
import type { Completion } from '../core/lint/completions.ts';
import type { SpecFacts } from '../core/lint/fact.ts';
import { changedKeys, dependsOn } from '../core/lint/fact-set.ts';
import type { FileLint } from '../core/lint/finding.ts';
import type { FoundSymbol, Mention } from '../core/lint/symbols.ts';
import type { LintAnswer, LintRequest, WorkerContext } from '../core/lint/worker-messages.ts';
import type { ReadWorkflow } from '../core/protocol/workflow-picture.ts';
import type { Spec } from '../core/spec/model.ts';

export interface LintClient {
  /** Findings of `text`, all of them. `uri` names the spec and is given to `context`. */
  lint(text: string, uri: string): Promise<FileLint>;
  parse(text: string, path: string): Promise<Spec>;
  /** What a workflow is to a run, with its picture; asked of the worker for workflows. */
  workflow(text: string): Promise<ReadWorkflow>;
  complete(text: string, uri: string, offset: number): Promise<readonly Completion[]>;
  /** The id or term at `offset`; with `newName`, also why it cannot be called that. */
  symbol(text: string, uri: string, offset: number, newName?: string): Promise<FoundSymbol | undefined>;
  /** Where `text` mentions it. */
  mentions(text: string, uri: string, symbol: FoundSymbol, newName?: string): Promise<readonly Mention[]>;
  /** Tells the linter what a file of the set says, without linting it. */
  learn(text: string, uri: string): Promise<void>;
  /** The file is no longer part of the set. */
  forget(uri: string): void;
  /** Whether something that `uri` says or cites is among the `changed` keys. */
  dependsOn(uri: string, changed: ReadonlySet<string>): boolean;
  /** Hears which keys have other values than before, after a text was linted, learnt or forgotten. */
  onDidChangeFacts(listener: (uri: string, changed: ReadonlySet<string>) => void): void;
  dispose(): void;
}

export interface LintClientOptions {
  /** Absolute path of `dist/lint-worker.mjs`. */
  readonly workerFile: string;
  /** What is known beyond the text: what visible scenarios show, the text of `dimmer.yaml`. */
  readonly context?: (uri: string) => Promise<WorkerContext>;
  /** A request that takes longer costs the worker its life. */
  readonly timeoutMs?: number;
}

type Unnumbered<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

interface Waiting {
  readonly resolve: (answer: LintAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export function createLintClient(options: LintClientOptions): LintClient {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let requests = 0;
  const known = new Map<string, SpecFacts>();
  const listeners: ((uri: string, changed: ReadonlySet<string>) => void)[] = [];

  const keep = (uri: string, facts: SpecFacts | undefined) => {
    const path = pathOf(uri);
    const changed = changedKeys(known.get(path), facts);
    if (facts) known.set(path, facts);
    else known.delete(path);
    if (changed.size > 0) for (const listener of listeners) listener(uri, changed);
  };

  const failAll = (message: string) => {
    worker = undefined;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new Error(message));
    }
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(options.workerFile);
    started.unref();
    // A new worker knows nothing: it is told what the one before it had learnt.
    if (known.size > 0) started.postMessage({ type: 'known', facts: [...known.values()], gone: [] });
    started.on('message', (answer: LintAnswer) => settle(waiting, answer));
    const gone = (message: string) => () => worker === started && failAll(message);
    started.on('error', gone('The linter stopped. Nothing was changed; it starts again at the next edit.'));
    started.on('exit', gone('The linter stopped. Nothing was changed; it starts again at the next edit.'));
    return started;
  };
  const ask = (request: Unnumbered<LintRequest>): Promise<LintAnswer> =>
    new Promise((resolve, reject) => {
      const id = ++requests;
      const timer = setTimeout(() => {
        const stuck = worker;
        failAll(
          'The linter took too long on this text and was stopped. Nothing was changed. Split the spec.',
        );
        void stuck?.terminate();
      }, options.timeoutMs ?? 20_000);
      waiting.set(id, { resolve, reject, timer });
      worker ??= start();
      worker.postMessage({ ...request, id });
    });

  const about = async (text: string, uri: string) => ({
    ...{ text, path: pathOf(uri), context: (await options.context?.(uri)) ?? {} },
  });

  return {
    async lint(text, uri) {
      const answer = await ask({ type: 'lint', ...(await about(text, uri)) });
      if (answer.type !== 'linted') throw new Error(`Unexpected answer of the linter: ${answer.type}`);
      keep(uri, answer.facts);
      return answer.lint;
    },
    async learn(text, uri) {
      const answer = await ask({ type: 'facts', ...(await about(text, uri)) });
      if (answer.type === 'facts') keep(uri, answer.facts);
    },
    async complete(text, uri, offset) {
      const answer = await ask({ type: 'complete', ...(await about(text, uri)), offset });
      return answer.type === 'completions' ? answer.items : [];
    },
    async symbol(text, uri, offset, newName) {
      const answer = await ask({ type: 'symbol', ...(await about(text, uri)), offset, newName });
      return answer.type === 'found' ? answer.symbol : undefined;
    },
    async mentions(text, uri, { kind, key, homes }, newName) {
      const symbol = { kind, key, homes };
      const answer = await ask({ type: 'mentions', ...(await about(text, uri)), symbol, newName });
      return answer.type === 'mentioned' ? answer.mentions : [];
    },
    forget(uri) {
      worker?.postMessage({ type: 'known', facts: [], gone: [{ path: pathOf(uri) }] });
      keep(uri, undefined);
    },
    dependsOn(uri, changed) {
      const facts = known.get(pathOf(uri));
      return facts !== undefined && dependsOn(facts, changed);
    },
    onDidChangeFacts: (listener) => void listeners.push(listener),
    async parse(text, path) {
      const answer = await ask({ type: 'parse', text, path });
      if (answer.type !== 'parsed') throw new Error(`Unexpected answer of the linter: ${answer.type}`);
      return answer.spec;
    },
    async workflow(text) {
      const answer = await ask({ type: 'workflow', text, path: '' });
      if (answer.type !== 'workflow') throw new Error(`Unexpected answer of the linter: ${answer.type}`);
      return answer.workflow;
    },
    dispose() {
      const running = worker;
      failAll('The linter was closed.');
      void running?.terminate();
    },
  };
}

function settle(waiting: Map<number, Waiting>, answer: LintAnswer): void {
  const request = waiting.get(answer.id);
  if (!request) return;
  waiting.delete(answer.id);
  clearTimeout(request.timer);
  if (answer.type === 'failed')
    request.reject(new Error(`The linter failed on this text: ${answer.message}`));
  else request.resolve(answer);
}

/** `file:///a/specs/b%20c.md` -> `/a/specs/b c.md`; a path stays as it is. */
function pathOf(uri: string): string {
  const path = /^[a-z][\w+.-]+:/i.test(uri) ? uri.replace(/^[a-z][\w+.-]+:(?:\/\/[^/]*)?/i, '') : uri;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
