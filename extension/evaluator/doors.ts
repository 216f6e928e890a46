// Sockets on which a sandbox may knock, each leading on to one place: a twin, or the product of the trajectory.
// Invariant: a sandbox reaches what it was given a door for and nothing else; bytes are passed on, never read.
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

const maxConnections = 128;
const patienceMs = 30_000;

export interface Door {
  /** Name of the socket in the folder. */
  readonly name: string;
  /** A connection to where the door leads; undefined when there is none. `until` is a `performance.now()`. */
  connect(until: number): Promise<Socket | undefined>;
}

export interface Doors {
  /** Ends every connection; the doors stay. */
  drop(): void;
  close(): void;
}

export async function openDoors(folder: string, doors: readonly Door[]): Promise<Doors> {
  const passing = new Set<Socket>();
  const servers = await Promise.all(doors.map((door) => listen(join(folder, door.name), door, passing)));
  const drop = (): void => {
    for (const socket of passing) socket.destroy();
  };
  return {
    drop,
    close() {
      for (const server of servers) server.close();
      drop();
    },
  };
}

async function listen(path: string, door: Door, passing: Set<Socket>): Promise<Server> {
  const server = createServer((from) => {
    keep(from, passing);
    if (passing.size > 2 * maxConnections) from.destroy();
    // Browsers open connections that they never use; one is led on when it says something.
    from.once('data', (first) => {
      from.pause();
      void lead(from, first, door, passing);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server;
}

async function lead(from: Socket, first: Buffer, door: Door, passing: Set<Socket>): Promise<void> {
  const to = await door.connect(performance.now() + patienceMs).catch(() => undefined);
  if (to === undefined || from.destroyed) {
    to?.destroy();
    from.destroy();
    return;
  }
  keep(to, passing);
  to.write(first);
  passOn(from, to);
}

function keep(socket: Socket, passing: Set<Socket>): void {
  passing.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => passing.delete(socket));
}

function passOn(from: Socket, to: Socket): void {
  from.on('close', () => to.destroy()).pipe(to);
  to.on('close', () => from.destroy()).pipe(from);
}
