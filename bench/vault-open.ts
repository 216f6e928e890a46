// How long it takes to open a vault of a thousand scenarios: read, decrypt and check each against the manifest.
// Floor: reading the same files and hashing their bytes.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseScenario } from '../extension/core/scenario/parse-scenario.ts';
import { createVault, storeScenarios } from '../extension/evaluator/vault/change-vault.ts';
import { newIdentity } from '../extension/evaluator/vault/cipher.ts';
import { openTexts } from '../extension/evaluator/vault/vault.ts';
import { inTurns, type Figure } from './figure.ts';
import { timed } from './timed.ts';

const scenarioCount = 1000;
const bytesEach = 4096;

export async function vaultOpen(repeats: number): Promise<Figure> {
  const directory = await mkdtemp(join(tmpdir(), 'dimmer-bench-vault-'));
  try {
    const { identity } = await newIdentity();
    await fill(directory, identity);
    const { ours, floor } = await inTurns(
      repeats,
      async () => timed(async () => open(directory, identity)),
      async () => timed(async () => hashAll(directory)),
    );
    return {
      name: `open a vault, ${scenarioCount} scenarios`,
      what: `${scenarioCount} files of ${bytesEach / 1024} KB from disk to checked plaintext in memory; nothing is parsed`,
      ours,
      floor: { name: 'reading and hashing the same files', series: floor },
      bar: 1000,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function fill(directory: string, identity: string): Promise<void> {
  const made = await createVault(directory, identity);
  if (!made.ok) throw new Error(made.reason);
  const scenarios = Array.from({ length: scenarioCount }, (_, at) => {
    const parsed = parseScenario(scenarioText(`S-${at}`));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return { scenario: parsed.scenario, provedRed: true };
  });
  await storeScenarios(directory, identity, scenarios);
}

/** Exactly as long as the figure says: a story in sentences, and steps. */
function scenarioText(id: string): string {
  const front = `---\nschema: dimmer/scenario@1\nid: ${id}\nspec: notes\nrequirements: [R1]\n---\n# Scenario: ${id}\n\n`;
  const step =
    '* When Ada adds a note, because she is on the telephone\n  ```cli\n  run: [notes, add, milk]\n  expect: { exit: 0, stdout: { contains: added } }\n  ```\n';
  const steps = step.repeat(8);
  const story = 'Ada has her hands full and the shop closes soon. '.repeat(100);
  return `${front}${story.slice(0, bytesEach - front.length - steps.length - 2)}\n\n${steps}`;
}

async function open(directory: string, identity: string): Promise<void> {
  const opened = await openTexts(directory, identity);
  if (!opened.ok || opened.vault.texts.length !== scenarioCount) throw new Error('not all could be opened');
}

async function hashAll(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).filter((one) => one.endsWith('.age')))
    createHash('sha256')
      .update(await readFile(join(directory, name)))
      .digest();
}
