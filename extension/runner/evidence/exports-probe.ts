// Asks a Node package for the names it exports, by importing its entry point in the sandbox.
// Invariant: what it prints is read as names and nothing else; a package that hangs, exits or floods is a sentence.
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import type { AgentSandbox } from '../../node/sandbox/agent.ts';

const probeMs = 5_000;
const mark = 'dimmer-exports ';
const script = `
const { existsSync, readFileSync } = require('node:fs');
const { resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const pick = (one) => typeof one === 'string' ? one : one && typeof one === 'object' ? pick(one['.'] ?? one.import ?? one.node ?? one.default ?? one.require) : undefined;
const entry = pick(manifest.exports) ?? manifest.module ?? manifest.main ?? (existsSync('index.js') ? 'index.js' : undefined);
const say = (names) => process.stdout.write('\\n${mark}' + JSON.stringify(names) + '\\n', () => process.exit(0));
if (entry === undefined) say(null);
else import(pathToFileURL(resolve(entry)).href).then(
  (module) => {
    const inner = module.default && typeof module.default === 'object' ? Object.keys(module.default) : [];
    say([...new Set([...Object.keys(module), ...inner])].sort().slice(0, 2000));
  },
  (error) => { process.stderr.write(String(error && error.message)); process.exit(1); },
);
`;

/** The same by hand, in a checkout: Node itself finds the entry point of a package that refers to itself or to its folder. */
export const exportsReplay = `node -e "const m = require('./package.json'); const pick = (e) => typeof e === 'string' ? e : e && pick(e['.'] ?? e.import ?? e.node ?? e.default ?? e.require); import(require('url').pathToFileURL(pick(m.exports) ?? m.module ?? m.main ?? 'index.js')).then((x) => console.log(Object.keys(x).sort().join()))"`;

/** Names, null where there is no entry point, or why they are not known. */
export async function exportsProbe(
  sandbox: AgentSandbox,
  cwd: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | string | null> {
  const result = await sandbox.run(['node', '-e', script], {
    cwd,
    timeoutMs: probeMs,
    signal,
    maxBytes: 512 * 1024,
  });
  if (result.timedOut) return `importing the entry point did not end within ${probeMs / 1000} s`;
  const line = result.stdout.split('\n').findLast((one) => one.startsWith(mark));
  if (line === undefined)
    return `the entry point could not be imported: ${result.stderr.split('\n')[0]?.slice(0, 160) ?? ''}`;
  const decoded = decodeJson(z.nullable(z.array(z.string())), line.slice(mark.length));
  if (!decoded.ok) return 'the entry point printed something else in place of its names';
  return decoded.value === null ? null : new Set(decoded.value.map((name) => name.slice(0, 120)));
}
