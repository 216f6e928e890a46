// The host that attacks are tried against: a stand-in for the vault, for secrets in memory and for listening services,
// each with a canary of its own. Real vaults are never touched.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { homedir, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../private-folder.ts';

export interface Stage {
  /** Text that must not be seen. */
  readonly canary: string;
  /** Host folder; `secret` and `drop/` lie in it. */
  readonly folder: string;
  readonly secret: string;
  readonly homeSecret: string;
  readonly sharedMemory: string;
  /** A process with the canary in its environment, command line and an open file. */
  readonly holder: number;
  readonly port: number;
  /** An address of this machine that is not loopback; undefined when it has none. */
  readonly address: string | undefined;
  readonly socket: string;
  readonly abstractSocket: string;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const canary = `CANARY-${randomBytes(8).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-selftest-'));
  const secret = join(folder, 'secret');
  const homeSecret = join(homedir(), `.dimmer-selftest-${process.pid}`);
  const sharedMemory = `/dev/shm/dimmer-selftest-${process.pid}`;
  await mkdir(join(folder, 'drop'));
  for (const path of [secret, homeSecret, sharedMemory]) await writeFile(path, canary, { mode: 0o600 });
  const holder = startHolder(secret, canary);
  const socket = join(folder, 'socket');
  const abstractSocket = `dimmer-selftest-${process.pid}`;
  const [tcp, unix, abstract] = await Promise.all([
    listen(canary, { port: 0, host: '0.0.0.0' }),
    listen(canary, { path: socket }),
    listen(canary, { path: `\0${abstractSocket}` }),
  ]);
  const address = tcp.address();
  const others = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  return {
    canary,
    folder,
    secret,
    homeSecret,
    sharedMemory,
    holder: holder.pid as number,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    address: others.find((one) => one.family === 'IPv4' && !one.internal)?.address,
    socket,
    abstractSocket,
    close: async () => {
      holder.kill('SIGKILL');
      for (const server of [tcp, unix, abstract]) server.close();
      for (const path of [homeSecret, sharedMemory]) await rm(path, { force: true });
      await removeFolder(folder);
    },
  };
}

function startHolder(secret: string, canary: string): ChildProcess {
  const script = 'exec 7<"$1"; while :; do sleep 60; done';
  const child = spawn('/bin/sh', ['-c', script, 'holder', secret, canary], {
    env: { SECRET: canary, PATH: '/usr/bin:/bin' },
    stdio: 'ignore',
  });
  child.unref();
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
