// Opens the agent that a run asked for. The rehearsal is the same agent against our own scripted server.
// Each is loaded when a run asks for it: a run begins without them, and never holds another's in memory.
import type { RunnerInput, RunRequest } from '../core/protocol/run-request.ts';
import type { BackendPlace, EndEvent, OpenedBackend } from './context.ts';

export async function openBackend(
  request: RunRequest,
  input: RunnerInput,
  place: BackendPlace,
): Promise<OpenedBackend> {
  const { apiKey } = input;
  if (request.backend === 'acp') return installed(request, input, place);
  if (request.backend === 'rehearsal') return rehearsal(request.cassette ?? '');
  if (apiKey === undefined || apiKey === '') return { ok: false, end: keyMissing };
  const { anthropicBackend } = await import('../node/agents/anthropic/backend.ts');
  const options = {
    apiKey,
    rehearsal: false,
    ...(request.baseUrl === undefined ? {} : { baseUrl: request.baseUrl }),
  };
  return { ok: true, backend: anthropicBackend(options), close: async () => undefined };
}

async function installed(
  { agent }: RunRequest,
  input: RunnerInput,
  place: BackendPlace,
): Promise<OpenedBackend> {
  if (agent === undefined) return { ok: false, end: agentMissing };
  const { acpBackend } = await import('../node/agents/acp/backend.ts');
  const backend = acpBackend({ agent, secrets: input.agentSecrets ?? {}, ...place });
  return { ok: true, backend, close: async () => undefined };
}

async function rehearsal(path: string): Promise<OpenedBackend> {
  const { loadCassette } = await import('../node/agents/rehearsal/cassette.ts');
  const { startRehearsalServer } = await import('../node/agents/rehearsal/server.ts');
  const { anthropicBackend } = await import('../node/agents/anthropic/backend.ts');
  const cassette = await loadCassette(path);
  if (!cassette.ok) return { ok: false, end: badCassette(path, cassette.problems) };
  const server = await startRehearsalServer({ cassette: cassette.value });
  const backend = anthropicBackend({ apiKey: 'rehearsal', baseUrl: server.url, rehearsal: true });
  return { ok: true, backend, close: () => server.close() };
}

const agentMissing: EndEvent = {
  type: 'run-failed',
  reason: 'internal',
  message: 'The request names no agent.',
  next: 'Launch again and choose one.',
};

const keyMissing: EndEvent = {
  type: 'run-suspended',
  reason: 'key-missing',
  message: 'The API key is not known to this runner; keys are never written to disk.',
  next: 'Set ANTHROPIC_API_KEY and run `dimmer resume RUN`, or resume the run in VS Code.',
};

function badCassette(path: string, problems: readonly string[]): EndEvent {
  return {
    type: 'run-failed',
    reason: 'model-misbehaved',
    message: `The cassette ${path} cannot be played: ${problems.slice(0, 3).join('; ')}.`,
    kept: 'The request is kept; the repository was not touched.',
    next: 'Mend the cassette, then launch again.',
  };
}
