// Connections out of a sandbox: the evaluator listens on a socket, and what is inside connects out to it and waits for a question.
// Invariant: no path that a product could turn is ever followed; what arrives is data.
import { createServer, type Server as NetServer, type Socket } from 'node:net';

const maxWaiting = 8;

export interface Tunnel {
  /** A connection that leads to the product's port; undefined when there is none in time. */
  take(until: number): Promise<Socket | undefined>;
  /** Asks what is inside to end, and gives it a moment. */
  finish(ended: Promise<unknown>): Promise<void>;
  close(): void;
}

/** Connections that the sandbox opens to us, each good for one question. */
export async function tunnel(path: string): Promise<Tunnel> {
  const waiting: Socket[] = [];
  const wanted: ((socket: Socket | undefined) => void)[] = [];
  const server: NetServer = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const next = wanted.shift();
    if (next !== undefined) next(socket);
    else if (waiting.length < maxWaiting) waiting.push(socket);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  let open = true;
  const take = (until: number): Promise<Socket | undefined> => {
    const alive = waiting.splice(0).find((socket) => !socket.destroyed);
    if (alive !== undefined || !open) return Promise.resolve(alive);
    return new Promise((resolve) => {
      const take = (socket: Socket | undefined): void => {
        clearTimeout(timer);
        resolve(socket);
      };
      // Whoever has given up must not be handed a connection that nobody then uses.
      const giveUp = (): void => {
        wanted.splice(wanted.indexOf(take), 1);
        resolve(undefined);
      };
      const timer = setTimeout(giveUp, Math.max(1, until - performance.now()));
      wanted.push(take);
    });
  };
  return {
    take,
    async finish(ended) {
      (await take(performance.now() + 500))?.end('!');
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    },
    close() {
      open = false;
      server.close();
      for (const next of wanted.splice(0)) next(undefined);
      for (const socket of waiting.splice(0)) socket.destroy();
    },
  };
}
