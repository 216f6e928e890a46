// A product must not be able to tell a hidden evaluation from the visible check that the agent may run as often as it likes.
// What it sees is printed by itself in both, through the very question that the agent's check asks, and compared whole.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runEvaluator, type EvaluatorQuestion } from '../node/evaluator-process.ts';
import { snapshot } from '../node/snapshot.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { bundles } from '../node/testing.ts';
import { decrypt, newIdentity } from './vault/cipher.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-parity-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Prints all that a program can learn of where it runs, a line each. */
const curious = `
const fs = require('fs'), os = require('os');
const say = (name, value) => console.log(name + ': ' + JSON.stringify(value));
const read = (path) => { try { return fs.readFileSync(path, 'latin1'); } catch (error) { return error.code; } };
const list = (path) => { try { return fs.readdirSync(path).sort(); } catch (error) { return error.code; } };
say('argv', [process.argv, process.execPath, process.execArgv, process.title]);
say('env', process.env);
say('ids', [process.pid, process.ppid, process.getuid(), process.getgid(), process.getgroups(), process.umask()]);
say('place', [process.cwd(), os.hostname(), os.homedir(), os.tmpdir(), os.release(), os.networkInterfaces()]);
say('terminal', [process.stdin.isTTY, process.stdout.isTTY, process.stderr.isTTY]);
for (const fd of list('/proc/self/fd')) say('fd ' + fd, (() => { try { return fs.readlinkSync('/proc/self/fd/' + fd); } catch { return 'gone'; } })());
for (const name of ['cgroup', 'mountinfo', 'limits', 'uid_map', 'gid_map', 'setgroups', 'oom_score_adj', 'loginuid', 'sessionid', 'attr/current', 'timens_offsets', 'net/route', 'net/tcp', 'net/unix', 'net/dev'])
  say(name, read('/proc/self/' + name));
say('namespaces', list('/proc/self/ns'));
say('status', read('/proc/self/status').split('\\n').filter((line) => /^(Cap|Seccomp|NoNewPrivs|NSpid|NSsid|NSpgid|PPid|Groups|TracerPid)/.test(line)));
say('processes', list('/proc').filter((name) => /^\\d+$/.test(name)).map((pid) => [pid, read('/proc/' + pid + '/cmdline'), read('/proc/' + pid + '/environ')]));
for (const folder of ['/', '/app', '/app/bin', '/app/specs', '/box', '/tmp', '/dev', '/dev/shm', '/opt', '/opt/node', '/run', '/etc', '/home', '/sys'])
  say(folder, list(folder));
say('modes', ['/app', '/app/bin/look.js', '/box', '/tmp'].map((path) => { const { mode, uid, gid, nlink } = fs.statSync(path); return [path, mode, uid, gid, nlink]; }));
require('net').connect(9, '127.0.0.1').on('error', (error) => {
  say('loopback', error.code);
  require('dns').lookup('example.com', (failed) => say('name', failed && failed.code));
});
`;

const scenario = (id: string, split: string, sentence: string, expected: string): string =>
  `---\nschema: dimmer/scenario@1\nid: ${id}\nspec: look\nrequirements: [R1]\nsplit: ${split}\ntrajectories: 1\nvars: { seeded: { kind: word } }\n---\n` +
  `* ${sentence}\n  \`\`\`cli\n  run: [look, "{{seeded}}"]\n  expect: ${expected}\n  \`\`\`\n`;

/** Names that are made anew for each folder, numbers of mounts and files, and the value that the seed gave. */
function normal(seen: string): string {
  const value = /^argv: \[\[.*"([^"]+)"\],/m.exec(seen)?.[1] ?? '';
  return seen
    .replaceAll(value, 'SEEDED')
    .replaceAll(/dimmer-evaluation-\d+-\w+(\/\d+)?/g, 'PRIVATE')
    .replaceAll(/(pipe|socket):\[\d+\]/g, '$1')
    .replaceAll(/(?<=[\\n"])\d+ \d+ \d+:\d+(?= )/g, 'MOUNT')
    .replaceAll(/(master|peer_group|propagate_from|shared):\d+/g, '$1');
}

async function ask(question: EvaluatorQuestion): Promise<Record<string, unknown>> {
  const { exit, stdout, stderr } = await runEvaluator(question, { bundleDir: bundles });
  expect([exit, stderr], stdout.slice(0, 500)).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

test('what a product can see is the same, visible or hidden', async () => {
  await using repository = await temporaryRepository({
    'bin/look.js': curious,
    'specs/look.md':
      '---\nid: look\nbin: { look: [node, bin/look.js] }\n---\n# Look\n\n- R1: It MUST look around.\n',
    'scenarios/v.md': scenario('V', 'visible', 'When it looks', '{ stdout: { contains: argv } }'),
  });
  const { identity } = await newIdentity();
  const vaultDir = join(root, 'vault');
  const vault = { v: 1, mode: 'vault', vaultDir, identity } as const;
  await ask({ ...vault, action: { type: 'init' } });
  const scenarios = [
    {
      name: 'h.md',
      text: scenario('H', 'validation', 'Bo tries', '{ exit: 0, stdout: { matches: place } }'),
    },
  ];
  await ask({ ...vault, action: { type: 'import', scenarios, repository: repository.root } });

  // As the agent's check does it: a folder with the commit, and the spec beside it.
  const dir = join(root, 'product');
  await snapshot(repository.root, 'HEAD', dir);
  writeFileSync(join(root, 'spec.md'), readFileSync(join(repository.root, 'specs/look.md')));
  const where = { repository: repository.root, vaultDir } as const;
  const visible = await ask({
    ...{ v: 1, mode: 'evaluate', ...where, vaultDir: '' },
    ...{ dir, spec: join(root, 'spec.md'), split: 'visible' },
  });
  const [detail] = visible['details'] as { steps: { stdout: string }[] }[];

  await ask({ v: 1, mode: 'evaluate', ...where, identity, spec: 'specs/look.md', split: 'validation' });
  const [evidence] = readdirSync(join(vaultDir, 'evidence'));
  const opened = await decrypt(readFileSync(join(vaultDir, 'evidence', evidence as string)), identity);
  if (!opened.ok) throw new Error(opened.reason);
  const kept = JSON.parse(opened.text) as {
    scenarios: { trajectories: { record: { stdout?: string }[] }[] }[];
  };
  const hidden = kept.scenarios[0]?.trajectories[0]?.record.find(
    ({ stdout }) => stdout !== undefined,
  )?.stdout;

  const seen = [detail?.steps[0]?.stdout ?? '', hidden ?? ''].map(normal);
  expect(seen[0]?.split('\n').length).toBeGreaterThan(40);
  expect(seen[1]?.split('\n')).toEqual(seen[0]?.split('\n'));
});
