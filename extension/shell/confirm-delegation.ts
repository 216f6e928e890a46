// The one choice before a run starts: it says who builds, at which level and under which cap. What is missing is given right here.
// Invariant: nothing starts before this was chosen, and the cap that is shown is the cap of the run.
import * as vscode from 'vscode';
import type { DelegateOffer } from '../core/protocol/delegate-offer.ts';

export type Confirmed = 'delegate' | 'more' | 'key' | 'model' | 'spec' | undefined;

type Item = vscode.QuickPickItem & { readonly does: NonNullable<Confirmed> };

/** `notes`: what happened to the spec on the way, for example that it was cut. */
export async function confirmDelegation(offer: DelegateOffer, notes: readonly string[]): Promise<Confirmed> {
  const { l10n } = vscode;
  const picked = await vscode.window.showQuickPick(
    [
      ...first(offer),
      {
        label: `$(settings-gear) ${l10n.t('More choices...')}`,
        description: l10n.t('level, cap, who builds'),
        does: 'more' as const,
      },
      ...notes.map((note): Item => ({
        label: `$(info) ${note}`,
        description: l10n.t('read the spec'),
        does: 'spec',
      })),
    ],
    {
      title: `${offer.watermark === '' ? '' : `${offer.watermark} · `}${l10n.t('Delegate')}`,
      placeHolder:
        offer.waits.length === 0
          ? l10n.t('Nothing has started. You can close the window once it has.')
          : l10n.t('Nothing can start yet: {0}. Your spec is kept.', offer.waits.join('; ')),
      ignoreFocusOut: true,
    },
  );
  return picked?.does;
}

function first(offer: DelegateOffer): Item[] {
  const { l10n } = vscode;
  const { choice, builder, cap, detail } = offer;
  if (offer.needsKey)
    return [
      {
        label: `$(key) ${l10n.t('Set an API key...')}`,
        description: l10n.t('or choose an installed agent under More choices'),
        detail: l10n.t(
          'No agent was found that could build. The key stays in the secret storage of this editor.',
        ),
        does: 'key',
      },
    ];
  if (offer.needsModel)
    return [{ label: `$(sparkle) ${l10n.t('Choose a model...')}`, detail, does: 'model' }];
  if (offer.waits.length > 0) return [];
  return [
    {
      label: `$(rocket) ${l10n.t('Delegate to {0}, level {1}, at most {2}', builder, choice.level, cap)}`,
      detail,
      does: 'delegate',
    },
  ];
}
