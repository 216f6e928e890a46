// `dimmer vault merge`: after git could not merge a shared vault, makes one manifest of both sides and tells git so.
// Invariant: git is asked for bytes only; what they mean is decided where the vault can be opened. Nothing is committed.
import { realpath } from 'node:fs/promises';
import { git, repositoryRoot } from '../node/git.ts';
import { unmergedFiles } from '../node/snapshot.ts';
import { refuse } from './ask-evaluator.ts';
import { readIdentity } from './identity.ts';
import { ask, type Context } from './vault-ask.ts';
import { mergedText } from './vault-text.ts';

export async function mergeVault(context: Context): Promise<number> {
  const { io, vaultDir, flags } = context;
  const place = await realpath(vaultDir).catch(() => vaultDir);
  const top = await repositoryRoot(place).catch(() => null);
  if (top === null || (await realpath(top)) !== place)
    return refuse(io, 1, 'This vault is not a git repository of its own, so there is nothing to merge.');
  const unmerged = await unmergedFiles(place);
  const side = (stage: 1 | 2 | 3, file: string) => unmerged.get(`${stage}:${file}`);
  const [ours, theirs, base] = [2, 3, 1].map((stage) => side(stage as 1 | 2 | 3, 'manifest.age'));
  if (ours === undefined || theirs === undefined)
    return refuse(io, 1, 'git has no conflict in the manifest of this vault. Nothing was changed.');
  const identity = await readIdentity(flags.identity, io);
  if (!identity.ok) return refuse(io, 3, identity.message);
  const [left, right] = [side(2, 'budgets.json'), side(3, 'budgets.json')];
  const asked = await ask(context, identity.identity, {
    ...{ type: 'merge', ours: ours.toString('base64'), theirs: theirs.toString('base64') },
    ...(base === undefined ? {} : { base: base.toString('base64') }),
    ...(left && right ? { counts: [left.toString('utf8'), right.toString('utf8')] } : {}),
  });
  if (!asked.ok) return asked.exit;
  const added = await git(place, ['add', '--all', '.']);
  if (!added.ok) return refuse(io, 4, `The vault is merged, but git could not note it: ${added.stderr}`);
  io.out(io.json ? `${JSON.stringify(asked.body)}\n` : mergedText(asked.body, place));
  return 0;
}
