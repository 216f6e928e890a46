// What the delegation form says of this machine's sandbox: looked at once, in the background, when a form first asks.
import type { DelegateFacts } from '../../core/protocol/panels.ts';
import type { Check } from '../doctor.ts';

/** `null` until looked at; `onKnown` announces the answer. A check that fails to run is told as a missing sandbox. */
export function sandboxFacts(check: () => Promise<readonly Check[]>, onKnown: () => void) {
  let facts: DelegateFacts['sandbox'] = null;
  let asked = false;
  return (): DelegateFacts['sandbox'] => {
    if (!asked) {
      asked = true;
      void check()
        .then(fromChecks, (error: unknown) => ({ available: false, detail: String(error) }))
        .then((known) => {
          facts = known;
          onKnown();
        });
    }
    return facts;
  };
}

function fromChecks(checks: readonly Check[]): NonNullable<DelegateFacts['sandbox']> {
  const about = checks.filter(({ name }) => name.startsWith('sandbox of'));
  const failed = about.find(({ ok }) => !ok);
  if (about.length === 0) return { available: false, detail: 'the check of this machine said nothing of it' };
  return failed
    ? { available: false, detail: failed.detail || failed.fix }
    : { available: true, detail: about[0]?.detail ?? '' };
}
