// How long an editor waits for the findings of a long spec that is the first it opens: nothing runs yet that could lint it.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { bundles } from '../extension/node/testing.ts';
import { createLintClient } from '../extension/shell/lint-client.ts';
import { inTurns, type Figure } from './figure.ts';
import { longSpec } from './real-specs.ts';

export async function lintCold(repeats: number): Promise<Figure> {
  const text = longSpec();
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-bench-'));
  try {
    const parser = await bundled(folder);
    const { ours, floor } = await inTurns(
      repeats,
      () => firstFindings(text),
      () => firstParse(parser, text),
    );
    return {
      name: `lint a spec of ${Math.round(text.length / 1024)} KB that is the first to be opened`,
      what: "from the editor's request, which starts the worker, to the findings of all rules in the editor",
      ours,
      floor: {
        name: 'a worker that starts and parses the same with `unified`, bundled alike',
        series: floor,
      },
      bar: 500,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** As `extension/build.mjs` bundles the lint worker: many small files would start slower. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'bare-parse.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('bare-parse-worker.ts', import.meta.url))],
    outfile,
    ...{ bundle: true, minify: true, platform: 'node', target: 'node22', format: 'esm' },
  });
  return outfile;
}

async function firstFindings(text: string): Promise<number> {
  const client = createLintClient({ workerFile: join(bundles, 'lint-worker.mjs') });
  const start = performance.now();
  const { findings } = await client.lint(text, 'specs/long.md');
  const took = performance.now() - start;
  client.dispose();
  if (findings.length === 0) throw new Error('a spec made of real ones has no finding');
  return took;
}

async function firstParse(program: string, text: string): Promise<number> {
  const start = performance.now();
  const worker = new Worker(program);
  const answer = once(worker, 'message');
  worker.postMessage(text);
  const [blocks] = (await answer) as [number];
  const took = performance.now() - start;
  await worker.terminate();
  if (blocks === 0) throw new Error('the long spec has no block');
  return took;
}
