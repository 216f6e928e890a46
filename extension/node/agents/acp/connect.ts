// Speaks the Agent Client Protocol to a started agent: what it may ask of us, and a session to work in.
// Invariant: every request to it has a deadline; every request of it is answered by a rule, never by waiting for somebody.
import {
  client,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  type ClientContext,
  type InitializeResponse,
  type NewSessionRequest,
  type RequestPermissionRequest,
  type SessionUpdate,
} from '@agentclientprotocol/sdk/unstable';
import { Readable, Writable } from 'node:stream';
import type { AgentEnd } from '../backend.ts';
import type { AgentProcess } from '../../sandbox/agent-process.ts';
import { readTextFile, writeTextFile, type Denied } from './files.ts';
import { answerWith, type AgentPlace, type Judged } from './permission.ts';
import { refusedToStart, silent, wantsSignIn, died, promptFailed } from './problems.ts';
import type { Terminals } from './terminals.ts';
import { within, type AgentLimits, type Waited, type Waiting } from './timeouts.ts';

/** What the agent's requests and updates reach; the turn under way stands behind it. */
export interface Listening {
  /** Anything at all came from it. */
  heard(bytes: number): void;
  update(sessionId: string, update: SessionUpdate): void;
  permission(asked: RequestPermissionRequest): Judged;
  readonly denied: Denied;
}

export interface Connected {
  readonly agent: ClientContext;
  readonly about: InitializeResponse;
}

export interface Peer {
  readonly name: string;
  readonly process: AgentProcess;
  readonly place: AgentPlace;
  readonly terminals: Terminals;
  readonly limits: AgentLimits;
  readonly waiting: Waiting;
  /** The last that it wrote to stderr, without secrets. */
  said(): string;
}

export type Opened<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly end: AgentEnd };

export async function connectAgent(peer: Peer, listening: Listening): Promise<Opened<Connected>> {
  const { process, limits, waiting, name } = peer;
  process.stdout.on('data', (chunk: Buffer) => listening.heard(chunk.length));
  const stream = ndJsonStream(
    Writable.toWeb(process.stdin) as WritableStream<Uint8Array>,
    Readable.toWeb(process.stdout) as unknown as ReadableStream<Uint8Array>,
  );
  const { agent } = answering(peer, listening).connect(stream);
  const asked = agent.request(methods.agent.initialize, {
    protocolVersion: PROTOCOL_VERSION,
    clientInfo: { name: 'dimmer', title: 'Dimmer', version: '1' },
    clientCapabilities: { fs: { readTextFile: true, writeTextFile: true }, terminal: true },
  });
  const answer = await within(asked, limits.initializeMs, waiting);
  if (!('value' in answer)) {
    if ('error' in answer)
      return { ok: false, end: refusedToStart(name, `initialize: ${messageOf(answer.error)}`) };
    return { ok: false, end: await endOf(peer, answer, 'before it answered', limits.initializeMs) };
  }
  const { protocolVersion } = answer.value;
  if (protocolVersion !== PROTOCOL_VERSION) {
    const said = `speak version ${PROTOCOL_VERSION} of the protocol: it speaks ${protocolVersion}`;
    return { ok: false, end: refusedToStart(name, said) };
  }
  return { ok: true, value: { agent, about: answer.value } };
}

function answering({ place, terminals }: Peer, listening: Listening) {
  const { denied } = listening;
  return client({ name: 'dimmer' })
    .onNotification(methods.client.session.update, ({ params }) =>
      listening.update(params.sessionId, params.update),
    )
    .onRequest(methods.client.session.requestPermission, ({ params }) => {
      const judged = listening.permission(params);
      if (!judged.allow) denied(params.toolCall.kind ?? 'permission', judged.why);
      return { outcome: answerWith(judged.allow, params.options) };
    })
    .onRequest(methods.client.fs.readTextFile, ({ params }) => readTextFile(place, params, denied))
    .onRequest(methods.client.fs.writeTextFile, ({ params }) => writeTextFile(place, params, denied))
    .onRequest(methods.client.terminal.create, ({ params }) => terminals.create(params))
    .onRequest(methods.client.terminal.output, ({ params }) => terminals.output(params.terminalId))
    .onRequest(methods.client.terminal.waitForExit, ({ params }) => terminals.wait(params.terminalId))
    .onRequest(methods.client.terminal.kill, async ({ params }) => {
      await terminals.kill(params.terminalId);
      return {};
    })
    .onRequest(methods.client.terminal.release, async ({ params }) => {
      await terminals.release(params.terminalId);
      return {};
    });
}

export interface Session {
  readonly id: string;
  /** True when the agent knows what was said before. */
  readonly remembers: boolean;
}

/** The session of before where the agent keeps sessions, else a new one; signs in by its own sign-in at most once. */
export async function openSession(
  peer: Peer,
  { agent, about }: Connected,
  before: string | undefined,
  signIn: 'key' | 'file' | 'none',
): Promise<Opened<Session>> {
  const { limits, waiting, place, name } = peer;
  const request: NewSessionRequest = { cwd: place.worktree, mcpServers: [] };
  const { sessionCapabilities, loadSession } = about.agentCapabilities ?? {};
  if (before !== undefined && (sessionCapabilities?.resume || loadSession)) {
    const method = sessionCapabilities?.resume ? methods.agent.session.resume : methods.agent.session.load;
    const again = agent.request(method, { ...request, sessionId: before });
    const opened = await within(Promise.resolve<unknown>(again), limits.sessionMs, waiting);
    if ('value' in opened) return { ok: true, value: { id: before, remembers: true } };
    if ('ended' in opened)
      return { ok: false, end: await endOf(peer, opened, 'opening its session', limits.sessionMs) };
  }
  for (let signedIn = false; ; signedIn = true) {
    const made = await within(agent.request(methods.agent.session.new, request), limits.sessionMs, waiting);
    if ('value' in made) return { ok: true, value: { id: made.value.sessionId, remembers: false } };
    if ('ended' in made)
      return { ok: false, end: await endOf(peer, made, 'opening a session', limits.sessionMs) };
    if (!isAuthRequired(made.error))
      return { ok: false, end: refusedToStart(name, `open a session: ${messageOf(made.error)}`) };
    const ways = (about.authMethods ?? []).map((way) => way.name);
    const way = signedIn ? undefined : wayOf(about, signIn);
    if (way === undefined) return { ok: false, end: wantsSignIn(name, ways, messageOf(made.error)) };
    const asked = agent.request(methods.agent.authenticate, { methodId: way });
    const answer = await within(Promise.resolve<unknown>(asked), limits.sessionMs, waiting);
    if ('ended' in answer && answer.ended !== 'late')
      return { ok: false, end: await endOf(peer, answer, 'signing in', limits.sessionMs) };
    if (!('value' in answer))
      return {
        ok: false,
        end: wantsSignIn(name, ways, 'error' in answer ? messageOf(answer.error) : 'it waits for somebody'),
      };
  }
}

/** The way that what it was given fits: a key with a key, a file with a login. Nobody is there for another. */
function wayOf(about: InitializeResponse, signIn: 'key' | 'file' | 'none'): string | undefined {
  const ids = (about.authMethods ?? []).map((way) => way.id);
  if (signIn === 'key') return ids.find((id) => /key/i.test(id));
  return signIn === 'file' ? ids.find((id) => !/key|gateway|vertex/i.test(id)) : undefined;
}

/** A wait that ended without an answer, as the end of the task. */
export async function endOf(
  peer: Peer,
  { ended }: Extract<Waited<unknown>, { ended: string }>,
  where: string,
  ms: number,
): Promise<AgentEnd> {
  if (ended === 'stopped') return { type: 'aborted' };
  if (ended === 'late') return silent(peer.name, where, Math.round(ms / 1000));
  const { exit } = await peer.process.ended;
  return died(peer.name, exit, peer.said());
}

export function turnError(peer: Peer, error: unknown): AgentEnd {
  if (isAuthRequired(error)) return wantsSignIn(peer.name, [], messageOf(error));
  return promptFailed(peer.name, messageOf(error));
}

function isAuthRequired(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === -32000;
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const data = error instanceof Error && 'data' in error ? error.data : undefined;
  const more =
    typeof data === 'string'
      ? data
      : typeof data === 'object' && data !== null && 'details' in data
        ? String(data.details)
        : '';
  return `${text}${more === '' ? '' : ` (${more})`}`.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 300);
}
