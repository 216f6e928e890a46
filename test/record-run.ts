// Puts a run with a recorded history into a repository's state folder, so that nothing waits for a model.
// Invariant: the log is written by the run store itself; a run that is still at work belongs to this process.
import type { RunRequest } from '../extension/core/protocol/run-request.ts';
import type { RunEventBody } from '../extension/core/run/events.ts';
import { ownIdentity } from '../extension/node/process-identity.ts';
import { createRunFolder, newRunId } from '../extension/node/run-folder.ts';
import { openLog } from '../extension/node/run-store.ts';
import type { DemoRepository } from './demo-repository.ts';
import * as samples from './samples/runs.ts';

/** `history` is given what the request has to say about the repository, and begins with `run-requested`. */
export async function recordRun(
  { folder: repository, env, git }: DemoRepository,
  title: string,
  history: (change: Partial<RunRequest>) => readonly RunEventBody[],
): Promise<void> {
  const { requirements, ...spec } = samples.request().spec;
  const request = samples.request({
    runId: newRunId(new Date()),
    repository,
    base: { commit: git('rev-parse', 'HEAD').trim(), branch: 'main' },
    backend: 'rehearsal',
    model: 'rehearsal',
    spec: { ...spec, title, path: 'specs/stint.md', requirements },
  });
  const [first, ...rest] = history(request).map((body): RunEventBody =>
    body.type === 'runner-started' ? { ...body, ...ownIdentity() } : body,
  );
  if (first?.type !== 'run-requested') throw new Error('a history begins with run-requested');
  const folder = await createRunFolder(first.request, env);
  const opened = openLog(folder);
  if (!opened.ok) throw new Error(opened.problem);
  for (const body of rest) opened.log.append(body);
  opened.log.close();
}
