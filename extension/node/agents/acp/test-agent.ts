// For tests: a real agent over stdio, written with the SDK's agent side, that does what a script file says, well or badly.
// It remembers in its home how often it was asked, so that a second process of it goes on with the next turn of the script.
import {
  agent,
  methods,
  ndJsonStream,
  RequestError,
  type AgentContext,
  type RequestPermissionRequest,
  type TerminalOutputRequest,
} from '@agentclientprotocol/sdk/unstable';
import { spawn, execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';

export type Step =
  | { readonly say: string }
  | { readonly write: string; readonly content: string }
  | { readonly clientWrite: string; readonly content: string }
  | { readonly clientRead: string }
  | {
      readonly ask: string;
      readonly kind: string;
      readonly paths?: readonly string[];
      readonly times?: number;
    }
  | { readonly run: string }
  /** Through the agent's own shell, in whatever it was put into. */
  | { readonly shell: string }
  | { readonly reach: string }
  | { readonly spawnSurvivor: string }
  | { readonly usage: number }
  | { readonly cost: number }
  | { readonly flood: 'words' | 'calls' | 'noise' }
  | { readonly hang: true }
  | { readonly die: number }
  | { readonly fail: string; readonly code?: number }
  | { readonly stop: 'refusal' | 'max_turn_requests' };

export interface Script {
  readonly initialize?: 'refuse' | 'hang' | 'version' | 'die';
  readonly auth?: 'required' | 'key';
  readonly load?: boolean;
  readonly ignoreCancel?: boolean;
  readonly turns: readonly (readonly Step[])[];
}

const script = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Script;
const home = process.env['HOME'] ?? '';
const own = join(home, '.test-agent');
const heard = join(own, 'heard.ndjson');
mkdirSync(own, { recursive: true });

let signedIn = script.auth === undefined;
let cancelled = false;
let usage = 0;
const note = (what: object) => appendFileSync(heard, `${JSON.stringify(what)}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const forever = () => new Promise<never>(() => setInterval(() => undefined, 1_000));

if (script.ignoreCancel) process.on('SIGTERM', () => undefined);

agent({ name: 'test-agent' })
  .onRequest(methods.agent.initialize, async () => {
    if (script.initialize === 'refuse') throw RequestError.internalError(undefined, 'not today');
    if (script.initialize === 'hang') return forever();
    if (script.initialize === 'die') {
      process.stderr.write(`cannot start with ${process.env['TEST_AGENT_KEY'] ?? 'no key'}\n`);
      process.exit(7);
    }
    return {
      protocolVersion: script.initialize === 'version' ? 99 : 1,
      agentInfo: { name: 'test-agent', version: '1.0.0' },
      authMethods: [{ id: 'api-key', name: 'API key' }],
      agentCapabilities: { loadSession: script.load === true },
    };
  })
  .onRequest(methods.agent.authenticate, () => {
    if (script.auth !== 'key') throw RequestError.authRequired(undefined, 'no browser here');
    signedIn = true;
    return {};
  })
  .onRequest(methods.agent.session.new, ({ params }) => {
    note({ new: params.cwd });
    if (!signedIn) throw RequestError.authRequired();
    return { sessionId: 'session-1' };
  })
  .onRequest(methods.agent.session.load, async ({ params, client }) => {
    note({ load: params.sessionId });
    await say(client, params.sessionId, 'what was said long ago');
    return {};
  })
  .onNotification(methods.agent.session.cancel, () => {
    note({ cancel: true });
    if (!script.ignoreCancel) cancelled = true;
  })
  .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
    const count = existsSync(join(own, 'count')) ? Number(readFileSync(join(own, 'count'), 'utf8')) : 0;
    writeFileSync(join(own, 'count'), String(count + 1));
    const [first] = params.prompt;
    note({ prompt: first?.type === 'text' ? first.text : '' });
    cancelled = false;
    for (const step of script.turns[Math.min(count, script.turns.length - 1)] ?? []) {
      const stop = await carryOut(step, client, params.sessionId);
      if (stop !== undefined) return { stopReason: stop };
    }
    const used = usage > 0 ? { usage: { totalTokens: usage, inputTokens: usage, outputTokens: 0 } } : {};
    return { stopReason: 'end_turn', ...used };
  })
  .connect(
    ndJsonStream(
      Writable.toWeb(process.stdout) as WritableStream<Uint8Array>,
      Readable.toWeb(process.stdin) as unknown as ReadableStream<Uint8Array>,
    ),
  );

let calls = 0;

async function say(client: AgentContext, sessionId: string, text: string): Promise<void> {
  const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } } as const;
  await client.notify(methods.client.session.update, { sessionId, update });
}

/** Does one thing and says what came of it. Returns why the turn stops, if it does. */
async function carryOut(
  step: Step,
  client: AgentContext,
  sessionId: string,
): Promise<'refusal' | 'max_turn_requests' | 'cancelled' | undefined> {
  const tell = (text: string) => say(client, sessionId, `${text}\n`);
  if ('say' in step) await tell(step.say);
  else if ('write' in step) {
    const toolCallId = `call-${(calls += 1)}`;
    const update = {
      sessionUpdate: 'tool_call',
      toolCallId,
      title: `write ${step.write}`,
      kind: 'edit',
    } as const;
    await client.notify(methods.client.session.update, {
      sessionId,
      update: { ...update, status: 'pending' },
    });
    await tell(attempt(() => put(step.write, step.content)));
    await client.notify(methods.client.session.update, {
      sessionId,
      update: { sessionUpdate: 'tool_call_update', toolCallId, status: 'completed' },
    });
  } else if ('clientWrite' in step) {
    const { clientWrite: path, content } = step;
    await tell(await asked(client.request(methods.client.fs.writeTextFile, { sessionId, path, content })));
  } else if ('clientRead' in step) {
    const path = step.clientRead;
    await tell(await asked(client.request(methods.client.fs.readTextFile, { sessionId, path })));
  } else if ('ask' in step) {
    for (let time = 0; time < (step.times ?? 1); time += 1)
      await tell(await permission(step, client, sessionId));
  } else if ('run' in step) {
    const made = await client.request(methods.client.terminal.create, { sessionId, command: step.run });
    const place: TerminalOutputRequest = { sessionId, terminalId: made.terminalId };
    await client.request(methods.client.terminal.waitForExit, place);
    const { output } = await client.request(methods.client.terminal.output, place);
    await client.request(methods.client.terminal.release, place);
    await tell(`ran: ${output}`);
  } else if ('shell' in step) {
    await tell(attempt(() => execFileSync('/bin/bash', ['-c', step.shell], { encoding: 'utf8' })));
  } else if ('reach' in step) await tell(await reach(step.reach));
  else if ('spawnSurvivor' in step) {
    const stay = `trap '' TERM HUP; while :; do echo x >> ${step.spawnSurvivor}; sleep 0.2; done`;
    spawn('/usr/bin/setsid', ['/bin/bash', '-c', stay], { detached: true, stdio: 'ignore' }).unref();
    await pause(600);
  } else if ('usage' in step) usage += step.usage;
  else if ('cost' in step) {
    const cost = { amount: step.cost, currency: 'USD' };
    const update = { sessionUpdate: 'usage_update', used: 1, size: 2, cost } as const;
    await client.notify(methods.client.session.update, { sessionId, update });
  } else if ('flood' in step) await flood(step.flood, client, sessionId);
  else if ('hang' in step) {
    while (!cancelled) await pause(50);
    return 'cancelled';
  } else if ('die' in step) process.exit(step.die);
  else if ('fail' in step) throw new RequestError(step.code ?? -32603, step.fail);
  else return step.stop;
  return undefined;
}

async function permission(
  step: Extract<Step, { ask: string }>,
  client: AgentContext,
  sessionId: string,
): Promise<string> {
  const request: RequestPermissionRequest = {
    sessionId,
    toolCall: {
      toolCallId: `call-${(calls += 1)}`,
      title: step.ask,
      kind: step.kind as 'edit',
      locations: (step.paths ?? []).map((path) => ({ path })),
    },
    options: [
      { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
      { optionId: 'no', name: 'Reject', kind: 'reject_once' },
    ],
  };
  const answer = await client.request(methods.client.session.requestPermission, request);
  const { outcome } = answer;
  return `${step.ask}: ${outcome.outcome === 'selected' ? outcome.optionId : 'cancelled'}`;
}

/** What came of asking the proxy for a host, and of going past it. */
async function reach(target: string): Promise<string> {
  const proxy = new URL(process.env['HTTPS_PROXY'] ?? 'http://127.0.0.1:9');
  const through = await new Promise<string>((resolve) => {
    const socket = connect(Number(proxy.port), proxy.hostname, () =>
      socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (data) => {
      text += String(data);
      if (text.includes('200') && !text.includes('pong')) socket.write('ping');
      else if (text.includes('pong') || text.includes('403') || text.includes('502')) resolve(text);
    });
    socket.on('error', (error) => resolve(error.message));
    socket.on('close', () => resolve(text || 'closed'));
  });
  const [host = '', port = '443'] = target.split(':');
  const past = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), host, () => resolve('direct-open'));
    socket.on('error', (error) => resolve(`direct-${(error as NodeJS.ErrnoException).code}`));
  });
  return `reach ${target}: ${through.replace(/\s+/g, ' ')} ${past}`;
}

async function flood(
  kind: 'words' | 'calls' | 'noise',
  client: AgentContext,
  sessionId: string,
): Promise<void> {
  const line = `${'x'.repeat(10_000)}\n`;
  for (;;) {
    if (kind === 'noise') process.stdout.write(line);
    else if (kind === 'words') await say(client, sessionId, line);
    else {
      const update = {
        sessionUpdate: 'tool_call',
        toolCallId: `flood-${(calls += 1)}`,
        title: 'again',
      } as const;
      await client.notify(methods.client.session.update, { sessionId, update });
    }
    if (kind === 'noise') await pause(1);
  }
}

function put(path: string, content: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return `wrote ${path}`;
}

function attempt(what: () => string): string {
  try {
    return what();
  } catch (error) {
    return `failed: ${(error as Error).message.split('\n')[0]} ${String((error as { stderr?: unknown }).stderr ?? '')}`;
  }
}

async function asked(answer: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await answer);
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}
