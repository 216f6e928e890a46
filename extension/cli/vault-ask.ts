// What every action of `dimmer vault` shares: where it works, and one question to the evaluator with the identity.
import { vaultAnswerSchema, type VaultAnswer } from '../core/protocol/evaluator-answer.ts';
import type { VaultAction } from '../core/protocol/evaluator-input.ts';
import { askEvaluator, refuse, type Asked } from './ask-evaluator.ts';
import { readIdentity } from './identity.ts';
import type { CommandIo } from './io.ts';

export type Done = Exclude<VaultAnswer, { error: unknown }>;

export interface Context {
  readonly io: CommandIo;
  readonly root: string;
  readonly vaultDir: string;
  readonly flags: {
    readonly identity?: string;
    readonly spec?: string;
    readonly 'fails-on'?: readonly string[];
    readonly 'passes-on'?: string;
    readonly from?: string;
    readonly 'new-passphrase-file'?: string;
    readonly passphrase?: boolean;
    readonly rebuild?: boolean;
    readonly own?: boolean;
    readonly remove?: boolean;
    readonly encrypted?: boolean;
    readonly plaintext?: boolean;
  };
}

export async function ask(
  context: Context,
  identity: string | undefined,
  action: VaultAction,
): Promise<Asked<Done>> {
  const { io, vaultDir } = context;
  const input = { v: 1, mode: 'vault', vaultDir, action } as const;
  return askEvaluator(identity === undefined ? input : { ...input, identity }, vaultAnswerSchema, io);
}

/** Asks with the identity that was given, and prints what came of it. */
export async function tell(
  context: Context,
  action: VaultAction,
  text: (body: Done) => string,
): Promise<number> {
  const { io, flags } = context;
  const identity = await readIdentity(flags.identity, io);
  if (!identity.ok) return refuse(io, 3, identity.message);
  const asked = await ask(context, identity.identity, action);
  if (!asked.ok) return asked.exit;
  io.out(io.json ? `${JSON.stringify(asked.body)}\n` : text(asked.body));
  return asked.exit;
}
