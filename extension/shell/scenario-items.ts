// How hidden scenarios look in the Scenarios view: what is known of each in words, with an icon that says the same.
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CoveredRequirement } from './hidden-coverage.ts';
import type { HiddenScenario, VaultQuote, VaultState } from './vault.ts';

/** Splits start here; below it every hidden scenario is validation. */
const minimum = 10;
const longest = 26;

export function vaultItem(state: VaultState): vscode.TreeItem {
  const { l10n } = vscode;
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const label = l10n.t('Hidden');
  if (state.scenarios === undefined) {
    const locked = withIcon(new vscode.TreeItem(label, None), l10n.t('vault locked'), 'lock');
    locked.id = `${state.id}-locked`;
    locked.command = { command: 'dimmer.unlockVault', title: l10n.t('Unlock Vault') };
    locked.tooltip = l10n.t('Encrypted outside every worktree. Click to unlock it in this window.');
    return locked;
  }
  const active = state.scenarios.filter(({ status }) => status === 'active').length;
  const burned = state.scenarios.filter(({ status }) => status === 'burned').length;
  const words =
    active < minimum
      ? l10n.t('{0} of {1} before splits start', active, minimum)
      : l10n.t('{0} active', active);
  const all = burned === 0 ? words : `${words} · ${l10n.t('{0} burned', burned)}`;
  const any = state.scenarios.length > 0;
  const unlocked = withIcon(new vscode.TreeItem(label, any ? Expanded : None), all, 'unlock');
  // Another id once there is something in it: VS Code keeps what was collapsed by id.
  unlocked.id = `${state.id}-unlocked${any ? '' : '-empty'}`;
  unlocked.tooltip = l10n.t('Unlocked in this window only.');
  return unlocked;
}

interface RequirementNode {
  readonly state: VaultState;
  readonly spec: string;
  readonly requirement: CoveredRequirement;
  readonly uri?: vscode.Uri;
}

export function requirementItem(
  { state, spec, requirement, uri }: RequirementNode,
  scenarios: readonly HiddenScenario[],
): vscode.TreeItem {
  const { l10n } = vscode;
  const { id, text, hidden } = requirement;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const found = new vscode.TreeItem(id, scenarios.length > 0 ? Collapsed : None);
  found.id = `${state.id}-${spec}-${id}`;
  found.tooltip = text === '' ? l10n.t('The spec has no requirement of this id.') : `${id}: ${text}`;
  if (hidden === 0) {
    withIcon(found, l10n.t('no hidden scenario'), 'circle-slash');
    found.contextValue = 'gap';
    found.command = newScenario(uri, id);
    return found;
  }
  return withIcon(found, l10n.t('{0} hidden', hidden), 'symbol-key');
}

function newScenario(uri: vscode.Uri | undefined, requirement: string): vscode.Command {
  const title = vscode.l10n.t('New Scenario');
  return { command: 'dimmer.newScenario', title, arguments: uri === undefined ? [] : [{ uri, requirement }] };
}

export function hiddenItem(state: VaultState, scenario: HiddenScenario): vscode.TreeItem {
  const { l10n } = vscode;
  const { id, title, split, status, last, burn } = scenario;
  const words = [lastWords(scenario), provedWords(scenario), status === 'active' ? split : status];
  const said = words.filter((one) => one !== '').join(' · ');
  const hidden = withIcon(
    new vscode.TreeItem(short(title || id), vscode.TreeItemCollapsibleState.None),
    said,
    ...iconOf(scenario),
  );
  const details = [
    title,
    `${id}, ${l10n.t('version {0}', scenario.version)}`,
    last === undefined
      ? l10n.t('Never evaluated.')
      : l10n.t(
          '{0} of {1} satisfied on {2}, {3}',
          last.satisfied,
          last.observed,
          last.commit.slice(0, 8),
          last.at.slice(0, 16).replace('T', ' '),
        ),
    burn === undefined ? '' : burnWords(burn),
  ];
  hidden.tooltip = details.filter((one) => one !== '').join('\n');
  hidden.accessibilityInformation = {
    label: [title || id, said, burn && burnWords(burn)].filter(Boolean).join(', '),
  };
  hidden.command = {
    command: 'dimmer.openScenario',
    title: l10n.t('Open'),
    arguments: [{ repository: state.repository, id }],
  };
  return hidden;
}

/** A long title would leave no room for what is known of it; the tooltip has it whole. */
function short(title: string): string {
  return title.length <= longest ? title : `${title.slice(0, longest - 1).trimEnd()}…`;
}

function lastWords({ last }: HiddenScenario): string {
  return last === undefined
    ? vscode.l10n.t('not run')
    : vscode.l10n.t('{0} of {1}', last.satisfied, last.observed);
}

function provedWords({ provedRed, proofs }: HiddenScenario): string {
  if (!provedRed) return vscode.l10n.t('not proved');
  return (proofs?.failsOn.length ?? 0) > 0 ? vscode.l10n.t('proved red twice') : vscode.l10n.t('proved red');
}

function burnWords({ reason, where, path }: NonNullable<HiddenScenario['burn']>): string {
  const { l10n } = vscode;
  const what = {
    quoted: l10n.t('eight of its words'),
    id: l10n.t('its id'),
    values: l10n.t('a value made for it'),
  };
  const place = {
    file: path ?? '',
    message: l10n.t('a commit message'),
    transcript: l10n.t('the transcript of a run'),
  };
  return l10n.t(
    'Burned: {0} in {1}. It counts no more; write another in its place.',
    what[reason],
    place[where],
  );
}

function iconOf({ status, last }: HiddenScenario): [string, string?] {
  if (status === 'burned') return ['flame', 'list.warningForeground'];
  if (status !== 'active') return ['edit'];
  if (last === undefined) return ['lock'];
  return last.satisfied === last.observed
    ? ['pass', 'testing.iconPassed']
    : ['error', 'list.errorForeground'];
}

export function quoteItem(state: VaultState, { id, path, line }: VaultQuote): vscode.TreeItem {
  const { l10n } = vscode;
  const quote = withIcon(
    new vscode.TreeItem(`${path}:${line}`, vscode.TreeItemCollapsibleState.None),
    l10n.t('quotes {0}', id),
    'warning',
    'list.warningForeground',
  );
  quote.tooltip = l10n.t(
    'SAF001: eight words or more of a hidden scenario, where an agent can read them. The next evaluation would burn it.',
  );
  const at = new vscode.Range(line - 1, 0, line - 1, 0);
  const uri = vscode.Uri.file(join(state.repository, path));
  quote.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri, { selection: at }] };
  return quote;
}

export function withIcon(
  item: vscode.TreeItem,
  description: string,
  icon: string,
  color?: string,
): vscode.TreeItem {
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  return item;
}
