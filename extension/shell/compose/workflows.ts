// The workflow files of a window: those that a run could follow, and the picture of the one that a run follows.
// Invariant: a file is read here and understood in the worker for workflows, once for each text.
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ReadWorkflow, WorkflowPicture } from '../../core/protocol/workflow-picture.ts';
import type { RunState } from '../../core/run/state.ts';
import type { LintClient } from '../lint-client.ts';

export interface Workflows {
  /** Null where it cannot be read. */
  picture(run: RunState): Promise<WorkflowPicture | null>;
  read(text: string): Promise<ReadWorkflow>;
}

/** More different texts are not met in a session; older ones are read again. */
const most = 50;

export function createWorkflows(extensionUri: vscode.Uri, client: Pick<LintClient, 'workflow'>): Workflows {
  const known = new Map<string, Promise<ReadWorkflow>>();
  const read = (text: string) => {
    const before = known.get(text);
    if (before) return before;
    if (known.size >= most) known.clear();
    const reading = client.workflow(text);
    known.set(text, reading);
    reading.catch(() => known.delete(text));
    return reading;
  };
  const levels = new Map<number, Promise<string>>();
  const ofLevel = (level: number) => {
    const file = join('specs-templates', 'workflows', `level-${level}.dot`);
    const text = levels.get(level) ?? textOf(vscode.Uri.joinPath(extensionUri, file));
    levels.set(level, text);
    return text;
  };
  return {
    read,
    async picture({ request }) {
      const text = request.workflow?.text ?? (await ofLevel(request.level));
      return read(text).then(
        ({ picture }) => picture,
        () => null,
      );
    },
  };
}

async function textOf(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
