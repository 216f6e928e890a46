// For tests: a process that runs a workflow and kills itself after its n-th checkpoint. Arguments: FILE.dot FOLDER N [--resume].
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf } from '../../core/workflow/engine/state.ts';
import { prepareWorkflow } from '../../core/workflow/prepare.ts';
import { driveWorkflow } from './drive.ts';
import type { Handler } from './handler.ts';
import { autoApprove } from './interviewers.ts';
import { readOutcomes, simulatedHandlers } from './simulate.ts';
import { folderStore, loadCheckpoint } from './store.ts';

const [file = '', folder = '', after = '0', resume] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const prepared = prepareWorkflow(text);
if (!prepared.ok) throw new Error('the workflow has errors');
const outcomes = (words: string) => {
  const read = readOutcomes(words);
  if (typeof read === 'string') throw new Error(read);
  return read;
};
const script = {
  outcomes: new Map([
    ['work', outcomes('fail/success,success')],
    ['check', outcomes('fail,success')],
  ]),
  answers: new Map<string, readonly string[]>(),
};
const handlers = simulatedHandlers(script, autoApprove());
for (const [type, handler] of [...handlers]) {
  const counted: Handler = (stage) => {
    appendFileSync(
      join(folder, 'ran.txt'),
      `${[...stage.branch, stage.node.id].join('/')} ${stage.visit}.${stage.attempt}\n`,
    );
    return handler(stage);
  };
  handlers.set(type, counted);
}
const store = folderStore(folder);
const from = resume ? loadCheckpoint(folder, fingerprintOf(text)) : undefined;
if (typeof from === 'string') throw new Error(from);
let saved = 0;
const end = await driveWorkflow({
  ...{ graph: prepared.graph, handlers, store, from, sleep: () => Promise.resolve() },
  onEvent: ({ type }) => {
    if (type === 'checkpoint-saved' && (saved += 1) === Number(after)) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write(`${end.status} ${end.state.line.completed.join(' ')}\n`);
