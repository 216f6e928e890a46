// Deliveries in the fold: what an approval does to a run when the remote takes the branch, and when it does not.
import { expect, test } from 'vitest';
import * as samples from '../../../test/samples/runs.ts';
import { outcomeCard } from '../outcome/card.ts';
import { moodOf } from './run-row.ts';
import type { RunEventBody } from './events.ts';
import { sameDelivery, type Delivery } from './delivery.ts';

const remote: Delivery = {
  how: 'pull-request',
  remote: 'origin',
  host: 'github.com',
  into: 'main',
  unpushed: 0,
};
const planned = (change: Partial<Delivery> = {}): RunEventBody => ({
  type: 'delivery-planned',
  ...remote,
  ...change,
});
const [decided, merged] = samples.approved as [RunEventBody, RunEventBody];
const refused: RunEventBody = {
  type: 'decision-refused',
  decision: 'approve',
  controlId: 'c',
  reasons: ['origin refused the branch'],
};
const pushed: RunEventBody = { type: 'branch-pushed', remote: 'origin', branch: 'dimmer/x', commit: 'c0' };
const opened: RunEventBody = {
  type: 'pull-request-opened',
  how: 'rest',
  url: 'https://github.com/o/r/pull/7',
  number: 7,
  branch: 'dimmer/x',
  into: 'main',
};
const after = (...bodies: RunEventBody[]) => samples.stateOf([...samples.open(), ...bodies]);

test.each<[string, RunEventBody[], string]>([
  ['no remote', [], 'Approve merges one commit into main.'],
  [
    'a known host',
    [planned()],
    'Approve pushes one commit to origin as dimmer/20261120T140000Z-7f3a and opens a pull request into main at github.com.',
  ],
  [
    'commits that go with it',
    [planned({ unpushed: 2 })],
    'Approve pushes one commit to origin as dimmer/20261120T140000Z-7f3a and opens a pull request into main at github.com. 2 commits of your base that origin does not have yet go with it.',
  ],
  [
    'a folder',
    [planned({ host: null })],
    'Approve pushes one commit to origin as dimmer/20261120T140000Z-7f3a; its address is none that pull requests are known of, so you open one into main yourself.',
  ],
])('%s: the card says what approve will do', (_, events, text) => {
  expect(outcomeCard(after(...events)).decision.approveDoes).toBe(text);
});

test('an approval of which nothing was delivered is the human’s again', () => {
  const state = after(planned(), decided, refused);
  expect(state).toMatchObject({ status: 'awaiting-decision', refusal: ['origin refused the branch'] });
  expect(outcomeCard(state).decision).toMatchObject({ taken: null, open: true });
  expect(after(planned(), decided, refused, decided, pushed, opened)).toMatchObject({
    status: 'approved',
    refusal: [],
    pullRequest: { number: 7 },
    merged: null,
  });
});

test('an approval whose branch is on the remote stays approved until its pull request is there', () => {
  const halfWay = after(planned(), decided, pushed, refused);
  expect(halfWay).toMatchObject({ status: 'approved', pushed: { commit: 'c0' }, pullRequest: null });
  expect(outcomeCard(halfWay).decision).toMatchObject({
    open: true,
    canApprove: true,
    refused: ['origin refused the branch'],
    approveDoes: 'Approve looks for the pull request of dimmer/x and opens it where there is none.',
  });
  expect(moodOf(halfWay, false, 0)).toBe('refused');
  const done = after(planned(), decided, pushed, refused, opened);
  expect([outcomeCard(done).decision.open, moodOf(done, false, 0)]).toEqual([false, 'approved']);
  expect(done).toMatchObject({
    status: 'approved',
    pullRequest: { number: 7 },
  });
});

test('logs from before deliveries were planned end as they did', () => {
  expect(after(decided, refused, merged)).toMatchObject({
    status: 'approved',
    by: 'Ada',
    merged: { branch: 'main' },
  });
  expect(after(merged).status).toBe('awaiting-decision');
});

test('only what a human was told counts as the same delivery', () => {
  expect(sameDelivery(remote, { ...remote, unpushed: 4 })).toBe(true);
  expect(sameDelivery(remote, { ...remote, into: 'other' })).toBe(false);
  expect(sameDelivery(null, { ...remote, how: 'local' })).toBe(true);
  expect(sameDelivery(null, remote)).toBe(false);
});
