// Wires *Delegate* to this window: who words a spec, what is offered, and how a run starts.
// Invariant: the API key goes to the drafting process over stdin, and only when a model words the spec.
import { isAbsolute, join } from 'node:path';
import type * as vscode from 'vscode';
import { delegateOffer } from '../../core/protocol/delegate-offer.ts';
import type { DraftAuthor } from '../../core/protocol/draft.ts';
import { requestDraft } from '../../node/draft.ts';
import { askApiKey } from '../api-key.ts';
import { askModel } from '../ask-model.ts';
import { delegateFlow } from '../delegate-flow.ts';
import { readSettings } from '../settings.ts';
import type { Extension } from './extension.ts';

export function delegating(extension: Extension): (target: unknown) => Promise<void> {
  const { models, linting, panels, bundles } = extension;
  const { secrets, specs } = models;
  const author = (folder: vscode.Uri) => authorOf(folder, secrets.apiKey);
  return delegateFlow({
    specs,
    lint: linting.document,
    rehearsing: (near) => readSettings(near).backend === 'rehearsal',
    asksModel: async (folder) => (await author(folder)) !== undefined,
    async draft(text, place, folder) {
      const who = await author(folder);
      const drafted = await requestDraft({ text, place, ...(who ? { author: who } : {}) }, { bundles });
      if (!drafted.ok) throw new Error(drafted.message);
      return drafted.answer;
    },
    async offer(spec) {
      const { facts, path } = await panels.facts(spec);
      return delegateOffer(facts, path);
    },
    async launch(spec, { choice }) {
      const answer = await panels.start(spec, choice);
      if (answer.ok) return;
      const { message, kept, next } = answer.problem;
      throw new Error(`${message} ${kept} ${next}`);
    },
    showForm: panels.showDelegate,
    askKey: () => askApiKey(secrets),
    askModel: async () => askModel((await secrets.apiKey()) ?? '', baseUrlOf(undefined)),
  });
}

/** Who words a spec here; undefined where nobody can. */
async function authorOf(
  folder: vscode.Uri,
  apiKey: () => Promise<string | undefined>,
): Promise<DraftAuthor | undefined> {
  const { backend, model, cassette: set } = readSettings(folder);
  if (backend === 'rehearsal') {
    const cassette = set || process.env.DIMMER_CASSETTE || '';
    if (cassette === '') return undefined;
    return { backend, model: '', cassette: isAbsolute(cassette) ? cassette : join(folder.fsPath, cassette) };
  }
  // Whoever chose an installed agent is not charged on a key.
  const key = backend === 'anthropic' ? await apiKey() : undefined;
  if (key === undefined || model === '') return undefined;
  const baseUrl = baseUrlOf(folder);
  return { backend, model, apiKey: key, ...(baseUrl === '' ? {} : { baseUrl }) };
}

function baseUrlOf(folder: vscode.Uri | undefined): string {
  return readSettings(folder).baseUrl || process.env.ANTHROPIC_BASE_URL || '';
}
