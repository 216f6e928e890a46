// Block N: approve, return, reject, with the reason in place and the words for why *Approve* waits.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, field, panel } from '../ui/controls.ts';

type Decision = OutcomeView['card']['decision'];

export function decideCard(view: OutcomeView, host: Host): HTMLElement {
  const { decision } = view.card;
  if (decision.taken !== null && !decision.open) return takenCard(decision, decision.taken);
  if (!decision.open)
    return panel(
      'Decide',
      { id: 'decide', class: 'wide' },
      element('p', { class: 'quiet' }, decision.waits[0]?.text ?? ''),
    );
  return openCard(view, decision, host);
}

function takenCard(decision: Decision, taken: NonNullable<Decision['taken']>): HTMLElement {
  const attested = taken.attested ? '' : ', by command line, unattested';
  return panel(
    'Decided',
    { id: 'decide', class: 'wide' },
    element(
      'p',
      {},
      element('strong', {}, past[taken.decision]),
      ` by ${taken.by} (${taken.parties}${attested}): ${taken.reason || 'no reason given'}`,
    ),
    decision.pullRequest === null
      ? null
      : element(
          'p',
          { class: 'quiet' },
          `Branch ${decision.pullRequest.branch}, pull request into ${decision.pullRequest.into}: `,
          decision.pullRequest.url === ''
            ? 'yours to open'
            : element('a', { href: decision.pullRequest.url }, decision.pullRequest.url),
        ),
    decision.merged === null
      ? null
      : element(
          'p',
          { class: 'quiet' },
          `${decision.merged.how}: `,
          element('code', {}, decision.merged.commit.slice(0, 7)),
          ` on ${decision.merged.branch}`,
        ),
  );
}

const past = { approve: 'Approved', return: 'Returned', reject: 'Rejected' } as const;

function openCard(view: OutcomeView, decision: Decision, host: Host): HTMLElement {
  const key = `reason-${view.runId}`;
  const message = element('p', { class: 'problem', id: 'reason-problem', role: 'alert' });
  const reason = () => host.drafts.get(key).trim();
  const decide = (type: 'return' | 'reject') => {
    if (reason() !== '') return host.send({ type, reason: reason() });
    message.textContent =
      type === 'return' ? 'Say what should change, then return it.' : 'Say why, then reject it.';
    input.focus();
  };
  const approve = () =>
    approveButton(decision, reason() === '', view.sent !== null, () =>
      host.send({ type: 'approve', reason: reason() }),
    );
  let approval = approve();
  const input = field({
    key,
    label: reasonLabel(decision),
    value: host.drafts.get(key),
    rows: 2,
    onInput: (text) => {
      host.drafts.set(key, text);
      message.textContent = '';
      const next = approve();
      approval.replaceWith(next);
      approval = next;
    },
  });
  return panel(
    'Decide',
    { id: 'decide', class: 'wide' },
    ...waits(decision),
    input,
    message,
    element(
      'div',
      { class: 'decide' },
      element(
        'p',
        { class: 'quiet' },
        view.sent === null ? decision.approveDoes : `Sent: ${view.sent}. The runner carries it out.`,
      ),
      element(
        'div',
        { class: 'actions' },
        approval,
        // An approval that is half way can only be finished.
        ...(view.card.verdict === 'approved'
          ? []
          : [
              button({
                label: 'Return with a spec change',
                disabled: view.sent !== null,
                onClick: () => decide('return'),
              }),
              button({ label: 'Reject', disabled: view.sent !== null, onClick: () => decide('reject') }),
            ]),
      ),
    ),
  );
}

function approveButton(
  decision: Decision,
  noReason: boolean,
  sent: boolean,
  onClick: () => void,
): HTMLElement {
  const disabled = sent || !decision.canApprove || (noReason && decision.needsReason.length > 0);
  return button({ label: 'Approve', primary: true, disabled, onClick });
}

function reasonLabel(decision: Decision): string {
  return decision.needsReason.length === 0 || !decision.canApprove
    ? 'Reason (needed to return or reject)'
    : 'Reason (needed for every decision on this card)';
}

function waits(decision: Decision): HTMLElement[] {
  return [
    ...(decision.waits.length === 0 ? [] : [reasons('Approve waits for:', decision.waits)]),
    ...(decision.needsReason.length === 0
      ? []
      : [reasons('Yours to approve with a reason:', decision.needsReason)]),
  ];
}

function reasons(title: string, list: Decision['waits']): HTMLElement {
  return element(
    'p',
    { class: 'waits' },
    element('strong', {}, title),
    ` ${list.map((one) => one.text).join(' · ')}`,
  );
}
