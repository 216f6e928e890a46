// The check and the picture of workflows in a thread of its own, which starts with the first workflow that is opened or drawn. It touches no file, no network and no editor.
// It is a bundle beside the linter's, so that who opens no workflow loads no grammar of one.
import { parentPort } from 'node:worker_threads';
import type { LintAnswer, LintRequest } from '../core/lint/worker-messages.ts';
import { readWorkflow } from '../core/run/read-workflow.ts';
import { lintWorkflow } from '../core/workflow/check/findings.ts';

const port = parentPort;
if (!port) throw new Error('the worker for workflows is started as a worker thread by the Dimmer extension');

function answer(request: LintRequest): LintAnswer | undefined {
  if (request.type === 'known') return undefined;
  const { id, text, path } = request;
  try {
    if (request.type === 'lint') return { type: 'linted', id, lint: lintWorkflow(text, path) };
    if (request.type === 'workflow') return { type: 'workflow', id, workflow: readWorkflow(text) };
    return { type: 'failed', id, message: `a workflow is not asked for "${request.type}"` };
  } catch (error) {
    return { type: 'failed', id, message: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (request: LintRequest) => {
  const answered = answer(request);
  if (answered) port.postMessage(answered);
});
