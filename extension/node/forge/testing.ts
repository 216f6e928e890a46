// For tests: a bare repository over real smart HTTP, and a server that plays GitHub's REST API with scripted troubles.
import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemporaryRepository } from '../temporary-repository.ts';

export interface Pull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
}

/** What the API does to the next requests of one method: an HTTP status, or something worse. */
export type Trouble =
  | number
  | 'slow'
  | 'garbage'
  | 'drop'
  | 'done-then-drop'
  | 'done-then-slow'
  | 'beaten'
  | 'elsewhere'
  | 'moved';

export interface Forge extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly api: string;
  /** Of the repository over HTTP, with a user and a password in it. */
  readonly address: string;
  readonly pulls: Pull[];
  readonly requests: { method: string; path: string; authorization: string }[];
  readonly pushes: () => number;
  readonly trouble: { GET: Trouble[]; POST: Trouble[]; git: ('401' | 'hang')[]; push: 'done-then-slow'[] };
  bare(...args: string[]): string;
}

const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');

/** Adds the remote `origin`, with `main` in it, to `repository`. With a port: serves what an earlier one left there. */
export async function forgeFor(repository: TemporaryRepository, port?: number): Promise<Forge> {
  const root = join(repository.base, 'forge');
  const bareDir = join(root, 'ada', 'greeter.git');
  const bare = (...args: string[]) =>
    execFileSync('git', ['--git-dir', bareDir, ...args], { encoding: 'utf8', env: repository.env }).trim();
  if (port === undefined) {
    await mkdir(bareDir, { recursive: true });
    bare('init', '--quiet', '--bare', '-b', 'main');
    bare('config', 'http.receivepack', 'true');
    repository.run('push', '--quiet', bareDir, 'main');
  }
  const pulls: Pull[] = [];
  const requests: Forge['requests'] = [];
  const trouble: Forge['trouble'] = { GET: [], POST: [], git: [], push: [] };
  let pushes = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/api')) {
      const { method = '', headers } = request;
      requests.push({ method, path, authorization: headers.authorization ?? '' });
      return void answerApi(request, response, pulls, trouble);
    }
    const kind = trouble.git.shift();
    if (kind === 'hang') return;
    if (kind === '401') return void response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
    const isPush = path.endsWith('/git-receive-pack') && request.method === 'POST';
    if (isPush) pushes += 1;
    serveGit(root, request, response, isPush && trouble.push.shift() !== undefined);
  });
  await new Promise<void>((resolve) => server.listen(port ?? 0, '127.0.0.1', resolve));
  const taken = (server.address() as AddressInfo).port;
  const host = `127.0.0.1:${taken}`;
  const address = `http://ada:hunter2hunter2@${host}/ada/greeter.git`;
  if (port === undefined) repository.run('remote', 'add', 'origin', address);
  return {
    ...{ host, port: taken, api: `http://${host}/api`, address },
    ...{ pulls, requests, trouble, bare, pushes: () => pushes },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  pulls: Pull[],
  trouble: Forge['trouble'],
): Promise<void> {
  const method = request.method === 'POST' ? 'POST' : 'GET';
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const page = (pull: Pull) => ({
    number: pull.number,
    html_url: `http://${request.headers.host}/ada/greeter/pull/${pull.number}`,
    head: { ref: pull.head },
  });
  const send = (status: number, body: unknown) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const kind = url.pathname.startsWith('/api/moved') ? undefined : trouble[method].shift();
  if (typeof kind === 'number') return void send(kind, { message: 'as scripted' });
  if (kind === 'slow') return;
  if (kind === 'garbage') return void response.writeHead(method === 'GET' ? 200 : 201).end('<html>{{');
  if (kind === 'drop') return void request.socket.destroy();
  if (kind === 'elsewhere') return void response.writeHead(307, { Location: 'http://127.0.0.2:9/' }).end();
  if (kind === 'moved')
    return void response
      .writeHead(307, { Location: `/api/moved${url.pathname.slice(4)}${url.search}` })
      .end();
  if (method === 'GET') {
    const head = url.searchParams.get('head')?.split(':')[1];
    return void send(200, pulls.filter((pull) => pull.head === head).map(page));
  }
  const wanted = JSON.parse(text) as Omit<Pull, 'number'>;
  // Somebody else was faster by a moment.
  if (kind === 'beaten') pulls.push({ ...wanted, number: 4 });
  if (pulls.some((pull) => pull.head === wanted.head))
    return void send(422, {
      message: 'Validation Failed',
      errors: [{ message: 'A pull request already exists' }],
    });
  const pull = { ...wanted, number: pulls.length + 7 };
  pulls.push(pull);
  if (kind === 'done-then-slow') return;
  if (kind === 'done-then-drop') return void request.socket.destroy();
  send(201, page(pull));
}

function serveGit(root: string, request: IncomingMessage, response: ServerResponse, silent: boolean): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const child = spawn(backend, [], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'ada',
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.once('close', () => {
    if (silent) return;
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = answer.subarray(0, end).toString('latin1').split('\r\n');
    let status = 200;
    for (const line of headers) {
      const [name = '', value = ''] = line.split(/:\s*(.*)/s);
      if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
      else if (name !== '') response.setHeader(name, value);
    }
    response.writeHead(status).end(answer.subarray(end + 4));
  });
}

/** A `gh` first on the PATH that writes down what it is called with and answers from files; it is no real `gh`. */
export async function fakeGh(
  repository: TemporaryRepository,
  host: string,
  script = '',
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly calls: string }> {
  const folder = join(repository.base, 'fake-bin');
  const calls = join(folder, 'calls.ndjson');
  await mkdir(folder, { recursive: true });
  const body = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const input = args.includes('--body-file') ? readFileSync(0, 'utf8') : '';
appendFileSync(${JSON.stringify(calls)}, JSON.stringify({ args, input, env: Object.keys(process.env), cwd: process.cwd() }) + '\\n');
const made = ${JSON.stringify(join(folder, 'made.json'))};
const url = 'http://${host}/ada/greeter/pull/3';
const branch = args[args.indexOf('--head') + 1];
${script}
if (args[0] === 'auth') process.exit(args[3] === '${host}' ? 0 : 1);
if (args[1] === 'list') console.log(existsSync(made) ? readFileSync(made, 'utf8') : '[]');
if (args[1] === 'create') {
  writeFileSync(made, JSON.stringify([{ number: 3, url, headRefName: branch }]));
  console.log('\\nCreating pull request\\n' + url);
}
`;
  await writeFile(join(folder, 'gh'), body);
  await chmod(join(folder, 'gh'), 0o755);
  return { env: { ...repository.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` }, calls };
}
