// The host that attacks are tried against: stand-ins for the vault and for all that lies around it on a developer's machine,
// each with a canary of its own. Real vaults are never touched; everything made here is gone when it closes.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { homedir, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '../../node/process-identity.ts';
import { selftestFolder } from '../../node/sandbox/selftest-record.ts';
import { newBox, privateFolder, removeFolder } from '../private-folder.ts';
import { plantFiles, plantRepository, profileNames, shareMemory, type Canary } from './plant.ts';

export interface Stage {
  readonly nonce: string;
  /** Text that only the surface of this row holds. */
  canary(id: string): string;
  /** A private folder in the real home; `vault/`, editor folders, dotfiles and `repository/` lie in it. */
  readonly home: string;
  readonly vault: string;
  readonly secret: string;
  /** A git repository with the canaries in what a checkout does not show. */
  readonly repository: string;
  /** What the evaluator keeps for itself while it works. */
  readonly working: readonly string[];
  readonly sharedMemory: string;
  /** Id of System V shared memory, where one could be made. */
  readonly segment: string | undefined;
  /** Read-only dependencies of both sandboxes. */
  readonly cache: string;
  readonly state: string;
  /** A process with canaries in its environment, command line, memory and an open file. */
  readonly holder: number;
  /** Processes of the harness, one for each profile to go for. */
  readonly victims: ReadonlyMap<string, ChildProcess>;
  readonly port: number;
  /** An address of this machine that is not loopback; undefined when it has none. */
  readonly address: string | undefined;
  readonly socket: string;
  readonly abstractSocket: string;
  /** A vault that is made only now, for the profile of this name to look for. */
  plantLate(name: string): Promise<void>;
  close(): Promise<void>;
}

const prefix = '.dimmer-selftest-';

/** What a self-test that was killed left in home. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(homedir())) {
    const owner = /^\.dimmer-selftest-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && startTimeOf(Number(owner)) === null) await removeFolder(join(homedir(), name));
  }
}

type Undo = (() => unknown)[];

export async function openStage(): Promise<Stage> {
  const undo: Undo = [];
  const close = async (): Promise<void> => {
    for (const one of undo.splice(0).reverse()) await one();
  };
  try {
    return { ...(await build(undo)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(undo: Undo): Promise<Omit<Stage, 'close'>> {
  const nonce = randomBytes(8).toString('hex');
  const canary = (id: string): string => `CANARY-${id}-${nonce}`;
  await removeAbandoned();
  const folders = [
    await mkdtemp(join(homedir(), `${prefix}${process.pid}-`)),
    await mkdtemp(join(tmpdir(), 'dimmer-selftest-')),
    await privateFolder('disk'),
    await privateFolder('memory'),
  ] as const;
  const [home, folder, ...working] = folders;
  undo.push(() => Promise.all(folders.map(removeFolder)));
  const cache = join(folder, 'node_modules');
  await mkdir(cache);
  await plantFiles(home, canary);
  const repository = await plantRepository(home, canary);
  for (const one of working) await writeFile(join(await newBox(one, 'box'), 'input'), canary('22'));
  const sharedMemory = `/dev/shm/dimmer-selftest-${nonce}`;
  undo.push(() => rm(sharedMemory, { force: true }));
  await writeFile(sharedMemory, canary('23'), { mode: 0o600 });
  const segment = await shareMemory(canary('23b'));
  undo.push(() => segment?.remove());
  process.env['DIMMER_SELFTEST'] = canary('27');
  undo.push(() => delete process.env['DIMMER_SELFTEST']);
  const secret = join(home, 'vault', 'manifest.age');
  return {
    ...{ nonce, canary, home, vault: join(home, 'vault'), secret, repository, working, sharedMemory, cache },
    segment: segment?.id,
    state: await selftestFolder(),
    ...startProcesses(secret, canary, undo),
    ...(await startListening(folder, nonce, canary, undo)),
    plantLate: async (name) => {
      await mkdir(join(home, `late-${name}`));
      await writeFile(join(home, `late-${name}`, 'manifest.age'), canary('33'));
    },
  };
}

function startProcesses(secret: string, canary: Canary, undo: Undo): Pick<Stage, 'holder' | 'victims'> {
  const holder = startHolder(secret, canary);
  const sleep = (): ChildProcess => spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
  const victims = new Map(profileNames.map((name) => [name, sleep()] as const));
  for (const child of [holder, ...victims.values()]) {
    child.unref();
    undo.push(() => child.kill('SIGKILL'));
  }
  return { holder: holder.pid as number, victims };
}

async function startListening(folder: string, nonce: string, canary: Canary, undo: Undo) {
  const socket = join(folder, 'socket');
  const abstractSocket = `dimmer-selftest-${nonce}`;
  const servers = await Promise.all([
    listen(canary('24'), { port: 0, host: '0.0.0.0' }),
    listen(canary('25'), { path: socket }),
    listen(canary('26'), { path: `\0${abstractSocket}` }),
  ]);
  undo.push(() => servers.forEach((server) => server.close()));
  const address = servers[0].address();
  const others = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    address: others.find((one) => one.family === 'IPv4' && !one.internal)?.address,
    socket,
    abstractSocket,
  };
}

/** Reads its secret from stdin, so that it is in memory and nowhere else. */
function startHolder(secret: string, canary: Canary): ChildProcess {
  const script = 'exec 7<"$1"; read -r kept; while :; do sleep 60; done';
  const child = spawn('/bin/sh', ['-c', script, 'holder', secret, canary('10')], {
    env: { SECRET: canary('9'), PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(`${canary('11')}\n`);
  return child;
}

function listen(canary: string, where: { port: number; host: string } | { path: string }): Promise<Server> {
  const server = createServer((connection) => {
    connection.on('error', () => undefined);
    connection.end(canary);
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => resolve(server));
  });
}
