// What runs as the first process of a sandbox: opens the doors to twins, starts the program, and offers its connections to us.
// Invariant: it holds nothing of a scenario; the program decides its exit code, and whatever it does to this it does to itself.

export interface Inside {
  /** Once the program listens there, one connection to the socket `out` is kept waiting for a question. */
  readonly offers?: readonly { readonly out: string; readonly port?: number; readonly path?: string }[];
  /** Loopback ports that lead to the socket of this name in `/doors`. */
  readonly doors?: readonly (readonly [port: number, name: string])[];
  /** For the program, beside what the sandbox gives. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the program gets our stdin. */
  readonly stdin?: boolean;
}

/** Text for `node -e`; the words that start the program follow `--`. */
export function insideScript({ offers = [], doors = [], env = {}, stdin = false }: Inside): string {
  const given = JSON.stringify({ offers, doors, env, stdin: stdin ? 'inherit' : 'ignore' });
  return `const given = ${given};${program}`;
}

const program = `
const { spawn } = require('node:child_process');
const net = require('node:net');
const argv = process.argv.slice(1);
const { NODE_V8_COVERAGE: measured, ...rest } = process.env;
const handler = 'data:text/javascript,process.on(%27SIGTERM%27,()=>process.exit(0))';
const asked = given.offers.length > 0 && measured ? { NODE_OPTIONS: '--import=' + handler } : {};
const env = { ...rest, ...given.env, ...(measured ? { NODE_V8_COVERAGE: measured, ...asked } : {}) };
const signals = require('node:os').constants.signals;
let child;
const start = () => {
  child = spawn(argv[0], argv.slice(1), { stdio: [given.stdin, 'inherit', 'inherit'], env });
  child.on('error', (error) => { process.stderr.write(String(error.message)); process.exit(127); });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (signals[signal] || 9) : code));
  for (const offer of given.offers) wait(offer);
};
const joined = (from, to) => {
  for (const [one, other] of [[from, to], [to, from]]) one.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
};
const door = ([port, name]) => new Promise((open) => {
  net.createServer((from) => joined(from, net.connect('/doors/' + name))).on('error', open).listen(port, '127.0.0.1', open);
});
const reach = ({ port, path }, done) => {
  const ways = path ? [{ path }] : [{ port, host: '127.0.0.1' }, { port, host: '::1' }];
  const next = () => {
    const socket = net.connect(ways.shift());
    socket.once('connect', () => done(socket));
    socket.once('error', () => ways.length > 0 ? next() : done());
  };
  next();
};
const wait = (way) => reach(way, (probe) => { if (!probe) return setTimeout(wait, 20, way); probe.destroy(); offer(way); });
const offer = (way) => {
  const out = net.connect(way.out);
  out.on('error', () => process.exit(0));
  out.once('data', (first) => {
    offer(way);
    if (first.length === 1 && first[0] === 33) return child.kill('SIGTERM');
    out.pause();
    reach(way, (to) => {
      if (!to) return out.destroy();
      to.on('error', () => out.destroy());
      out.on('close', () => to.destroy());
      to.write(first);
      out.pipe(to);
      to.pipe(out);
    });
  });
};
if (given.doors.length === 0) start();
else Promise.all(given.doors.map(door)).then(start);
`;
