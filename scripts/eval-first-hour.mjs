// `npm run eval:first-hour [-- --only NAME] [--json] [--pictures DIR]`: the first hour in a real VS Code, on five repositories that
// others wrote. With `--json` the last line is the document. Invariant: what a number stands for is counted, never assumed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setup } from './setup.mjs';

setup({ languages: true });
const { installCodeServer } = await import('./code-server.mjs');
const { writeCassette } = await import('./eval-first-hour/cassette.mjs');
const { makeRepository } = await import('./eval-first-hour/fetch.mjs');
const { firstHour } = await import('./eval-first-hour/journey.mjs');
const { document, summary } = await import('./eval-first-hour/report.mjs');
const { repositories } = await import('./eval-first-hour/repositories.mjs');
const { provide } = await import('./eval-first-hour/toolchains.mjs');

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    pictures: { type: 'string' },
  },
});
const chosen = repositories.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
if (chosen.length === 0) {
  console.error(`--only takes ${repositories.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

installCodeServer();
build();
const base = mkdtempSync(join(tmpdir(), 'dimmer-first-hour-'));
const results = [];
try {
  for (const repository of chosen) {
    console.error(`${repository.name} (${repository.language})...`);
    results.push({ repository, ...(await attempt(repository)) });
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
console.log(summary(results));
if (values.json) console.log(JSON.stringify(document(results)));
process.exit(results.every(({ failed }) => failed === undefined) ? 0 : 1);

async function attempt(repository) {
  const missing = provide(repository.needs);
  if (missing !== '') return { failed: missing };
  try {
    const own = mkdtempSync(join(base, 'one-'));
    const folder = makeRepository(own, repository);
    const pictures = values.pictures && join(values.pictures, repository.name.replaceAll('/', '-'));
    if (pictures) mkdirSync(pictures, { recursive: true });
    const env = {
      DIMMER_STATE: join(own, 'state'),
      DIMMER_VAULT: join(own, 'vaults'),
      DIMMER_CASSETTE: writeCassette(join(own, 'cassette.json'), folder, repository),
    };
    mkdirSync(env.DIMMER_STATE, { mode: 0o700 });
    return { measured: await firstHour({ folder, env, pictures, ...repository }) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message.split('\n')[0] : String(error) };
  }
}

function build() {
  for (const step of ['extension/build.mjs', 'scripts/package.mjs']) {
    const { status } = spawnSync(process.execPath, [step], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) process.exit(status ?? 1);
  }
}
