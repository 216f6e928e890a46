// What the vault model asks, put to the evaluator process: one JSON line in, one JSON document out.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import {
  errorSchema,
  importResultSchema,
  vaultEntrySchema,
  vaultQuoteSchema,
} from '../../core/protocol/evaluator-answer.ts';
import type { VaultAction } from '../../core/protocol/evaluator-input.ts';
import type { EvaluatorQuestion, EvaluatorReply } from '../../node/evaluator-process.ts';
import { showFile } from '../../node/snapshot.ts';
import { repoKey, vaultHome } from '../../node/state-home.ts';
import { misplacedVault } from '../../node/vault-place.ts';
import type { SaveResult, VaultPort } from '../vault.ts';

const errorAnswer = z.object({ error: errorSchema });
const keysAnswer = z.object({ identity: z.string(), recipient: z.string() });
const recipientsAnswer = z.object({ recipients: z.array(z.string()) });
const doneAnswer = z.object({ v: z.literal(1) });
const listAnswer = z.object({
  scenarios: z.array(vaultEntrySchema),
  quotes: z.optional(z.array(vaultQuoteSchema)),
});
const textAnswer = z.object({ text: z.string() });
const sealedAnswer = z.object({ sealed: z.string() });
const resultsAnswer = z.object({ results: z.array(importResultSchema) });

/** Puts one question to an evaluator process. */
export type AskEvaluator = (question: EvaluatorQuestion) => Promise<EvaluatorReply>;

export function vaultPort(ask: AskEvaluator): VaultPort {
  const act = async <T>(
    directory: string,
    identity: string | undefined,
    action: VaultAction,
    schema: z.ZodMiniType<T>,
  ): Promise<T> => {
    const input = { v: 1, mode: 'vault', vaultDir: directory, action } as const;
    return answer(await ask(identity === undefined ? input : { ...input, identity }), schema);
  };
  const wellPlaced = new Set<string>();
  return {
    async locate(repository) {
      const id = await vaultIdOf(repository);
      const directory = join(vaultHome(), id);
      const exists = await access(join(directory, 'manifest.age')).then(
        () => true,
        () => false,
      );
      if (!wellPlaced.has(directory)) {
        const misplaced = await misplacedVault(repository, directory);
        if (misplaced !== undefined) throw new Error(misplaced);
        wellPlaced.add(directory);
      }
      return { id, directory, exists };
    },
    newKeys: (directory) => act(directory, undefined, { type: 'new-identity' }, keysAnswer),
    recipients: async (directory, identity) =>
      (await act(directory, identity, { type: 'verify' }, recipientsAnswer)).recipients,
    addRecipient: async (directory, identity, recipient) =>
      void (await act(directory, identity, { type: 'add-recipient', recipient }, recipientsAnswer)),
    init: async (directory, identity) => void (await act(directory, identity, { type: 'init' }, doneAnswer)),
    async list(directory, identity, repository) {
      const action = { type: 'list', ...(repository === undefined ? {} : { repository }) } as const;
      const { scenarios, quotes = [] } = await act(directory, identity, action, listAnswer);
      return { scenarios, quotes };
    },
    show: async (directory, identity, id) =>
      (await act(directory, identity, { type: 'show', id }, textAnswer)).text,
    async save(directory, identity, text, repository, replaces) {
      // One by `import`: its answer lists problems by line and is shown in the editor's page only.
      const action: VaultAction = { type: 'import', scenarios: [{ name: 'scenario', text }], repository };
      const answered = await act(directory, identity, action, resultsAnswer);
      const saved = saveResult(answered.results);
      if (saved.ok && replaces !== undefined && replaces !== saved.id)
        await act(directory, identity, { type: 'remove', id: replaces }, doneAnswer);
      return saved;
    },
    seal: async (directory, identity, text) =>
      (await act(directory, identity, { type: 'seal', text }, sealedAnswer)).sealed,
    unwrap: async (wrapped, passphrase) =>
      (await act('', undefined, { type: 'unwrap', wrapped, passphrase }, keysAnswer)).identity,
    unseal: async (directory, identity, sealed) =>
      (await act(directory, identity, { type: 'unseal', sealed }, textAnswer)).text,
  };
}

function answer<T>({ stdout, exit }: EvaluatorReply, schema: z.ZodMiniType<T>): T {
  const failed = decodeJson(errorAnswer, stdout);
  if (failed.ok) {
    const { message, kept, next } = failed.value.error;
    throw new Error(`${message} ${kept} ${next}`);
  }
  const decoded = decodeJson(schema, stdout);
  if (!decoded.ok)
    throw new Error(`The evaluator gave no answer (exit ${exit}). Nothing was changed. Try again.`);
  return decoded.value;
}

function saveResult([result]: z.infer<typeof resultsAnswer>['results']): SaveResult {
  if (result?.stored && result.id !== undefined) return { ok: true, id: result.id };
  const problems = (result?.problems ?? []).map(({ line, message }) => `${line}: ${message}`);
  return { ok: false, problems };
}

/** `vault:` of the committed dimmer.yaml, one plain scalar at the top level, else the repository's key. */
async function vaultIdOf(repository: string): Promise<string> {
  const yaml = await showFile(repository, 'HEAD', 'dimmer.yaml').catch(() => null);
  const named = /^vault:[ \t]*["']?([\w.-]+)["']?[ \t]*(?:#.*)?$/m.exec(yaml?.toString('utf8') ?? '');
  return named?.[1] ?? (await repoKey(repository));
}
