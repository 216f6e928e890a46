// The harness's evidence as a run of the samples could have left it: every block filled, in the words of the pictures.
import type { RunEventBody } from '../../extension/core/run/events.ts';
import type { Evidence, Hunk } from '../../extension/core/run/evidence.ts';
import { head } from './runs.ts';

const quoting: Hunk = {
  id: 'untrusted-input-1',
  rule: 'untrusted-input',
  title: 'parsing of untrusted input',
  question: 'Can a field that starts with `=` reach the file unescaped?',
  reason: 'quoteCsv(',
  path: 'src/csv/quote.ts',
  side: 'head',
  start: 12,
  lines: 4,
};

export const evidence: readonly Evidence[] = [
  {
    block: 'behaviour',
    behaviour: {
      base: '4be1c0f',
      head: 'a07d5ee',
      inputs: [
        input(
          'filters',
          '$ billing export --filter open',
          'changed',
          '-1,204 rows (filter ignored)\n+87 rows',
        ),
        input(
          'empty',
          '$ billing export --filter none',
          'now-possible',
          '-error: no rows\n+id,customer,total',
        ),
        { ...input('bad', '$ billing export --filter', 'same', null), negative: true },
        ...Array.from({ length: 23 }, (_, at) =>
          input(`same-${at}`, `$ billing export --page ${at}`, 'same', null),
        ),
      ],
      problem: null,
    },
  },
  {
    block: 'performance',
    performance: {
      metrics: [
        {
          name: 'time',
          unit: 'ms',
          subject: 'billing export',
          base: [182, 179, 190, 185, 181],
          head: [187, 184, 183, 195, 188],
          budget: 500,
          verdict: 'same',
        },
        {
          name: 'size',
          unit: 'kB',
          subject: 'tracked files',
          base: [412],
          head: [418],
          budget: null,
          verdict: 'worse',
        },
      ],
      replay: 'node dist/export.js',
      problem: null,
    },
  },
  {
    block: 'surface',
    surface: {
      changes: [
        {
          kind: 'flag',
          change: 'added',
          name: '--bom',
          detail: 'billing export --help',
          breaking: false,
          privileged: false,
          named: false,
        },
      ],
      tools: [
        { name: 'flags', status: 'ran', detail: '1 program', replay: 'node cli.js --help' },
        {
          name: 'manifests and lock files',
          status: 'ran',
          detail: 'package-lock.json',
          replay: 'git diff 4be1c0ffee4b a07d5eeda07d -- package-lock.json',
        },
        { name: 'OpenAPI', status: 'not-applicable', detail: 'no document', replay: null },
      ],
    },
  },
  {
    block: 'structure',
    structure: {
      metrics: [
        { name: 'size', unit: 'lines', base: 1204, head: 1251, detail: '3 changed files' },
        { name: 'churn', unit: 'changes', base: 4, head: 5, detail: 'of the touched files, last 50 commits' },
      ],
      problem: null,
    },
  },
  { block: 'coverage', coverage: { changed: 98, executed: 89, unseen: 0, instrument: 'V8', problem: null } },
  {
    block: 'way-back',
    wayBack: {
      command: 'git revert a07d5ee',
      rehearsed: true,
      detail: 'on a clean checkout, just now',
      irreversible: [],
    },
  },
  {
    block: 'break-glass',
    breakGlass: {
      risk: {
        score: 31,
        reasons: ['parsing of untrusted input', 'new or changed flag --bom, not in the spec'],
      },
      forced: [quoting, { ...quoting, id: 'untrusted-input-2', start: 40, lines: 1 }],
      offered: [
        {
          ...quoting,
          id: 'offered-1',
          rule: 'offered',
          title: 'worth a look',
          path: 'src/export/columns.ts',
          start: 3,
        },
      ],
      said: [{ rule: 'undeclared-surface', text: 'new or changed flag --bom, not in the spec' }],
      refused: [],
    },
  },
];

export function gathered(blocks: readonly Evidence[] = evidence): RunEventBody[] {
  return blocks.map((one) => ({ type: 'evidence-gathered', commit: head, evidence: one }));
}

/** The same without anything that has to be read. */
export const calm = evidence.map((one) =>
  one.block === 'break-glass' ? { ...one, breakGlass: { ...one.breakGlass, forced: [] } } : one,
);

function input(
  id: string,
  text: string,
  change: 'same' | 'changed' | 'now-possible',
  difference: string | null,
): Extract<Evidence, { block: 'behaviour' }>['behaviour']['inputs'][number] {
  return {
    id,
    scenario: 'export',
    title: text,
    requirements: ['R7'],
    kind: 'cli',
    input: text,
    change,
    explained: true,
    negative: false,
    difference,
    replays: true,
    replay: text.slice(2).replace('billing', 'node cli.js'),
  };
}
