// Carries out one action on a vault and says what came of it; scenario texts are answered only to `list` and `show`.
import type { VaultAction } from '../core/protocol/evaluator-input.ts';
import { checkBubblewrap } from '../node/sandbox/check-bubblewrap.ts';
import { admitScenarios, type Candidate } from './admit-scenarios.ts';
import { problem, type Problem } from './problem.ts';
import {
  addRecipient,
  createVault,
  removeScenario,
  rotateIdentity,
  storeScenarios,
} from './vault/change-vault.ts';
import { newIdentity, seal, unseal } from './vault/cipher.ts';
import { readRecipients } from './vault/files.ts';
import { openVault, type Vault, type VaultProblem, type VaultScenario } from './vault/vault.ts';

interface ImportResult {
  readonly id?: string;
  readonly stored: boolean;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export type Answer = { readonly exit: number; readonly body: Record<string, unknown> };

export async function vaultMode(
  vaultDir: string,
  identity: string | undefined,
  action: VaultAction,
): Promise<Answer> {
  if (action.type === 'new-identity') return answer(await newIdentity());
  if (action.type === 'init') return init(vaultDir, identity);
  if (identity === undefined) return failure(problem('no-identity'));
  switch (action.type) {
    case 'add':
      return addOne(vaultDir, identity, action);
    case 'import':
      return add(vaultDir, identity, action.scenarios, action);
    case 'list':
      return withVault(vaultDir, identity, (vault) =>
        answer({ scenarios: vault.scenarios.map(summary), problems: named(vault) }),
      );
    case 'show':
      return withVault(vaultDir, identity, (vault) => show(vault, action.id));
    case 'verify':
      return withVault(vaultDir, identity, verify);
    case 'remove': {
      const done = await removeScenario(vaultDir, identity, action.id);
      return done.ok ? answer({ removed: action.id }) : failure(problem(done.reason));
    }
    case 'add-recipient':
      return recipients(await addRecipient(vaultDir, identity, action.recipient));
    case 'seal': {
      const to = await readRecipients(vaultDir);
      return to.length === 0 ? failure(problem('no-vault')) : answer({ sealed: await seal(action.text, to) });
    }
    case 'unseal': {
      const opened = await unseal(action.sealed, identity);
      return opened.ok
        ? answer({ text: opened.text })
        : failure(problem(opened.reason === 'damaged' ? 'damaged-text' : opened.reason));
    }
    case 'rotate': {
      const next = action.next ?? (await newIdentity()).identity;
      const done = await rotateIdentity(vaultDir, identity, next);
      if (!done.ok) return failure(problem(done.reason));
      return answer({
        recipients: done.recipients,
        ...(action.next === undefined ? { identity: next } : {}),
      });
    }
  }
}

/** One scenario; refused, the reasons are in the message. A new id in place of an old one removes the old one. */
async function addOne(
  vaultDir: string,
  identity: string,
  action: Extract<VaultAction, { type: 'add' }>,
): Promise<Answer> {
  const { exit, body } = await add(vaultDir, identity, [{ name: 'scenario', text: action.text }], action);
  const [result] = (body['results'] ?? []) as ImportResult[];
  if (result === undefined) return { exit, body };
  if (!result.stored) {
    const reasons = result.problems.map(({ line, message }) => `Line ${line}: ${message}.`);
    return failure(problem('refused', reasons.join(' ')), { results: [result] });
  }
  const { replaces } = action;
  if (replaces !== undefined && replaces !== result.id) await removeScenario(vaultDir, identity, replaces);
  return { exit, body: { ...body, id: result.id } };
}

async function init(vaultDir: string, given: string | undefined): Promise<Answer> {
  const identity = given ?? (await newIdentity()).identity;
  const made = await createVault(vaultDir, identity);
  if (!made.ok) return failure(problem(made.reason));
  return answer({ recipient: made.recipient, ...(given === undefined ? { identity } : {}) });
}

async function add(
  vaultDir: string,
  identity: string,
  candidates: readonly Candidate[],
  where: { repository?: string | undefined; spec?: string | undefined },
): Promise<Answer> {
  const opened = await openVault(vaultDir, identity);
  if (!opened.ok) return failure(problem(opened.reason));
  const sandbox = await checkBubblewrap();
  if (!sandbox.ok) return failure(problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`));
  const admissions = await admitScenarios(candidates, where);
  const admitted = admissions.filter((one) => one.admitted);
  const stored = await storeScenarios(
    vaultDir,
    identity,
    admitted.map(({ scenario }) => ({ scenario, provedRed: true })),
  );
  if (!stored.ok) return failure(problem(stored.reason));
  const entries = new Map(stored.stored.map((entry) => [entry.id, entry]));
  const results = admissions.map((one) => {
    if (!one.admitted)
      return {
        name: one.name,
        stored: false,
        problems: one.problems,
        ...(one.id === undefined ? {} : { id: one.id }),
      };
    const entry = entries.get(one.scenario.id);
    return {
      name: one.name,
      id: one.scenario.id,
      stored: true,
      split: entry?.split,
      version: entry?.version,
      problems: [],
    };
  });
  return { exit: results.every((one) => one.stored) ? 0 : 1, body: { v: 1, results } };
}

function show(vault: Vault, id: string): Answer {
  const found = vault.scenarios.find(({ entry }) => entry.id === id);
  return found === undefined
    ? failure(problem('unknown-scenario'))
    : answer({ scenario: summary(found), text: found.scenario.text });
}

function verify(vault: Vault): Answer {
  const ok = vault.problems.length === 0;
  const body = {
    ok,
    scenarios: vault.scenarios.map(summary),
    problems: named(vault),
    recipients: vault.recipients,
  };
  return { exit: ok ? 0 : 1, body: { v: 1, ...body } };
}

function recipients(done: Awaited<ReturnType<typeof addRecipient>>): Answer {
  return done.ok ? answer({ recipients: done.recipients }) : failure(problem(done.reason));
}

async function withVault(vaultDir: string, identity: string, use: (vault: Vault) => Answer): Promise<Answer> {
  const opened = await openVault(vaultDir, identity);
  return opened.ok ? use(opened.vault) : failure(problem(opened.reason));
}

function summary({ entry, scenario }: VaultScenario): Record<string, unknown> {
  const { id, spec, requirements, split, status, version, provedRed } = entry;
  return { id, title: scenario.title, spec, requirements, split, status, version, provedRed };
}

/** Problems with the scenario's id where the manifest still knows it. */
function named(vault: Vault): (VaultProblem & { id?: string })[] {
  return vault.problems.map((one) => {
    const id = vault.entries.find((entry) => entry.file === one.file)?.id;
    return id === undefined ? one : { ...one, id };
  });
}

function answer(body: Record<string, unknown>): Answer {
  return { exit: 0, body: { v: 1, ...body } };
}

export function failure(found: Problem, more: Record<string, unknown> = {}): Answer {
  return { exit: found.exit, body: { v: 1, error: found, ...more } };
}
