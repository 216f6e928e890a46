// The host's side of the lint worker. The parser stays out of the extension host: only text and findings cross.
// Invariant: every request is answered or rejected; a worker that dies or hangs is replaced at the next request.
import { Worker } from 'node:worker_threads';
import type { FileLint } from '../core/lint/finding.ts';
import type { LintAnswer, LintRequest, WorkerContext } from '../core/lint/worker-messages.ts';
import type { Spec } from '../core/spec/model.ts';

export interface LintClient {
  /** Findings of `text`, all of them. `uri` names the spec and is given to `context`. */
  lint(text: string, uri: string): Promise<FileLint>;
  parse(text: string, path: string): Promise<Spec>;
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

  return {
    async lint(text, uri) {
      const context = (await options.context?.(uri)) ?? {};
      const answer = await ask({ type: 'lint', text, path: pathOf(uri), context });
      if (answer.type !== 'linted') throw new Error(`Unexpected answer of the linter: ${answer.type}`);
      return answer.lint;
    },
    async parse(text, path) {
      const answer = await ask({ type: 'parse', text, path });
      if (answer.type !== 'parsed') throw new Error(`Unexpected answer of the linter: ${answer.type}`);
      return answer.spec;
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
