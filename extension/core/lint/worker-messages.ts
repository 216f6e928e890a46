// The wire between the extension host and the lint worker: one request, one answer, matched by number.
import type { Spec } from '../spec/model.ts';
import type { FileLint } from './finding.ts';
import type { LintContext } from './rule.ts';

export type LintRequest =
  | {
      readonly type: 'lint';
      readonly id: number;
      readonly text: string;
      readonly path: string;
      readonly context: LintContext;
    }
  | { readonly type: 'parse'; readonly id: number; readonly text: string; readonly path: string };

export type LintAnswer =
  | { readonly type: 'linted'; readonly id: number; readonly lint: FileLint }
  | { readonly type: 'parsed'; readonly id: number; readonly spec: Spec }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
