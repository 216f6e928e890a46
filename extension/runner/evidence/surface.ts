// Block G: what the product shows and needs at base and at head, from the product itself and from its manifests.
// Invariant: its programs run only in the sandbox, on clean checkouts, for a few seconds; what fails is said and stops nothing.
import { compareNames, isNamed, type Unnamed } from '../../core/surface/change.ts';
import { readHelp, type Help } from '../../core/surface/help.ts';
import { endpointsOf } from '../../core/surface/openapi.ts';
import { comparePackages, packageFiles, packagesOf } from '../../core/surface/packages.ts';
import { shellText } from '../../core/outcome/integrity.ts';
import type { Surface } from '../../core/run/evidence.ts';
import { withCheckout } from '../../node/guardrails.ts';
import type { AgentSandbox } from '../../node/sandbox/agent.ts';
import { listTree, showFile } from '../../node/snapshot.ts';
import type { RunContext } from '../context.ts';
import { exportsProbe, exportsReplay } from './exports-probe.ts';
import type { Gatherer } from './gather.ts';

interface Side {
  readonly texts: ReadonlyMap<string, string>;
  readonly help: ReadonlyMap<string, Help | string>;
  readonly exports: ReadonlySet<string> | string | null;
}

const helpMs = 5_000;
const openApi = /(^|\/)(openapi|swagger)\.(ya?ml|json)$/;

export const surfaceGatherer: Gatherer = {
  of: 'surface',
  last: 'surface',
  async gather(context, head) {
    const { request } = context.state();
    const before = await lookAt(context, request.base.commit);
    const after = await lookAt(context, head);
    const files = (paths: readonly string[]) =>
      shellText(['git', 'diff', request.base.commit.slice(0, 12), head.slice(0, 12), '--', ...paths]);
    const parts = [
      helpPart(before, after, request.spec.bin),
      exportsPart(before, after),
      packagesPart(before, after, files),
      openApiPart(before, after, files),
    ];
    const changes = parts
      .flatMap((part) => part.changes)
      .map((one) => ({ ...one, named: isNamed(one.name, request.spec.text) }));
    return { block: 'surface', surface: { changes, tools: parts.map((part) => part.tool) } };
  },
};

async function lookAt(context: RunContext, commit: string): Promise<Side> {
  const { request } = context.state();
  const { repository } = request;
  const paths = (await listTree(repository, commit))
    .filter((one) => one.type === 'blob')
    .map(({ path }) => path);
  const texts = new Map<string, string>();
  for (const path of paths.filter((one) => packageFiles.some((name) => name === one) || openApi.test(one))) {
    const bytes = await showFile(repository, commit, path);
    if (bytes !== null && bytes.length < 20_000_000) texts.set(path, bytes.toString('utf8'));
  }
  const help = new Map<string, Help | string>();
  let exports: Side['exports'] = null;
  // A checkout of a large repository takes minutes, and without a program or a package nothing in it would be run.
  if (Object.keys(request.spec.bin).length === 0 && !texts.has('package.json'))
    return { texts, help, exports };
  const folder = `${context.paths.checkout}.surface`;
  const checkout = { repository, base: request.base.commit, commit, folder };
  const done = await withCheckout(checkout, async (sandbox, directory) => {
    const { signal } = context.interruption;
    for (const [name, argv] of Object.entries(request.spec.bin))
      help.set(name, await helpOf(sandbox, directory, argv, signal));
    if (texts.has('package.json')) exports = await exportsProbe(sandbox, directory, signal);
  });
  if (!done.ok) throw new Error(done.reason);
  return { texts, help, exports };
}

/** What it says of itself, or why it did not. */
async function helpOf(
  sandbox: AgentSandbox,
  cwd: string,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<Help | string> {
  const result = await sandbox.run([...argv, '--help'], {
    cwd,
    timeoutMs: helpMs,
    signal,
    maxBytes: 256 * 1024,
  });
  if (result.timedOut) return `--help did not end within ${helpMs / 1000} s`;
  return readHelp(`${result.stdout}\n${result.stderr}`);
}

interface Part {
  readonly tool: Surface['tools'][number];
  readonly changes: readonly Unnamed[];
}

function part(
  name: string,
  status: Part['tool']['status'],
  detail: string,
  changes: readonly Unnamed[] = [],
  replay: string | null = null,
): Part {
  return { tool: { name, status, detail, replay }, changes };
}

function helpPart(before: Side, after: Side, bin: Readonly<Record<string, readonly string[]>>): Part {
  const name = 'flags and commands';
  if (after.help.size === 0) return part(name, 'not-applicable', 'the spec names no program in `bin`');
  const failed = [...after.help].find(([, help]) => typeof help === 'string');
  if (failed) return part(name, 'failed', `${failed[0]}: ${String(failed[1])}`);
  const changes = [...after.help].flatMap(([program, now]) => {
    const old = before.help.get(program);
    if (typeof now === 'string') return [];
    const then: Help =
      old === undefined || typeof old === 'string' ? { flags: new Set(), commands: new Set() } : old;
    const detail = `${program} --help`;
    return [
      ...compareNames('flag', then.flags, now.flags, detail),
      ...compareNames('command', then.commands, now.commands, detail),
    ];
  });
  const replay = Object.values(bin).map((argv) => shellText([...argv, '--help']));
  return part(name, 'ran', `${[...after.help.keys()].join(', ')} --help`, changes, replay.join('; '));
}

function exportsPart(before: Side, after: Side): Part {
  const name = 'exports';
  if (after.exports === null) return part(name, 'not-applicable', 'no package.json with an entry point');
  if (typeof after.exports === 'string') return part(name, 'failed', after.exports);
  const old = before.exports instanceof Set ? (before.exports as ReadonlySet<string>) : new Set<string>();
  const changes = compareNames('export', old, after.exports, 'imported in the sandbox');
  return part(name, 'ran', `${after.exports.size} names`, changes, exportsReplay);
}

type DiffOf = (paths: readonly string[]) => string;

function packagesPart(before: Side, after: Side, diffOf: DiffOf): Part {
  const name = 'manifests and lock files';
  const files = packageFiles.filter((file) => before.texts.has(file) || after.texts.has(file));
  if (files.length === 0) return part(name, 'not-applicable', 'none is here');
  const changes = comparePackages(
    packagesOf((path) => before.texts.get(path)),
    packagesOf((path) => after.texts.get(path)),
  );
  return part(name, 'ran', files.join(', '), changes, diffOf(files));
}

function openApiPart(before: Side, after: Side, diffOf: DiffOf): Part {
  const name = 'OpenAPI';
  const documents = [...new Set([...before.texts.keys(), ...after.texts.keys()])].filter((path) =>
    openApi.test(path),
  );
  if (documents.length === 0) return part(name, 'not-applicable', 'no document');
  const changes = documents.flatMap((path) => {
    const then = endpointsOf(before.texts.get(path) ?? '') ?? new Map<string, readonly string[]>();
    const now = endpointsOf(after.texts.get(path) ?? '') ?? new Map<string, readonly string[]>();
    const stricter = [...now].flatMap(([endpoint, required]): Unnamed[] => {
      const fresh = required.filter((one) => !(then.get(endpoint) ?? required).includes(one));
      if (fresh.length === 0) return [];
      const detail = `now requires ${fresh.join(', ')}`;
      return [
        { kind: 'endpoint', change: 'changed', name: endpoint, detail, breaking: true, privileged: false },
      ];
    });
    return [...compareNames('endpoint', new Set(then.keys()), new Set(now.keys()), path), ...stricter];
  });
  return part(name, 'ran', documents.join(', '), changes, diffOf(documents));
}
