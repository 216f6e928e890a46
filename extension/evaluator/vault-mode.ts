// Carries out one action on a vault and says what came of it; scenario texts are answered only to `list` and `show`.
import type { VaultAction } from '../core/protocol/evaluator-input.ts';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import { checkBubblewrap } from '../node/sandbox/check-bubblewrap.ts';
import { admitScenarios, type Candidate, type Where } from './admit-scenarios.ts';
import { importFolder } from './import-folder.ts';
import { problem } from './problem.ts';
import { quotedIn, type QuotedIn } from './quoted-in.ts';
import { answer, failure, named, summary, type Answer } from './vault-answer.ts';
import { keyAction } from './vault-keys.ts';
import { removeScenario, storeScenarios, createVault } from './vault/change-vault.ts';
import { newIdentity, opener, seal, unseal } from './vault/cipher.ts';
import { conditionOf } from './vault/condition.ts';
import { copyVault } from './vault/copies.ts';
import { lastResults, readHistory } from './vault/history.ts';
import { readManifest, type VaultEntry } from './vault/manifest.ts';
import { mergeSides } from './vault/merge.ts';
import { exportFiles } from './vault/plain-export.ts';
import { rebuildManifest } from './vault/rebuild.ts';
import { openTexts, openVault, type VaultTexts } from './vault/vault.ts';

export { failure, type Answer };

interface ImportResult {
  readonly id?: string;
  readonly stored: boolean;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export async function vaultMode(
  vaultDir: string,
  identity: string | undefined,
  action: VaultAction,
): Promise<Answer> {
  if (action.type === 'init') return init(vaultDir, identity);
  if (action.type === 'copy') return copy(vaultDir, action.folder);
  const keys = await keyAction(vaultDir, identity, action);
  if (keys !== undefined) return keys;
  if (identity === undefined) return failure(problem('no-identity'));
  switch (action.type) {
    case 'add':
      return addOne(vaultDir, identity, action);
    case 'import':
      return add(vaultDir, identity, action.scenarios, action);
    case 'import-folder':
      return importFolder(vaultDir, identity, action);
    case 'list':
      return withTexts(vaultDir, identity, async (vault) => {
        const { entries, problems } = titled(vault);
        return answer({
          scenarios: await withLast(vaultDir, identity, entries),
          problems: named({ ...vault, problems }),
          quotes: await quotes(action, vault),
        });
      });
    case 'show':
      return withTexts(vaultDir, identity, async (vault) => show(vault, action.id));
    case 'export':
      return withTexts(vaultDir, identity, async (vault) => exported(vault));
    case 'verify':
      return verify(vaultDir, identity, action);
    case 'rebuild':
      return rebuild(vaultDir, identity, action);
    case 'merge':
      return merge(vaultDir, identity, action);
    case 'remove': {
      const done = await removeScenario(vaultDir, identity, action.id);
      return done.ok ? answer({ removed: action.id }) : failure(problem(done.reason));
    }
    case 'seal': {
      const read = await readManifest(vaultDir, opener(identity));
      if (!read.ok) return failure(problem(read.reason));
      return answer({ sealed: await seal(action.text, read.manifest.recipients) });
    }
    case 'unseal': {
      const opened = await unseal(action.sealed, identity);
      return opened.ok
        ? answer({ text: opened.text })
        : failure(problem(opened.reason === 'damaged' ? 'damaged-text' : opened.reason));
    }
    default:
      return failure(problem('usage'));
  }
}

/** One scenario; refused, the reasons are in the message. A new id in place of an old one removes the old one. */
async function addOne(
  vaultDir: string,
  identity: string,
  action: Extract<VaultAction, { type: 'add' }>,
): Promise<Answer> {
  const { replaces } = action;
  if (replaces !== undefined) {
    const refused = await misplaced(vaultDir, identity, replaces, action.text);
    if (refused !== undefined) return refused;
  }
  const { exit, body } = await add(vaultDir, identity, [{ name: 'scenario', text: action.text }], action);
  const [result] = (body['results'] ?? []) as ImportResult[];
  if (result === undefined) return { exit, body };
  if (!result.stored) {
    const reasons = result.problems.map(({ line, message }) => `Line ${line}: ${message}.`);
    return failure(problem('refused', reasons.join(' ')), { results: [result] });
  }
  return { exit, body: { ...body, id: result.id } };
}

/** Why a text cannot take the place of `replaces`: that is not there, or the text bears the id of another. */
async function misplaced(
  vaultDir: string,
  identity: string,
  replaces: string,
  text: string,
): Promise<Answer | undefined> {
  const opened = await openTexts(vaultDir, identity);
  if (!opened.ok) return failure(problem(opened.reason));
  const ids = opened.vault.entries.map(({ id }) => id);
  if (!ids.includes(replaces)) return failure(problem('unknown-scenario'));
  const parsed = parseScenario(text);
  const id = parsed.ok ? parsed.scenario.id : replaces;
  return id !== replaces && ids.includes(id) ? failure(problem('id-taken')) : undefined;
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
  where: Where & { readonly replaces?: string | undefined },
): Promise<Answer> {
  const opened = await readManifest(vaultDir, opener(identity));
  if (!opened.ok) return failure(problem(opened.reason));
  const sandbox = await checkBubblewrap();
  if (!sandbox.ok) return failure(problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`));
  const admissions = await admitScenarios(candidates, where);
  const admitted = admissions.filter((one) => one.admitted);
  const stored = await storeScenarios(
    vaultDir,
    identity,
    admitted.map(({ scenario, proofs }) => ({
      ...{ scenario, provedRed: true, proofs },
      ...(where.replaces === undefined ? {} : { replaces: where.replaces }),
    })),
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

function show(vault: VaultTexts, id: string): Answer {
  const found = vault.texts.find(({ entry }) => entry.id === id);
  return found === undefined
    ? failure(problem('unknown-scenario'))
    : answer({ scenario: summary(found.entry), text: found.text });
}

function exported(vault: VaultTexts): Answer {
  const { exit, body } = answer({ files: exportFiles(vault.texts), problems: named(vault) });
  return { exit: vault.problems.length === 0 ? exit : 1, body };
}

async function copy(vaultDir: string, folder: string): Promise<Answer> {
  const copied = await copyVault(vaultDir, folder);
  return copied.ok ? answer({ copied: copied.files }) : failure(problem(copied.reason));
}

async function verify(
  vaultDir: string,
  identity: string,
  action: Extract<VaultAction, { type: 'verify' }>,
): Promise<Answer> {
  const opened = await openVault(vaultDir, identity);
  if (!opened.ok) return failure(problem(opened.reason));
  const { vault } = opened;
  const found = await quotes(action, vault);
  const burned = vault.entries.some(({ status }) => status === 'burned');
  const ok = vault.problems.length === 0 && found.length === 0 && !burned;
  const entries = vault.scenarios.map(({ entry, scenario }) => ({ ...entry, title: scenario.title }));
  const body = {
    ok,
    scenarios: await withLast(vaultDir, identity, entries),
    problems: named(vault),
    quotes: found,
    recipients: vault.recipients,
    warnings: await conditionOf(vaultDir, vault.recipients),
  };
  return { exit: ok ? 0 : 1, body: { v: 1, ...body } };
}

/** Summaries, each with what its last evaluation said. */
async function withLast(
  vaultDir: string,
  identity: string,
  entries: readonly VaultEntry[],
): Promise<Record<string, unknown>[]> {
  const last = lastResults(await readHistory(vaultDir, identity));
  return entries.map((entry) => {
    const found = last.get(entry.id);
    return { ...summary(entry), ...(found === undefined ? {} : { last: found }) };
  });
}

async function quotes(
  { repository }: { repository?: string | undefined },
  vault: VaultTexts,
): Promise<QuotedIn[]> {
  return repository === undefined ? [] : quotedIn(repository, vault.texts);
}

/** The proofs were in the manifest that is lost: each scenario is proved again, and what cannot be does not count. */
async function rebuild(vaultDir: string, identity: string, where: Where): Promise<Answer> {
  const rebuilt = await rebuildManifest(vaultDir, identity);
  if (!rebuilt.ok) return failure(problem(rebuilt.reason));
  const { problems } = rebuilt;
  const opened = await openTexts(vaultDir, identity);
  if (!opened.ok) return failure(problem(opened.reason));
  const active = opened.vault.texts.filter(({ entry }) => entry.status === 'active');
  const proved = await add(
    vaultDir,
    identity,
    active.map(({ entry, text }) => ({ name: entry.id, text })),
    where,
  );
  const results = (proved.body['results'] ?? []) as ImportResult[];
  const again = await readManifest(vaultDir, opener(identity));
  if (!again.ok) return failure(problem(again.reason));
  const { entries } = again.manifest;
  return answer({
    scenarios: entries.map(summary),
    problems: named({ entries, problems }),
    results,
  });
}

async function merge(
  vaultDir: string,
  identity: string,
  action: Extract<VaultAction, { type: 'merge' }>,
): Promise<Answer> {
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const sides = { ours: bytes(action.ours), theirs: bytes(action.theirs), counts: action.counts };
  const merged = await mergeSides(vaultDir, identity, {
    ...sides,
    base: action.base === undefined ? undefined : bytes(action.base),
  });
  if (!merged.ok) return failure(problem(merged.reason));
  return answer({ scenarios: merged.entries.map(summary), drafts: merged.drafts });
}

async function withTexts(
  vaultDir: string,
  identity: string,
  use: (vault: VaultTexts) => Promise<Answer>,
): Promise<Answer> {
  const opened = await openTexts(vaultDir, identity);
  return opened.ok ? use(opened.vault) : failure(problem(opened.reason));
}

/** Readable scenarios with their titles; those that a manifest of an earlier version does not have are read from the text. */
function titled(vault: VaultTexts): Pick<VaultTexts, 'entries' | 'problems'> {
  const problems = [...vault.problems];
  const entries = vault.texts.flatMap(({ entry, text }) => {
    if (entry.title !== undefined) return [entry];
    const parsed = parseScenario(text);
    if (parsed.ok) return [{ ...entry, title: parsed.scenario.title }];
    problems.push({ file: entry.file, reason: 'not-a-scenario' });
    return [];
  });
  return { entries, problems };
}
