// The only way out of the network namespace for an installed agent: CONNECT to a host that is on its list.
// Invariant: a name is compared before anything is looked up or opened; there is no request that reaches another host.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

export interface AllowListProxy {
  /** Unix socket that it listens on; the sandbox gets this and nothing else. */
  readonly socket: string;
  close(): Promise<void>;
}

/** `hosts` are `name` (port 443) or `name:port`. `onRefused` hears each name that was asked for and is not listed. */
export async function openAllowListProxy(
  hosts: readonly string[],
  onRefused: (target: string) => void,
): Promise<AllowListProxy> {
  const allowed = new Set(hosts.map((host) => withPort(host.toLowerCase())));
  const folder = mkdtempSync(join(tmpdir(), 'dimmer-net-'));
  const socket = join(folder, 's');
  const open = new Set<Duplex>();
  const server = createServer({ maxHeaderSize: 8 * 1024 });
  server.on('connection', (client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
  });
  server.on('request', (request: IncomingMessage, response) => {
    onRefused(String(request.url).slice(0, 200));
    response.writeHead(403, { connection: 'close' }).end('only CONNECT to a listed host\n');
  });
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => client.destroy());
    const target = String(request.url).toLowerCase();
    if (!allowed.has(withPort(target))) {
      onRefused(target.slice(0, 200));
      client.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    const upstream = tunnel(withPort(target), client, head);
    open.add(upstream);
    upstream.once('close', () => open.delete(upstream));
  });
  server.on('clientError', (_error, client) => client.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return {
    socket,
    close: async () => {
      for (const one of open) one.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:443`;
}

function tunnel(target: string, client: Duplex, head: Buffer): Socket {
  const at = target.lastIndexOf(':');
  const upstream = connect({ host: target.slice(0, at), port: Number(target.slice(at + 1)) });
  upstream.once('connect', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  upstream.once('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n'));
  upstream.once('close', () => client.destroy());
  client.once('close', () => upstream.destroy());
  return upstream;
}
