// The fourteen blocks of the card, A to N, one row each: what it shows, what it says when nothing was measured, what keeps
// approve waiting, and the near miss that does not.
import { expect, test } from 'vitest';
import { evidence, gathered } from '../../../test/samples/evidence.ts';
import * as samples from '../../../test/samples/runs.ts';
import type { RunEventBody } from '../run/events.ts';
import type { Evidence } from '../run/evidence.ts';
import { approvalRefusals, outcomeCard, type OutcomeCard } from './card.ts';
import { renderCard } from './text.ts';

type Bodies = readonly RunEventBody[];
type Of<B extends Evidence['block']> = Extract<Evidence, { block: B }>;
const cardOf = (bodies: Bodies) => outcomeCard(samples.stateOf(bodies));
const waits = (bodies: Bodies) =>
  approvalRefusals(samples.stateOf(bodies), { reason: 'seen', confirmed: [], acceptedUntested: {} });
const block = <B extends Evidence['block']>(name: B) => evidence.find((one) => one.block === name) as Of<B>;
const green = (...more: Evidence[]): Bodies => [...samples.green(), ...gathered(more)];

const input = block('behaviour').behaviour.inputs[0] as Of<'behaviour'>['behaviour']['inputs'][number];
const behaviour = (change: Partial<typeof input>): Evidence => ({
  block: 'behaviour',
  behaviour: { ...block('behaviour').behaviour, inputs: [{ ...input, ...change }] },
});
const time = block('performance').performance
  .metrics[0] as Of<'performance'>['performance']['metrics'][number];
const speed = (verdict: typeof time.verdict): Evidence => ({
  block: 'performance',
  performance: { ...block('performance').performance, metrics: [{ ...time, verdict, budget: 100 }] },
});
const change = block('surface').surface.changes[0] as Of<'surface'>['surface']['changes'][number];
const surface = (more: Partial<typeof change>): Evidence => ({
  block: 'surface',
  surface: { ...block('surface').surface, changes: [{ ...change, ...more }] },
});
const glass = block('break-glass').breakGlass;
const assumption = (requirement: string): RunEventBody => ({
  type: 'assumption-recorded',
  ...{ id: 'A1', text: 'Column order follows the screen', requirement },
});
const tampered: RunEventBody = {
  type: 'integrity-checked',
  commit: samples.head,
  findings: [{ kind: 'test-skipped', path: 'test/a.test.ts', detail: 'x' }],
};
const wayBack = (irreversible: string[], rehearsed: boolean): Evidence => ({
  block: 'way-back',
  wayBack: { ...block('way-back').wayBack, irreversible, rehearsed },
});
const full: Bodies = [...samples.open(), ...gathered()];

interface Row {
  readonly content: RegExp;
  /** Said where nothing was measured; the first gap where there is no hidden scenario. */
  readonly absent: readonly [Bodies, RegExp];
  /** Blocks, and what it waits for. */
  readonly blocks?: readonly [Bodies, RegExp];
  readonly nearMiss: Bodies;
}

const rows: Record<string, Row> = {
  'A identity': {
    content:
      /run 20261120T140000Z-7f3a · level 4 \(trial\) · spec specs\/export\.md @ 91c291c2\nbase 4be1c0f -> head a07d5ee/,
    absent: [
      samples.unproven({ vaultId: undefined }),
      /holdout none: this repository has no hidden scenarios/,
    ],
    blocks: [[...samples.green({ owner: '' })], /^the card does not say who owns this run$/],
    nearMiss: samples.green({ owner: 'Ada' }),
  },
  'B intent': {
    content: /\? A1 \(R2\) Column order follows the screen: open/,
    absent: [samples.green(), /Export keeps the filters that are on screen/],
    blocks: [[...samples.green(), assumption('R2')], /^assumption A1 \(R2\) is open$/],
    nearMiss: [...samples.green(), assumption('R11')],
  },
  'C behaviour delta': {
    content: /24 same, 2 changed as specified, 0 unexplained, 0 no longer possible, of 26 visible inputs/,
    absent: [samples.green(), /- Behaviour before and after on the same inputs: not compared/],
    blocks: [
      green(behaviour({ explained: false })),
      /1 visible input of 1 changed, and no requirement asks for it$/,
    ],
    nearMiss: green(behaviour({})),
  },
  'D satisfaction': {
    content: /71 of 72 trajectories over 24 scenarios/,
    absent: [
      samples.unproven(),
      /Not checked\n {2}- Behaviour against hidden scenarios: this repository has no hidden scenarios/,
    ],
    nearMiss: samples.unproven(),
  },
  'E demonstrations': {
    content:
      /\$ billing export --filter open \(changed\)[^$]*\+87 rows\n.*replay: node cli\.js export --filter open/,
    absent: [
      green(behaviour({ negative: false })),
      /- No visible input shows the product refusing something/,
    ],
    blocks: [green(behaviour({ replays: false })), /1 visible input of 1 gave another result when replayed$/],
    nearMiss: green(behaviour({ negative: true })),
  },
  'F non-functional delta': {
    content:
      /time of billing export: 182 ms \(179 to 190, n 5\) before, 187 ms \(183 to 195, n 5\) after: same, budget 500 ms/,
    absent: [samples.green(), /- Time, memory and size: not measured/],
    blocks: [green(speed('over-budget')), /billing export: over its budget of 100 ms$/],
    nearMiss: green(speed('worse')),
  },
  'G surface delta': {
    content: /- flag --bom added, not in the spec/,
    absent: [samples.green(), /- Public surface, dependencies and licences: not compared/],
    blocks: [
      green(surface({ change: 'removed', breaking: true })),
      /breaking: flag --bom removed, and the spec does not name it$/,
    ],
    nearMiss: green(surface({ change: 'removed', breaking: true, named: true })),
  },
  'H integrity': {
    content: /no test, guardrail or CI file was tampered with/,
    absent: [
      samples.green().filter((body) => body.type !== 'integrity-checked'),
      /- Whether tests, guardrails or CI files were touched: not looked at/,
    ],
    blocks: [[...samples.green(), tampered], /^no answer to: test skipped: 1$/],
    nearMiss: [...samples.green(), { ...tampered, findings: [] }],
  },
  'I under the surface': {
    content: /size: 1204 before, 1251 after \(lines; 3 changed files\)/,
    absent: [samples.green(), /- Complexity, duplication, churn and size of the code: not measured/],
    nearMiss: green(block('structure')),
  },
  'J not checked': {
    content: /- 9 % of changed lines ran in no visible scenario \(9 of 98\)/,
    absent: [samples.green(), /- Changed lines that no scenario executed: not measured/],
    nearMiss: green({
      block: 'coverage',
      coverage: { ...block('coverage').coverage, executed: 0 },
    }),
  },
  'K spot checks': {
    content: /\? untrusted-input-1: src\/csv\/quote\.ts, lines 12 to 15 \(parsing of untrusted input/,
    absent: [samples.green(), /- Which lines a human has to read: not looked at/],
    blocks: [green(block('break-glass')), /^2 places to read \(parsing of untrusted input\)$/],
    nearMiss: green({ block: 'break-glass', breakGlass: { ...glass, forced: [] } }),
  },
  'L cost and effort': {
    content: /206,000 of 2,000,000 tokens \(180,000 read from cache\) · \$0\.31/,
    absent: [
      samples.green({
        backend: 'none',
        model: 'none',
        adopted: { commit: samples.head, author: 'Robot', contained: false },
      }),
      /not known: Dimmer judged this commit and did not build it/,
    ],
    blocks: [
      samples.green({ limits: { tokens: 205_999, minutes: 60, rounds: 10 } }),
      /a cap was breached: 206,000 of 205,999 tokens$/,
    ],
    nearMiss: samples.green({ limits: { tokens: 206_000, minutes: 60, rounds: 10 } }),
  },
  'M way back': {
    content: /git revert a07d5ee: rehearsed, on a clean checkout/,
    absent: [samples.green(), /- The way back: not rehearsed/],
    blocks: [green(wayBack(['DROP COLUMN email'], false)), /a revert does not undo: DROP COLUMN email$/],
    nearMiss: green(wayBack([], false)),
  },
  'N decision': {
    content: /waits: assumption A1 \(R2\) is open/,
    absent: [samples.started(), /waits: the run is still working/],
    blocks: [samples.failing(), /^no answer to: test removed: 1$/],
    nearMiss: samples.green(),
  },
};

test.each(Object.entries(rows))('%s: shown, and said where it was not measured', (_, { content, absent }) => {
  expect(renderCard(cardOf(full))).toMatch(content);
  const [bodies, said] = absent;
  expect(renderCard(cardOf(bodies))).toMatch(said);
});

test.each(Object.entries(rows))(
  '%s: what blocks approval, and what nearly does',
  (_, { blocks, nearMiss }) => {
    if (blocks !== undefined) {
      const [bodies, wanted] = blocks;
      expect(waits(bodies).some((text) => wanted.test(text))).toBe(true);
      expect(cardOf(bodies).decision.canApprove).toBe(false);
    }
    expect(waits(nearMiss)).toEqual([]);
  },
);

test('there are fourteen', () => {
  expect(Object.keys(rows).map((name) => name[0])).toEqual([...'ABCDEFGHIJKLMN']);
});

test('a run without any scenario is a whole card that says so before anything else', () => {
  const card: OutcomeCard = cardOf(samples.unproven());
  expect([card.verdict, card.notChecked[0]?.kind, card.satisfaction.kind]).toEqual([
    'your-call',
    'hidden',
    'none',
  ]);
  expect(card.answer).toMatch(/^Your call: no hidden evidence: this repository has no hidden scenarios/);
});
