// The real SDK and plain HTTP against the rehearsal server: the shapes of the real API, its refusals included.
import Anthropic from '@anthropic-ai/sdk';
import { afterEach, expect, test } from 'vitest';
import { parseCassette } from './cassette.ts';
import { startRehearsalServer, type RehearsalServer } from './server.ts';

let server: RehearsalServer | undefined;
afterEach(() => server?.close());

async function start(entries: string, head = ''): Promise<Anthropic> {
  const decoded = parseCassette(`cassette: 1\ntitle: t\n${head}\nentries:\n${entries}`);
  if (!decoded.ok) throw new Error(decoded.problems.join());
  server = await startRehearsalServer({ cassette: decoded.value });
  return new Anthropic({ apiKey: 'k', baseURL: server.url, maxRetries: 0, logLevel: 'off' });
}

const ask = { model: 'm', max_tokens: 100, messages: [{ role: 'user' as const, content: 'hi' }] };
const reply = `  - role: builder
    reply: [{ text: "Hello, world: a text that is long enough to arrive in more than one piece." }, { tool: shell, input: { command: "ls -la | head -3; echo 'a rather long command line'" } }]
    usage: { input: 10, output: 20, cacheRead: 30, cacheWrite: 40 }`;

test('streamed and whole replies are the same message', async () => {
  const client = await start(reply);
  const streamed = await client.messages.stream(ask).finalMessage();
  const whole = await client.messages.create(ask);
  expect(streamed.content).toEqual(whole.content);
  expect(streamed.stop_reason).toBe('tool_use');
  expect(whole.usage).toMatchObject({
    input_tokens: 10,
    output_tokens: 20,
    cache_read_input_tokens: 30,
    cache_creation_input_tokens: 40,
  });
  expect(streamed.usage).toEqual(whole.usage);
});

test('events come in the order of the real API, in pieces', async () => {
  const client = await start(reply);
  const types: string[] = [];
  for await (const event of client.messages.stream(ask)) types.push(event.type);
  expect(types[0]).toBe('message_start');
  expect(types.filter((type) => type === 'content_block_delta').length).toBeGreaterThan(3);
  expect(types.slice(-3)).toEqual(['content_block_stop', 'message_delta', 'message_stop']);
});

test('tokens are counted and models listed', async () => {
  const client = await start(reply, 'models: [one, two]');
  expect((await client.messages.countTokens({ ...ask, model: 'one' })).input_tokens).toBeGreaterThan(5);
  const ids = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toEqual(['one', 'two']);
  expect((await client.models.retrieve('two')).id).toBe('two');
  await expect(client.models.retrieve('three')).rejects.toMatchObject({ status: 404 });
});

test.each([
  ['an unknown model', { ...ask, model: 'other' }, 404, 'not_found_error'],
  [
    'an unmatched turn',
    { ...ask, messages: [...ask.messages, { role: 'assistant', content: 'x' }, ...ask.messages] },
    400,
    'invalid_request_error',
  ],
  ['a sampling parameter', { ...ask, temperature: 1 }, 400, 'invalid_request_error'],
  ['no max_tokens', { ...ask, max_tokens: undefined }, 400, 'invalid_request_error'],
  ['no message', { ...ask, messages: [] }, 400, 'invalid_request_error'],
  [
    'an assistant first',
    { ...ask, messages: [{ role: 'assistant', content: 'x' }] },
    400,
    'invalid_request_error',
  ],
  ['an empty text', { ...ask, messages: [{ role: 'user', content: ' ' }] }, 400, 'invalid_request_error'],
  [
    'a tool call without its result',
    {
      ...ask,
      messages: [
        ...ask.messages,
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'x', input: {} }] },
        ...ask.messages,
      ],
    },
    400,
    'invalid_request_error',
  ],
  [
    'a result without its call',
    {
      ...ask,
      messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] }],
    },
    400,
    'invalid_request_error',
  ],
])('%s is refused as the real API refuses it', async (_, body, status, type) => {
  const client = await start(reply, 'models: [m]');
  await expect(client.post('/v1/messages', { body })).rejects.toMatchObject({ status, type });
});

test('keys are checked, in either header', async () => {
  await start(reply, 'key: right');
  const post = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${server!.url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(ask) });
  expect((await post({})).status).toBe(401);
  expect((await post({ authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await post({ authorization: 'Bearer right' })).status).toBe(200);
  expect((await post({ 'x-api-key': 'right' })).status).toBe(200);
  const refused = (await (await post({ 'x-api-key': 'wrong' })).json()) as object;
  expect(refused).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
});

test('an unknown address and a body that is not JSON are errors, not crashes', async () => {
  await start(reply);
  const headers = { 'x-api-key': 'k' };
  expect((await fetch(`${server!.url}/v1/other`, { headers })).status).toBe(404);
  expect((await fetch(`${server!.url}/v1/messages`, { method: 'POST', headers, body: '{' })).status).toBe(
    400,
  );
});

test('judge and builder are told apart by the header alone', async () => {
  const client = await start(`${reply}\n  - { role: judge, reply: [{ text: verdict }] }`);
  const judged = await client.messages.create(ask, { headers: { 'x-dimmer-role': 'judge' } });
  expect(judged.content).toMatchObject([{ type: 'text', text: 'verdict' }]);
  expect((await client.messages.create(ask)).stop_reason).toBe('tool_use');
});
