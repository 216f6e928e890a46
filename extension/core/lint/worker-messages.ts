// The wire between the extension host and the lint worker: one request, one answer, matched by number.
import type { ReadWorkflow } from '../protocol/workflow-picture.ts';
import type { Spec } from '../spec/model.ts';
import type { Completion } from './completions.ts';
import type { SpecFacts } from './fact.ts';
import type { FileLint } from './finding.ts';
import type { LintContext } from './rule.ts';
import type { FoundSymbol, Mention, SymbolName } from './symbols.ts';

export interface WorkerContext extends LintContext {
  /** The text of `dimmer.yaml`: the parser for it is the worker's, too. */
  readonly configuration?: string;
  /** Files below it are one set; it ends with a slash. All files where absent. */
  readonly root?: string;
}

interface TextRequest<T extends string> {
  readonly type: T;
  readonly id: number;
  readonly text: string;
  readonly path: string;
  /** What decoding the file said against it. */
  readonly problem?: string;
}

/** What an author who edits a spec asks about a place in it, or about a name. */
export type EditingRequest = { readonly context: WorkerContext } & (
  | (TextRequest<'complete'> & { readonly offset: number })
  | (TextRequest<'symbol'> & { readonly offset: number; readonly newName?: string | undefined })
  | (TextRequest<'mentions'> & {
      readonly symbol: SymbolName & Pick<FoundSymbol, 'homes'>;
      readonly newName?: string | undefined;
    })
);

export type LintRequest =
  | (TextRequest<'lint'> & { readonly context: WorkerContext })
  /** `keep`: the same text is linted next, so that it need not be parsed again. */
  | (TextRequest<'facts'> & { readonly context: WorkerContext; readonly keep?: boolean })
  | TextRequest<'parse'>
  /** Of the worker for workflows alone. */
  | TextRequest<'workflow'>
  | EditingRequest
  /** Facts that a new worker must know, and files that are gone. It is not answered. */
  | {
      readonly type: 'known';
      readonly facts: readonly SpecFacts[];
      readonly gone: readonly { readonly path: string }[];
    };

export type LintAnswer =
  /** A workflow has no facts. */
  | { readonly type: 'linted'; readonly id: number; readonly lint: FileLint; readonly facts?: SpecFacts }
  | { readonly type: 'facts'; readonly id: number; readonly facts: SpecFacts }
  | { readonly type: 'completions'; readonly id: number; readonly items: readonly Completion[] }
  | { readonly type: 'found'; readonly id: number; readonly symbol: FoundSymbol | undefined }
  | { readonly type: 'mentioned'; readonly id: number; readonly mentions: readonly Mention[] }
  | { readonly type: 'workflow'; readonly id: number; readonly workflow: ReadWorkflow }
  | { readonly type: 'parsed'; readonly id: number; readonly spec: Spec }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
