import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { maxOutputBytes, runInBubblewrap, type SandboxCommand } from './bubblewrap.ts';
import { checkBubblewrap } from './check-bubblewrap.ts';
import { closeInheritedDescriptors } from './descriptors.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-bwrap-'));
const app = join(root, 'app');
const box = join(root, 'box');
mkdirSync(app);
mkdirSync(box);
writeFileSync(join(app, 'hello.js'), 'console.log("hello", process.argv[2])');
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(argv: string[], more: Partial<SandboxCommand> = {}) {
  const result = await runInBubblewrap({ app, box }, { argv, timeoutMs: 10_000, ...more });
  if (!result.ran) throw new Error(result.reason);
  return { ...result, out: result.stdout.toString(), err: result.stderr.toString() };
}
const shell = (script: string, more: Partial<SandboxCommand> = {}) => run(['/bin/sh', '-c', script], more);

/** Host processes whose command line holds `marker`. */
function survivors(marker: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker);
    } catch {
      return false;
    }
  });
}

test('the machine is checked by holding one sandbox', async () => {
  expect(await checkBubblewrap()).toEqual({ ok: true });
});

test('a product runs from /app with its own stdin, exit code and streams', async () => {
  const result = await run(['node', '/app/hello.js', '"; id; #']);
  expect([result.exit, result.out, result.err]).toEqual([0, 'hello "; id; #\n', '']);
  expect((await shell('cat; exit 7', { stdin: 'in' })).exit).toBe(7);
  expect((await shell('kill -SEGV $$')).exit).toBe(139);
});

// The process that runs the tests may itself have inherited descriptors, as an evaluator may.
closeInheritedDescriptors();

test('the environment, descriptors and root directory are a fixed set', async () => {
  const result = await shell(
    'env | cut -d= -f1 | sort | tr "\\n" " "; ls /proc/self/fd | tr "\\n" " "; ls / | tr "\\n" " "',
  );
  expect(result.out).toBe('HOME PATH PWD 0 1 2 3 app bin box dev lib lib64 opt proc tmp usr ');
});

test('only /box can be written and it lasts across commands', async () => {
  const result = await shell(
    'echo kept > kept.txt; echo x > /app/x; echo x > /usr/x; mount -t tmpfs none /mnt; unshare -U true',
  );
  expect(result.err.match(/Read-only file system/g)).toHaveLength(2);
  expect((await shell('cat kept.txt')).out).toBe('kept\n');
});

test('a daemon does not outlive its command', async () => {
  const marker = `86${process.pid}1`;
  await shell(`setsid sleep ${marker} >/dev/null 2>&1 & sleep 0.05`);
  expect(survivors(marker)).toEqual([]);
});

test('a command that hangs and ignores TERM is killed at its time limit', async () => {
  const marker = `86${process.pid}2`;
  const result = await shell(`trap '' TERM INT; sleep ${marker} & wait; wait`, { timeoutMs: 300 });
  expect(result.timedOut).toBe(true);
  expect(result.milliseconds).toBeLessThan(2000);
  expect(survivors(marker)).toEqual([]);
});

test('a flood is cut at the cap and killed', async () => {
  const result = await shell('yes flood');
  expect([result.flooded, result.stdout.length, result.timedOut]).toEqual([true, maxOutputBytes, false]);
});

test('a fork bomb is bounded, also for root', async () => {
  const result = await shell('i=0; while [ $i -lt 400 ]; do sleep 30 & i=$((i+1)); done; echo all', {
    timeoutMs: 3000,
  });
  expect(result.out).not.toContain('all');
});

test('one process cannot take all memory, and what honest programs reserve is not counted', async () => {
  const hog = 'try { new Uint8Array(9 * 2 ** 30); console.log("had it") } catch { console.log("refused") }';
  expect((await run(['node', '-e', hog])).out).toBe('refused\n');
  // V8 reserves some 10 GiB for each of these, and writes to next to nothing of it.
  const honest =
    'for (let i = 0; i < 4; i++) new WebAssembly.Memory({ initial: 16, maximum: 65536 }); console.log("ran")';
  expect((await run(['node', '-e', honest])).out).toBe('ran\n');
});

test('without bwrap nothing runs', async () => {
  const result = await runInBubblewrap(
    { app: join(root, 'absent'), box },
    { argv: ['/bin/true'], timeoutMs: 1000 },
  );
  expect(result.ran).toBe(false);
});

test('memory is bounded over all processes, honest or not, and nobody is left', async () => {
  const mark = `hog-${process.pid}`;
  const hog = `const all = []; setInterval(() => all.push(Buffer.alloc(16 << 20, 1)), 5)`;
  const many = `for i in 1 2 3; do node -e '${hog}' ${mark} & done; wait`;
  const result = await shell(many, { memoryBytes: 512 * 1024 ** 2, timeoutMs: 20_000 });
  expect([result.overMemory, result.timedOut, survivors(mark)]).toEqual([true, false, []]);
  const honest = await run([
    'node',
    '-e',
    'Buffer.alloc(64 << 20, 1); setTimeout(() => console.log("ok"), 600)',
  ]);
  expect([honest.overMemory, honest.out]).toEqual([false, 'ok\n']);
});
