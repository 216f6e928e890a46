// What an `http` step costs beyond the product's own answer: one question over the bridge, against the same server asked on loopback.
import { request } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../extension/evaluator/server.ts';
import { inTurns, type Figure } from './figure.ts';

const questions = 50;
const server =
  "require('http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '127.0.0.1');\n";

export async function httpStep(repeats: number): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-bench-'));
  const [app, box] = [join(folder, 'app'), join(folder, 'box')];
  await mkdir(app);
  await mkdir(box);
  await writeFile(join(app, 'server.js'), server);
  const product = { app, programs: new Map(), start: ['node', '/app/server.js'], commit: 'b', tree: 'b' };
  const sandboxed = await startServer({ product, box, folder, deadline: performance.now() + 600_000 }, 'b');
  const port = 18_421;
  const plain = spawn('node', ['server.js'], {
    cwd: app,
    env: { ...process.env, PORT: `${port}` },
    stdio: 'ignore',
  });
  const ask = async (): Promise<void> => {
    const asked = await sandboxed.ask({ method: 'GET', path: '/', headers: {} }, 10_000);
    if (!asked.ok || asked.answer.body !== 'ok') throw new Error('the server gave no answer');
  };
  const each = async (one: () => Promise<void>): Promise<number> => {
    const begun = performance.now();
    for (let i = 0; i < questions; i++) await one();
    return (performance.now() - begun) / questions;
  };
  try {
    await ask();
    await untilOpen(port);
    const { ours, floor } = await inTurns(
      repeats,
      () => each(ask),
      () => each(() => askPlainly(port)),
    );
    return {
      name: 'http step',
      what: `one question to a server in the sandbox, mean of ${questions}; the bar is 1 ms over the floor`,
      ours,
      floor: { name: 'the same server outside, a new connection for each', series: floor },
      bar: floor.median + 1,
    };
  } finally {
    plain.kill();
    await sandboxed.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function untilOpen(port: number): Promise<void> {
  for (;;) {
    const open = await askPlainly(port).then(
      () => true,
      () => false,
    );
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function askPlainly(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { port, host: '127.0.0.1', headers: { connection: 'close' }, agent: false },
      (answer) => {
        answer.resume().on('end', () => resolve());
      },
    );
    asked.on('error', reject).end();
  });
}
