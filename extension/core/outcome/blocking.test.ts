// The third column of the card's table, rule by rule: what keeps approve waiting, what nearly does, and what ends the wait.
import { expect, test } from 'vitest';
import * as samples from '../../../test/samples/runs.ts';
import { decode } from '../protocol/decode.ts';
import type { RunEventBody } from '../run/events.ts';
import type { Evidence, Hunk } from '../run/evidence.ts';
import { approvalRefusals, outcomeCard, outcomeCardSchema } from './card.ts';
import { renderCard } from './text.ts';

const commit = samples.green().findLast((body) => body.type === 'work-committed')?.commit ?? '';
const gathered = (...evidence: Evidence[]): RunEventBody[] =>
  evidence.map((one) => ({ type: 'evidence-gathered', commit, evidence: one }));
const refusals = (bodies: readonly RunEventBody[], answers: Record<string, string> = {}, reason = 'seen') =>
  approvalRefusals(samples.stateOf(bodies), { reason, confirmed: [], acceptedUntested: {}, answers });

const hunk: Hunk = {
  id: 'untrusted-input-1',
  rule: 'untrusted-input',
  title: 'parsing of untrusted input',
  question: 'Which character gets through `quoteCsv(` unescaped?',
  reason: 'quoteCsv(',
  path: 'src/csv/quote.ts',
  side: 'head',
  start: 12,
  lines: 3,
};
const glass = (change: Partial<Extract<Evidence, { block: 'break-glass' }>['breakGlass']>): Evidence => ({
  block: 'break-glass',
  breakGlass: { risk: { score: 27, reasons: [] }, forced: [], offered: [], said: [], refused: [], ...change },
});
const input = {
  id: 'export-1',
  scenario: 'export',
  title: 'Export',
  requirements: ['R7'],
  kind: 'cli' as const,
  input: '$ export --filter open',
  change: 'changed' as 'changed' | 'same',
  explained: true,
  negative: false,
  difference: '-1204 rows\n+87 rows',
  replays: true,
  replay: 'node dist/export.js --filter open',
};
const behaviour = (change: Partial<typeof input>): Evidence => ({
  block: 'behaviour',
  behaviour: { base: 'b', head: 'h', inputs: [{ ...input, ...change }], problem: null },
});
const surface = (change: object): Evidence => ({
  block: 'surface',
  surface: {
    changes: [
      {
        kind: 'flag',
        change: 'removed',
        name: '--bom',
        detail: '',
        breaking: true,
        privileged: false,
        named: false,
        ...change,
      },
    ],
    tools: [],
  },
});
const speed = (verdict: 'over-budget' | 'worse'): Evidence => ({
  block: 'performance',
  performance: {
    metrics: [
      {
        name: 'time',
        unit: 'ms',
        subject: 'export',
        base: [10, 11, 12],
        head: [30, 31, 33],
        budget: 20,
        verdict,
      },
    ],
    replay: null,
    problem: null,
  },
});
const wayBack = (irreversible: string[], rehearsed = true): Evidence => ({
  block: 'way-back',
  wayBack: { command: 'git revert abc', rehearsed, detail: 'on a clean checkout', irreversible },
});

const rules: [string, Evidence, string, Evidence, string][] = [
  [
    'lines to read',
    glass({ forced: [hunk] }),
    hunk.id,
    glass({ offered: [hunk] }),
    '1 place to read (parsing of untrusted input)',
  ],
  [
    'a change that nobody asked for',
    behaviour({ explained: false }),
    'unexplained',
    behaviour({}),
    'no answer to: 1 visible input of 1 changed, and no requirement asks for it',
  ],
  [
    'a replay that differs',
    behaviour({ replays: false }),
    'replay',
    behaviour({ change: 'same', explained: true }),
    'no answer to: 1 visible input of 1 gave another result when replayed',
  ],
  [
    'over budget',
    speed('over-budget'),
    'budget-time-export',
    speed('worse'),
    'no answer to: export: over its budget of 20 ms',
  ],
  [
    'a breaking change that the spec does not name',
    surface({}),
    'surface-flag-bom',
    surface({ named: true }),
    'no answer to: breaking: flag --bom removed, and the spec does not name it',
  ],
  [
    'a privileged one',
    surface({ kind: 'install-script', change: 'added', name: 'setup', breaking: false, privileged: true }),
    'surface-install-script-setup',
    surface({ change: 'added', breaking: false }),
    'no answer to: privileged: install script setup added, and the spec does not name it',
  ],
  [
    'what a revert does not undo',
    wayBack(['drops column email']),
    'irreversible',
    wayBack([]),
    'no answer to: a revert does not undo: drops column email',
  ],
];

test.each(rules)(
  '%s waits for its own answer, and for no other reason',
  (_, evidence, id, nearMiss, text) => {
    expect(refusals([...samples.green(), ...gathered(evidence)])).toEqual([text]);
    expect(refusals([...samples.green(), ...gathered(evidence)], { [id]: '  ' })).toEqual([text]);
    expect(refusals([...samples.green(), ...gathered(evidence)], { [id]: 'looked, it is fine' })).toEqual([]);
    expect(refusals([...samples.green(), ...gathered(nearMiss)])).toEqual([]);
  },
);

test('each red flag wants its own answer', () => {
  const found = (kind: string): RunEventBody => ({
    type: 'integrity-checked',
    commit,
    findings: [{ kind, path: 'test/a.test.ts', detail: 'x' }],
  });
  const flagged = [...samples.green(), found('test-skipped')];
  expect(refusals(flagged)).toEqual(['no answer to: test skipped: 1']);
  expect(refusals(flagged, { 'flag-test-skipped': 'flaky on this machine, issue 12' })).toEqual([]);
});

test('what is refused is never merged, whatever is answered', () => {
  const refused = [
    ...samples.green(),
    ...gathered(glass({ refused: [{ rule: 'no-owner', text: 'nobody owns this run' }] })),
  ];
  expect(refusals(refused, { 'no-owner': 'me', refused: 'me' })).toEqual([
    'nobody owns this run: never merged',
  ]);
});

test('at level 2 reading the file is the answer; at 3 and 4 the lines are read one by one', () => {
  const at = (level: 2 | 3) => [
    ...samples.unproven({ level }),
    ...gathered(glass({ forced: [{ ...hunk, path: 'src/export/filters.ts' }] })),
  ];
  const accept = (path: string): RunEventBody => ({ type: 'file-reviewed', path, accepted: true, by: 'Ada' });
  const files = ['src/export/columns.ts', 'src/export/filters.ts', 'test/filters.test.ts'];
  expect(refusals([...at(2), ...files.map(accept)])).toEqual([]);
  expect(refusals(at(3))).toEqual(['1 place to read (parsing of untrusted input)']);
});

test('more rules than a line holds are counted, and every place is on the card and asks for itself', () => {
  const titles = ['secrets', 'payments', 'deletion', 'payments', 'new egress', 'authentication'];
  const forced = titles.map((title, at) => ({ ...hunk, id: `place-${at}`, title, start: at + 1, lines: 1 }));
  const bodies = [...samples.green(), ...gathered(glass({ forced }))];
  const most = '6 places to read (secrets, payments, deletion and 2 more)';
  expect(refusals(bodies)).toEqual([most]);
  const card = outcomeCard(samples.stateOf(bodies));
  expect(card.answer).toContain(`Not ready: ${most}.`);
  expect(card.spotChecks?.forced.map(({ place }) => place)).toEqual(
    titles.map((_, at) => `src/csv/quote.ts, line ${at + 1}`),
  );
  const answered = (n: number) =>
    Object.fromEntries(forced.slice(0, n).map(({ id }) => [id, 'read, it is fine']));
  expect(refusals(bodies, answered(2))).toEqual([
    '4 places to read (deletion, payments, new egress and 1 more)',
  ]);
  expect(refusals(bodies, answered(3))).toEqual([
    '3 places to read (payments, new egress and authentication)',
  ]);
  expect(refusals(bodies, answered(6))).toEqual([]);
});

test('lines that are gone are named as they were before the change', () => {
  const forced = [{ ...hunk, side: 'base' as const }];
  const card = outcomeCard(samples.stateOf([...samples.green(), ...gathered(glass({ forced }))]));
  expect(card.spotChecks?.forced[0]?.place).toBe('src/csv/quote.ts, lines 12 to 14 before the change');
});

test('all evidence together is a card that its schema accepts, with the command beside every fact', () => {
  const bodies = [
    ...samples.green(),
    ...gathered(
      behaviour({ negative: true }),
      speed('worse'),
      surface({ named: true }),
      wayBack([]),
      glass({
        forced: [hunk],
        said: [{ rule: 'large-change', text: 'large: 900 changed lines in 3 files' }],
      }),
      {
        block: 'structure',
        structure: {
          metrics: [{ name: 'size', unit: 'lines', base: 100, head: 120, detail: '3 files' }],
          problem: null,
        },
      },
      {
        block: 'coverage',
        coverage: { changed: 98, executed: 89, unseen: 0, instrument: 'V8', problem: null },
      },
      { block: 'missing', of: 'licences', reason: 'no lock file' },
    ),
  ];
  const card = outcomeCard(samples.stateOf(bodies));
  expect(decode(outcomeCardSchema, JSON.parse(JSON.stringify(card)))).toEqual({ ok: true, value: card });
  expect(card.behaviour).toEqual({
    same: 0,
    asSpecified: 1,
    unexplained: 0,
    nowPossible: 0,
    noLongerPossible: 0,
    problem: null,
  });
  expect(card.performance?.lines[0]?.head).toEqual({ median: 31, low: 30, high: 33, n: 3 });
  const text = renderCard(card);
  for (const line of [
    '? untrusted-input-1: src/csv/quote.ts, lines 12 to 14 (parsing of untrusted input: quoteCsv()',
    'replay: node dist/export.js --filter open',
    '0 same, 1 changed as specified, 0 unexplained, 0 no longer possible, of 1 visible inputs',
    'time of export: 11 ms (10 to 12, n 3) before, 31 ms (30 to 33, n 3) after: worse, budget 20 ms',
    'size: 100 before, 120 after (lines; 3 files)',
    'git revert abc: rehearsed, on a clean checkout',
    '- 9 % of changed lines ran in no visible scenario (9 of 98)',
    '89 of 98 changed lines ran in visible scenarios (V8:',
    '- licences: no lock file',
  ])
    expect(text).toContain(line);
});

test('a later commit takes the evidence about an earlier one with it', () => {
  const bodies = [
    ...samples.green(),
    ...gathered(glass({ forced: [hunk] })),
    { type: 'work-committed', commit: 'later', tree: 't', round: 2, files: [] } as RunEventBody,
  ];
  expect(outcomeCard(samples.stateOf(bodies)).spotChecks).toBeNull();
});

test('a commit that somebody else made says what is not known about it', () => {
  const adopted = { commit, author: 'Robot', branch: 'robot/fix', contained: false };
  const card = outcomeCard(samples.stateOf(samples.green({ backend: 'none', model: 'none', adopted })));
  expect(card.identity).toMatchObject({
    adopted: { author: 'Robot', branch: 'robot/fix' },
    holdout: { strength: 'not-known' },
  });
  const text = renderCard(card);
  expect(text).toContain('made by Robot, as git tells it, on robot/fix');
  expect(text).toContain('not known: Dimmer judged this commit and did not build it');
});
