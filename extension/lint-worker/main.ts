// The linter in a thread of its own: text in, findings out. It touches no file, no network and no editor.
import { parentPort } from 'node:worker_threads';
import { createAnswerer } from '../core/lint/answer.ts';
import type { LintRequest } from '../core/lint/worker-messages.ts';

const port = parentPort;
if (!port) throw new Error('lint-worker is started as a worker thread by the Dimmer extension');
const answer = createAnswerer();
port.on('message', (request: LintRequest) => {
  const answered = answer(request);
  if (answered) port.postMessage(answered);
});
