// Files that an installed agent reads and writes through us: the worktree, one folder at a time, never through a link.
// Invariant: the same walls as our own file tools; a refusal is an answer to the agent and a record for the run.
import { RequestError } from '@agentclientprotocol/sdk/unstable';
import { componentsInside, readInside, writeInside, type Refused } from '../../resolve-inside.ts';
import { deniedName } from '../tools/refuse.ts';
import { staysInside, type AgentPlace } from './permission.ts';

const mostBytes = 20 * 1024 * 1024;

/** Told what was refused. */
export type Denied = (tool: string, detail: string) => void;

export async function readTextFile(
  place: AgentPlace,
  asked: { readonly path: string; readonly line?: number | null; readonly limit?: number | null },
  denied: Denied,
): Promise<{ content: string }> {
  if (!staysInside(asked.path, place)) throw outside('fs/read_text_file', asked.path, denied);
  const read = await readInside(place.worktree, asked.path, mostBytes);
  if (!read.ok) throw refusal('fs/read_text_file', asked.path, read, denied);
  const text = read.value.bytes.toString('utf8');
  if (asked.line == null && asked.limit == null) return { content: text };
  const first = Math.max(0, (asked.line ?? 1) - 1);
  const lines = text.split('\n').slice(first, asked.limit == null ? undefined : first + asked.limit);
  return { content: lines.join('\n') };
}

export async function writeTextFile(
  place: AgentPlace,
  asked: { readonly path: string; readonly content: string },
  denied: Denied,
): Promise<Record<string, never>> {
  const tool = 'fs/write_text_file';
  if (place.readOnly) throw deny(tool, `"${asked.path}": nothing may be changed in this stage`, denied);
  if (!staysInside(asked.path, place)) throw outside(tool, asked.path, denied);
  const names = componentsInside(place.worktree, asked.path);
  if (!names.ok) throw refusal(tool, asked.path, names, denied);
  const forbidden = deniedName(names.value);
  if (forbidden !== undefined) throw deny(tool, `"${forbidden}" is not an agent's to write`, denied);
  const written = await writeInside(place.worktree, asked.path, Buffer.from(asked.content));
  if (!written.ok) throw refusal(tool, asked.path, written, denied);
  return {};
}

function refusal(tool: string, path: string, refused: Refused, denied: Denied): RequestError {
  if (refused.reason === 'outside' || refused.reason === 'link') return deny(tool, refused.message, denied);
  if (refused.reason === 'missing') return RequestError.resourceNotFound(path);
  return RequestError.invalidParams(undefined, refused.message);
}

const outside = (tool: string, path: string, denied: Denied): RequestError =>
  deny(tool, `"${path}" leads out of the worktree`, denied);

function deny(tool: string, message: string, denied: Denied): RequestError {
  denied(tool, message);
  return RequestError.invalidParams(undefined, `refused: ${message}`);
}
