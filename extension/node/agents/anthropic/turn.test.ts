// What a hostile or broken endpoint sends, over real HTTP: one turn ends in bounded time and memory.
import Anthropic from '@anthropic-ai/sdk';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { defaultTurnLimits, malformedArguments, takeTurn, type Turn, type TurnLimits } from './turn.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function turn(
  send: (response: ServerResponse) => void,
  limits: Partial<TurnLimits> = {},
): Promise<Turn> {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new Anthropic({
    apiKey: 'k',
    baseURL: `http://127.0.0.1:${port}`,
    maxRetries: 0,
    logLevel: 'off',
  });
  const params = {
    model: 'm',
    max_tokens: 10,
    stream: true,
    messages: [{ role: 'user', content: 'x' }],
  } as const;
  return takeTurn(
    client,
    { ...params, messages: [...params.messages] },
    { ...defaultTurnLimits, ...limits },
    new AbortController().signal,
  );
}

const event = (data: { type: string; [key: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const usage = {
  input_tokens: 5,
  output_tokens: 1,
  cache_read_input_tokens: 2,
  cache_creation_input_tokens: 3,
};
const begin = event({ type: 'message_start', message: { id: 'a', model: 'real-model', content: [], usage } });
const end =
  event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } }) +
  event({ type: 'message_stop' });
const delta = (index: number, inner: object): string =>
  event({ type: 'content_block_delta', index, delta: inner });

test('thinking, text and arguments are kept as they came', async () => {
  const got = await turn((response) =>
    response.end(
      begin +
        event({
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'thinking', thinking: '', signature: '' },
        }) +
        delta(0, { type: 'thinking_delta', thinking: 'hm' }) +
        delta(0, { type: 'signature_delta', signature: 'sig' }) +
        event({ type: 'content_block_stop', index: 0 }) +
        event({
          type: 'content_block_start',
          index: 1,
          content_block: { type: 'tool_use', id: 't', name: 'x', input: {} },
        }) +
        delta(1, { type: 'input_json_delta', partial_json: '{"a": [1,' }) +
        delta(1, { type: 'input_json_delta', partial_json: ' 2]}' }) +
        event({ type: 'content_block_stop', index: 1 }) +
        end,
    ),
  );
  expect(got).toEqual({
    model: 'real-model',
    stopReason: 'end_turn',
    usage: { input: 5, output: 9, cacheRead: 2, cacheWrite: 3 },
    content: [
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'tool_use', id: 't', name: 'x', input: { a: [1, 2] } },
    ],
  });
});

test('arguments that are no JSON object are never repaired', async () => {
  const got = await turn((response) =>
    response.end(
      begin +
        event({
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'tool_use', id: 't', name: 'x', input: {} },
        }) +
        delta(0, { type: 'input_json_delta', partial_json: '{"path": "a", "content": "half' }) +
        end,
    ),
  );
  const [block] = got.content;
  expect(block?.type === 'tool_use' && malformedArguments(block.input)).toBe(
    '{"path": "a", "content": "half',
  );
  expect(malformedArguments({ a: 1 })).toBeUndefined();
});

test('a line of a hundred megabytes without an end is broken off in bounded memory', async () => {
  const before = process.memoryUsage().rss;
  let most = 0;
  const chunk = 'x'.repeat(1024 * 1024);
  const got = await turn((response) => {
    response.write(`${begin}event: content_block_delta\ndata: "`);
    let sent = 0;
    const more = (): void => {
      most = Math.max(most, process.memoryUsage().rss);
      if (sent++ > 100 || response.destroyed) return;
      if (response.write(chunk)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  expect(got).toMatchObject({ stopReason: 'too-long', content: [] });
  expect(most - before).toBeLessThan(250 * 1024 * 1024);
});

test('pings alone keep a turn alive only so long', async () => {
  const pings = (response: ServerResponse): void => {
    response.write(begin);
    const timer = setInterval(() => response.write(event({ type: 'ping' })), 20);
    response.on('close', () => clearInterval(timer));
  };
  await expect(turn(pings, { idleMs: 150, turnMs: 600 })).rejects.toMatchObject({ why: 'stalled' });
});

test.each([
  ['ends early', (response: ServerResponse) => response.end(begin), 'dropped'],
  ['breaks off', (response: ServerResponse) => response.write(begin, () => response.destroy()), 'dropped'],
  ['says nothing', () => undefined, 'stalled'],
  ['says nothing more', (response: ServerResponse) => response.write(begin), 'stalled'],
] as const)('a stream that %s is broken', async (_, send, why) => {
  await expect(turn((response) => void send(response), { idleMs: 200 })).rejects.toMatchObject({ why });
});

test('an error event inside the stream is the error', async () => {
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  await expect(turn((response) => response.end(begin + event(overloaded)))).rejects.toMatchObject({
    type: 'overloaded_error',
  });
});
