// A workflow that was stopped, or whose process was killed after any stage, comes to the same end.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../core/workflow/engine/state.ts';
import type { CodergenBackend } from './codergen.ts';
import { loadCheckpoint } from './store.ts';
import { ends, fresh, graph, passes, run, visited } from './testing.ts';

test('a stopped run keeps its checkpoint and goes on from it; after a resume nothing counts on a lost conversation', async () => {
  const of = graph(
    'default_fidelity=full a [prompt=x] b [prompt=x] c [prompt=x] start -> a -> b -> c -> exit',
  );
  const stopping = new AbortController();
  const seen: string[] = [];
  const backend: CodergenBackend['run'] = async (_, { node, fidelity }) => {
    if (node.id === 'b' && !stopping.signal.aborted) {
      stopping.abort();
      return new Promise(() => undefined);
    }
    seen.push(`${node.id} ${fidelity}`);
    return passes;
  };
  const first = await run(of, { backend }, { signal: stopping.signal });
  expect([first.status, first.state.line.completed]).toEqual(['stopped', ['start', 'a']]);
  const from = loadCheckpoint(first.folder, fingerprintOf(of.source));
  if (typeof from === 'string') throw new Error(from);
  const second = await run(of, { backend }, { from });
  expect([second.status, visited(second.events), seen]).toEqual([
    'success',
    ['b', 'c', 'exit'],
    ['a full', 'b summary:high', 'c full'],
  ]);
});

describe('a crash after any stage', () => {
  const text = `digraph Crash { ${ends} work [prompt=x, max_retries=1] p [shape=component] a [prompt=x] b [prompt=x] c [prompt=x] j [shape=tripleoctagon] check [type=guardrails, max_visits=4]
    start -> work -> p p -> a -> j p -> b -> c -> j j -> check check -> exit [condition="outcome=success"] check -> work [condition="outcome=fail"] }`;

  /** One file, so that sixty processes start fast. */
  const program = bundled();

  async function bundled(): Promise<string> {
    const outfile = join(await fresh(), 'killed-workflow.mjs');
    const entryPoints = [join(import.meta.dirname, 'killed-workflow.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
    return outfile;
  }

  async function once(folder: string, after: number, resume: boolean) {
    const file = join(folder, 'flow.dot');
    await writeFile(file, text);
    const child = spawn(process.execPath, [
      '--no-warnings',
      await program,
      file,
      folder,
      String(after),
      ...(resume ? ['--resume'] : []),
    ]);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => void (out += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => void (err += String(chunk)));
    const signal = await new Promise<string | null>((resolve) => child.on('close', (_, by) => resolve(by)));
    if (err !== '') throw new Error(err);
    return { out: out.trim(), signal };
  }

  const ran = async (folder: string) => (await readFile(join(folder, 'ran.txt'), 'utf8')).trim().split('\n');

  test('resume does the rest once and comes to the same end', async () => {
    const whole = await fresh();
    const { out, signal } = await once(whole, 0, false);
    expect([signal, out.startsWith('success start work ')]).toEqual([null, true]);
    const stages = (await ran(whole)).sort();
    let killed = 0;
    for (let after = 1; ; after += 1) {
      const folder = await fresh();
      const first = await once(folder, after, false);
      if (first.signal === null) break;
      expect(first.signal).toBe('SIGKILL');
      killed += 1;
      const second = await once(folder, 0, true);
      expect([after, second.out]).toEqual([after, out]);
      const again = await ran(folder);
      // What ran is what runs without a crash. Only a branch that was running when another one ended may run twice.
      const twice = again.filter((one, at) => again.indexOf(one) !== at);
      expect([after, [...new Set(again)].sort()]).toEqual([after, stages]);
      expect(twice.filter((one) => !/^[ab]\//.test(one))).toEqual([]);
    }
    expect(killed).toBeGreaterThan(stages.length - 2);
  });
});
