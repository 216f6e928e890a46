// The sandbox around the folder of a run, or of one of its branches: for the agent, and for the commands of a workflow.
import { mkdir } from 'node:fs/promises';
import { linkDependencies, type Dependencies } from '../node/dependencies.ts';
import { linkedFolders } from '../node/linked-folders.ts';
import { openAgentSandbox, type AgentSandbox } from '../node/sandbox/agent.ts';
import { loadPins, type EndEvent, type RunContext } from './context.ts';
import { noSandbox } from './prepare.ts';

export type OwnSandbox =
  { readonly sandbox: AgentSandbox; readonly dependencies: Dependencies } | { readonly end: EndEvent };

export async function openOwnSandbox({ paths, pins, state }: RunContext): Promise<OwnSandbox> {
  const { repository, base } = state().request;
  const { worktree, scratch } = paths;
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const { folders } = await linkedFolders(repository, base.commit);
  // Of a run that an older version began, nothing keeps such a link out of a commit.
  const kept = (await loadPins(pins))?.links ?? [];
  const links = folders.filter(({ name }) => kept.includes(name));
  const dependencies = await linkDependencies(repository, base.commit, worktree, links);
  const opened = await openAgentSandbox({ worktree, scratch, ...dependencies });
  return opened.ok
    ? { sandbox: opened.sandbox, dependencies }
    : { end: noSandbox(opened.reason, opened.fix) };
}
