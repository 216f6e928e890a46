// Level 3: comments on lines of a change set, in VS Code's own comment threads, kept until they go back to the agent with a return.
// Invariant: only the developer's own words; kept with the workspace, never in a file that an agent could read before they are sent.
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { decode } from '../core/protocol/decode.ts';

/** Where a document of ours stands: which run, which side, which file. */
export interface CommentPlace {
  readonly runId: string;
  readonly path: string;
}

export interface ReviewComment {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

export interface ReviewCommentsDeps {
  readonly memory: vscode.Memento;
  readonly placeOf: (uri: vscode.Uri) => CommentPlace | undefined;
  /** Whether comments on this run can still go back to an agent. */
  readonly open: (runId: string) => boolean;
}

export interface ReviewComments extends vscode.Disposable {
  of(runId: string): readonly ReviewComment[];
  clear(runId: string): Promise<void>;
  /** What VS Code hands over when a comment is written. */
  add(reply: unknown): Promise<void>;
  remove(comment: unknown): Promise<void>;
}

const keptSchema = z.array(z.object({ uri: z.string(), path: z.string(), line: z.int(), text: z.string() }));
type Kept = z.infer<typeof keptSchema>;
const prefix = 'dimmer.comments.';

export function createReviewComments(deps: ReviewCommentsDeps): ReviewComments {
  const controller = vscode.comments.createCommentController(
    'dimmer.review',
    vscode.l10n.t('Dimmer: review'),
  );
  const threads = new Map<vscode.CommentThread, string>();
  controller.commentingRangeProvider = {
    provideCommentingRanges(document) {
      const place = deps.placeOf(document.uri);
      if (place === undefined || !deps.open(place.runId)) return [];
      return [new vscode.Range(0, 0, Math.max(0, document.lineCount - 1), 0)];
    },
  };
  controller.options = {
    prompt: vscode.l10n.t('Comment for the agent...'),
    placeHolder: vscode.l10n.t('It goes back with your return. Nothing is sent before.'),
  };
  const kept = (runId: string): Kept => {
    const found = decode(keptSchema, deps.memory.get(prefix + runId) ?? []);
    return found.ok ? found.value : [];
  };
  const show = (runId: string, { uri, line, text }: Kept[number], thread?: vscode.CommentThread) => {
    const at = new vscode.Range(line - 1, 0, line - 1, 0);
    const shown = thread ?? controller.createCommentThread(vscode.Uri.parse(uri), at, []);
    shown.comments = [
      { body: text, mode: vscode.CommentMode.Preview, author: { name: vscode.l10n.t('You') } },
    ];
    shown.canReply = false;
    shown.label = vscode.l10n.t('Goes back to the agent with your return');
    threads.set(shown, runId);
  };
  for (const key of deps.memory.keys().filter((one) => one.startsWith(prefix))) {
    const runId = key.slice(prefix.length);
    for (const one of kept(runId)) show(runId, one);
  }
  return {
    of: (runId) => kept(runId).map(({ path, line, text }) => ({ path, line, text })),
    async clear(runId) {
      await deps.memory.update(prefix + runId, undefined);
      for (const [thread, owner] of threads) {
        if (owner !== runId) continue;
        thread.dispose();
        threads.delete(thread);
      }
    },
    async add(reply) {
      const { thread, text } = reply as vscode.CommentReply;
      const place = deps.placeOf(thread.uri);
      if (place === undefined || text.trim() === '') return;
      const line = (thread.range?.start.line ?? 0) + 1;
      const one = { uri: thread.uri.toString(), path: place.path, line, text: text.trim() };
      await deps.memory.update(prefix + place.runId, [...kept(place.runId), one]);
      show(place.runId, one, thread);
    },
    async remove(target) {
      const thread = target as vscode.CommentThread;
      const runId = threads.get(thread);
      if (runId === undefined) return;
      const line = (thread.range?.start.line ?? 0) + 1;
      const uri = thread.uri.toString();
      await deps.memory.update(
        prefix + runId,
        kept(runId).filter((one) => one.uri !== uri || one.line !== line),
      );
      threads.delete(thread);
      thread.dispose();
    },
    dispose: () => controller.dispose(),
  };
}
