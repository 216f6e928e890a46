// For tests of the vault: small scenarios, and a vault that holds some.
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import { createVault, storeScenarios, type NewScenario } from './change-vault.ts';
import { openTexts, type VaultTexts } from './vault.ts';

export function scenarioOf(id: string, note = 'zebra', front = ''): string {
  return `---
schema: dimmer/scenario@1
id: ${id}
spec: notes
requirements: [R1]
${front}---
# Scenario: About ${id}

* When Ada adds a ${note}
  \`\`\`cli
  run: [notes, add, ${note}]
  expect: { exit: 0 }
  \`\`\`
`;
}

export function newScenario(id: string, note?: string): NewScenario {
  const parsed = parseScenario(scenarioOf(id, note));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { scenario: parsed.scenario, provedRed: true };
}

export async function makeVault(
  directory: string,
  identity: string,
  ids: readonly string[],
): Promise<string> {
  const made = await createVault(directory, identity);
  if (!made.ok) throw new Error(made.reason);
  await storeScenarios(
    directory,
    identity,
    ids.map((id) => newScenario(id)),
  );
  return directory;
}

export async function textsOf(directory: string, identity: string): Promise<VaultTexts> {
  const opened = await openTexts(directory, identity);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.vault;
}

/** Id, version and text of each scenario: what a crash must leave as it was before or after. */
export function stateOf({ texts }: VaultTexts): string {
  return JSON.stringify(texts.map(({ entry, text }) => [entry.id, entry.version, text]));
}
