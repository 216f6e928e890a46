import { expect, test } from 'vitest';
import { stateOf, request, base, head } from '../../../test/samples/runs.ts';
import type { RunEventBody } from '../run/events.ts';
import type { RunRequest } from '../protocol/run-request.ts';
import { outcomeCard } from './card.ts';
import { resultLines } from './result-lines.ts';

type Body<T extends RunEventBody['type']> = Extract<RunEventBody, { type: T }>;
type Outcome = Body<'guardrail-finished'>['outcome'];

const guardrails = [
  { name: 'build', run: ['go', 'build', './...'], timeoutSeconds: 60 },
  { name: 'test', run: ['npm', 'run', 'test'], timeoutSeconds: 60 },
];

function linesOf(
  results: readonly [name: string, phase: 'base' | 'head', outcome: Outcome, output?: string][],
  change: Partial<RunRequest> = {},
) {
  const { vaultId: _, ...open } = request({ level: 2, ...change });
  const chosen = guardrails.filter(({ name }) => results.some(([one]) => one === name));
  return resultLines(
    outcomeCard(
      stateOf([
        { type: 'run-requested', request: open },
        { type: 'guardrails-chosen', source: 'package.json', guardrails: chosen },
        ...results.map(([name, phase, outcome, output = '']): RunEventBody => ({
          type: 'guardrail-finished',
          ...{ name, phase, outcome, output, milliseconds: 5, round: phase === 'base' ? 0 : 1 },
          exit: outcome === 'pass' ? 0 : output.endsWith('not found') ? 127 : 1,
        })),
        {
          type: 'work-committed',
          ...{ commit: head, tree: base, round: 1 },
          files: [{ path: 'src/secret-name.js', status: 'M', added: 14, removed: 3 }],
        },
      ]),
    ),
  );
}

test('four lines say what was checked, what it cost, how much changed and what nobody looked at', () => {
  const lines = linesOf([
    ['test', 'base', 'pass'],
    ['test', 'head', 'pass'],
  ]);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toBe('Guardrails: test passed before, passed after');
  expect(lines[1]).toMatch(/^Cost: 0 of at most 2,000,000 tokens, \d+\.\d minutes, /);
  expect(lines[2]).toBe('Files: 1 file, 14 lines added, 3 removed');
  expect(lines[3]).toMatch(/^Not checked: no hidden scenarios and \d+ more on the card$/);
  expect(lines.join()).not.toContain('secret-name');
});

test('what was red before is said and not counted; what is not installed is named', () => {
  const [line] = linesOf([
    ['build', 'base', 'fail', 'bash: line 1: go: command not found'],
    ['build', 'head', 'fail', 'bash: line 1: go: command not found'],
    ['test', 'base', 'fail'],
    ['test', 'head', 'fail'],
  ]);
  expect(line).toBe('Guardrails: build not run: go is missing; test failed before we started: not counted');
});

test('a project without guardrails says so, and a rehearsal has no dollars', () => {
  const lines = linesOf([], { backend: 'rehearsal', model: 'rehearsal' });
  expect(lines[0]).toBe('Guardrails: none was found in this project');
  expect(lines[1]).toContain('rehearsal: scripted model, no dollars');
});
