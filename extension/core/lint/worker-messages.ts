// The wire between the extension host and the lint worker: one request, one answer, matched by number.
import type { Spec } from '../spec/model.ts';
import type { FileLint } from './finding.ts';
import type { LintContext } from './rule.ts';

/** `configuration` is the text of `dimmer.yaml`: the parser for it is the worker's, too. */
export interface WorkerContext extends LintContext {
  readonly configuration?: string;
}

export type LintRequest =
  | {
      readonly type: 'lint';
      readonly id: number;
      readonly text: string;
      readonly path: string;
      readonly context: WorkerContext;
    }
  | { readonly type: 'parse'; readonly id: number; readonly text: string; readonly path: string };

export type LintAnswer =
  | { readonly type: 'linted'; readonly id: number; readonly lint: FileLint }
  | { readonly type: 'parsed'; readonly id: number; readonly spec: Spec }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
