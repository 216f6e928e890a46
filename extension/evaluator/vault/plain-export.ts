// An export in clear: one file per scenario, and an index of what the texts do not say.
// Invariant: names are told apart on disks that ignore case; the index is believed for texts that are unchanged only.
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import { sha256, type VaultEntry, type VaultText } from './vault.ts';

export const indexFile = 'dimmer-export.json';

const indexSchema = z.object({
  v: z.literal(1),
  scenarios: z.array(
    z.object({
      name: z.string(),
      id: z.string(),
      sha256: z.string(),
      split: z.enum(['validation', 'sealed']),
      status: z.enum(['draft', 'active', 'burned', 'retired']),
      version: z.int(),
    }),
  ),
});
type Index = z.infer<typeof indexSchema>;

export function exportFiles(texts: readonly VaultText[]): { name: string; text: string }[] {
  const taken = new Set<string>();
  const scenarios: Index['scenarios'] = [];
  const files = texts.map(({ entry, text }) => {
    const name = freeName(entry.id, taken);
    const { id, sha256: digest, split, status, version } = entry;
    scenarios.push({ name, id, sha256: digest, split, status, version });
    return { name, text };
  });
  const index = `${JSON.stringify({ v: 1, scenarios } satisfies Index, null, 2)}\n`;
  return [...files, { name: indexFile, text: index }];
}

function freeName(id: string, taken: Set<string>): string {
  const base = id.replaceAll(/[^\w.-]/g, '_').toLowerCase();
  let [name, count] = [id.replaceAll(/[^\w.-]/g, '_'), 1];
  for (; taken.has(name.toLowerCase()); count += 1) name = `${base}~${count + 1}`;
  taken.add(name.toLowerCase());
  return `${name}.md`;
}

/** What an index says of the text in the file `name`; nothing once it was changed. */
export function keptOf(
  index: string | undefined,
): (name: string, text: string) => Pick<VaultEntry, 'split' | 'status' | 'version'> | undefined {
  const decoded = index === undefined ? undefined : decodeJson(indexSchema, index);
  const known = new Map(decoded?.ok ? decoded.value.scenarios.map((one) => [one.name, one]) : []);
  return (name, text) => {
    const one = known.get(name);
    if (one === undefined || one.sha256 !== sha256(text)) return undefined;
    return { split: one.split, status: one.status, version: one.version };
  };
}
