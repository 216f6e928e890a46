// SAF001: documents of a working tree that quote a hidden scenario, for whoever has unlocked the vault.
// Invariant: this runs in the evaluator and is shown in the unlocked view and by `vault verify` only: as a diagnostic it would be an oracle.
import { bodyOf, quoteFinder } from '../core/scenario/overlap.ts';
import { filesOf } from './readable-texts.ts';
import type { VaultText } from './vault/vault.ts';

export interface QuotedIn {
  readonly rule: 'SAF001';
  readonly id: string;
  /** Relative to the repository, and the line where the quotation ends, from 1. */
  readonly path: string;
  readonly line: number;
}

const documents = /\.(md|mdx|markdown|txt|rst|adoc|org|html?)$/i;

export async function quotedIn(repository: string, texts: readonly VaultText[]): Promise<QuotedIn[]> {
  if (texts.length === 0) return [];
  const finder = quoteFinder(texts.map(({ entry, text }) => ({ of: entry.id, text: bodyOf(text) })));
  const found: QuotedIn[] = [];
  for await (const { path = '', text } of filesOf(repository, documents))
    for (const { of, line } of finder.find(text)) found.push({ rule: 'SAF001', id: of, path, line });
  return found.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}
