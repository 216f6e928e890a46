// A judge is measured by asking it, over real HTTP: figures, the passport that is kept, what makes it void, and that a rehearsal is none.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode } from '../core/protocol/decode.ts';
import { calibrationSchema } from '../core/protocol/passport.ts';
import { rehearsalWatermark } from '../core/outcome/watermark.ts';
import { parseCassette } from '../node/agents/rehearsal/cassette.ts';
import { startRehearsalServer } from '../node/agents/rehearsal/server.ts';
import { calibrateMode } from './calibrate-mode.ts';
import { honestOutputs } from './corpus/honest-outputs.ts';
import { lies } from './corpus/lies.ts';
import { evaluateVisible } from './evaluate.ts';
import { openJudge } from './judge/open-judge.ts';
import { measuredOf } from './judge/passports.ts';
import { idleProduct } from './product.ts';
import { specFacts } from './spec-facts.ts';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import { notesSpec, scenarioText } from './test-product.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-calibrate-'));
const before = process.env['DIMMER_STATE'];
const asked = new Map<string, number>();

/** A model of ours: believes whatever says "42 of 42", changes its mind about mails, and else knows the label. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      model: string;
      messages: { content: string }[];
    };
    const question = body.messages[0]?.content ?? '';
    const satisfied = body.model === 'mute' ? undefined : opinion(question);
    const input = satisfied === undefined ? {} : { satisfied, reason: 'so' };
    response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_1' });
    const content = [{ type: 'tool_use', id: 'toolu_1', name: 'record_verdict', input }];
    const usage = { input_tokens: 1, output_tokens: 1 };
    response.end(
      JSON.stringify({
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: body.model,
        content,
        stop_reason: 'tool_use',
        usage,
      }),
    );
  });
});

function opinion(question: string): boolean {
  const bare = question.replaceAll(/\[[\w-]{12} (begin|end) /g, '[').replaceAll(/marked [\w-]{12} /g, '');
  const times = asked.get(bare) ?? 0;
  asked.set(bare, times + 1);
  if (question.includes('Is polite.')) return times < 3;
  if (question.includes('42 of 42')) return true;
  return honestOutputs.some(
    ({ rubric, text, met }) => met && question.includes(rubric) && bare.includes(text.slice(0, 30)),
  );
}

beforeAll(async () => {
  process.env['DIMMER_STATE'] = join(root, 'state');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  if (before === undefined) delete process.env['DIMMER_STATE'];
  else process.env['DIMMER_STATE'] = before;
  server.close();
  server.closeAllConnections();
  rmSync(root, { recursive: true, force: true });
});

const real = (model: string) => ({
  apiKey: 'key',
  model,
  baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
});
const common = { v: 1 as const, mode: 'calibrate' as const, vaultDir: '' };

async function calibrated(input: Partial<Parameters<typeof calibrateMode>[0]>) {
  const answer = await calibrateMode({ ...common, repeat: 1, ...input });
  const decoded = decode(calibrationSchema, answer.body);
  if (!decoded.ok) throw new Error(JSON.stringify(answer.body));
  return decoded.value;
}

function cassette(): string {
  const path = join(root, 'yes.yaml');
  const reply = '{ tool: record_verdict, input: { satisfied: true, reason: so } }';
  writeFileSync(
    path,
    `cassette: 1\ntitle: yes\nentries:\n  - { role: judge, repeat: 9, reply: [${reply}] }\n`,
  );
  return path;
}

test('a real judge gets figures with n and bounds, and the passport stands beside what it judges next', async () => {
  const { passport, seen, path } = await calibrated({ judge: real('house-1'), repeat: 2 });
  const believed = lies.filter(({ text }) => text.includes('42 of 42')).length;
  expect(believed).toBeGreaterThan(1);
  expect(seen.falseAccepts).toMatchObject({ count: believed, n: lies.length });
  expect(seen.falseAccepts.high).toBeGreaterThan(believed / lies.length);
  const polite = honestOutputs.filter(({ rubric }) => rubric === 'Is polite.').length;
  const n = honestOutputs.length + lies.length;
  expect(seen.repeatability).toMatchObject({ count: n - polite, n });
  expect(seen.kappa.n).toBe(honestOutputs.length);
  expect(seen.kappa.value).toBeGreaterThan(0.5);
  expect(seen.kappa.low).toBeLessThan(seen.kappa.value ?? 0);
  expect(passport).toMatchObject({ model: 'house-1', unanswered: 0, watermark: null, measured: seen });
  expect(statSync(path ?? '').mode & 0o777).toBe(0o600);
  const body =
    '* When Bo asks\n  ```cli\n  run: [say]\n  ```\n* Then it is kind\n  ```judge\n  rubric: It is kind.\n  ```\n';
  const parsed = parseScenario(scenarioText({ id: 'J', requirements: 'R1', body }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const judge = await openJudge(real('house-1'));
  if ('problem' in judge) throw new Error(judge.problem);
  const product = await idleProduct(['say'], root);
  const spec = specFacts(notesSpec, 'notes.md');
  const done = await evaluateVisible({ product, spec, judge, n: 0, builder: 'claude-x' }, [parsed.scenario]);
  expect(done.ok && done.evaluation.tally.judged).toEqual({
    ...{ model: 'house-1', family: 'house', builderFamily: 'claude', verdicts: 1 },
    passport: seen,
  });
});

test('labels of a file take the place of the built-in ones; another model or another wording has no passport', async () => {
  const { passport, seen, path } = await calibrated({ judge: real('house-2'), labels: labelled });
  expect([passport.labels, seen.kappa, seen.falseAccepts.n]).toEqual([
    'file',
    { value: 1, low: expect.any(Number) as number, high: 1, n: 2 },
    lies.length,
  ]);
  expect(await measuredOf('house-2')).toEqual(seen);
  expect(await measuredOf('house-3')).toBe('not measured');
  writeFileSync(path ?? '', JSON.stringify({ ...passport, prompts: '0'.repeat(64) }));
  expect(await measuredOf('house-2')).toBe('not measured');
  writeFileSync(path ?? '', '{');
  expect(await measuredOf('house-2')).toBe('not measured');
});

const labelled = [
  { rubric: 'Is short.', evidence: 'no', label: false },
  { rubric: 'Is long.', evidence: [{ name: 'stdout', text: '42 of 42' }], label: true },
];

test('a rehearsal is never a measurement and takes no place of one', async () => {
  const { passport, seen, path } = await calibrated({
    judge: { apiKey: 'x', model: 'house-1', cassette: cassette() },
    labels: labelled,
  });
  expect(seen.falseAccepts).toMatchObject({ count: lies.length, n: lies.length });
  expect([passport.measured, passport.watermark]).toEqual(['not measured', rehearsalWatermark]);
  expect(JSON.parse(readFileSync(path ?? '', 'utf8'))).toMatchObject({ measured: 'not measured' });
  expect(await measuredOf('house-1')).not.toBe('not measured');
});

test('a rehearsal server behind an address is recognised by its answers', async () => {
  const decoded = parseCassette(readFileSync(cassette(), 'utf8').replace('role: judge', 'role: builder'));
  if (!decoded.ok) throw new Error(decoded.problems.join());
  const rehearsal = await startRehearsalServer({ cassette: decoded.value });
  const judge = await openJudge({ apiKey: 'x', model: 'house-1', baseUrl: rehearsal.url });
  if ('problem' in judge) throw new Error(judge.problem);
  expect([judge.rehearsed(), judge.passport === 'not measured']).toEqual([false, false]);
  expect(await judge.ask('Is short.', [])).toMatchObject({ satisfied: true });
  expect(judge.rehearsed()).toBe(true);
  await rehearsal.close();
});

test('no judge, and a judge without an answer, are problems that say what to do', async () => {
  expect((await calibrateMode({ ...common, repeat: 1 })).body).toMatchObject({
    error: { reason: 'no-judge', exit: 3 },
  });
  expect((await calibrateMode({ ...common, repeat: 1, judge: real('mute') })).body).toMatchObject({
    error: { reason: 'silent-judge', exit: 3 },
  });
});
