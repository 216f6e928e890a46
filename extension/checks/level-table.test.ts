// Every cell of the level table: what the human reads, diff, workflow, launch, red guardrails before the run, what is taught;
// and the views, commands and keys of the manifest that follow from it. A cell that changes fails the test of its row.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bare, facts } from '../../test/samples/forms.ts';
import * as samples from '../../test/samples/runs.ts';
import { contextKeysFor, mayShowFiles, reviewModeFor } from '../core/level/context-keys.ts';
import { levelFiveNeeds } from '../core/level/ladder.ts';
import { redBaseRefusal } from '../core/level/red-base.ts';
import { levels, levelTable, type Level } from '../core/level/level.ts';
import { noAnswers, outcomeCard } from '../core/outcome/card.ts';
import { renderCard } from '../core/outcome/text.ts';
import { delegateForm, launchWaits, outcomeView, runView } from '../core/protocol/panels.ts';
import { root } from './sources.ts';
import { holds } from './when-clause.ts';

const byLevel = <T>(cell: (level: Level) => T): Record<Level, T> =>
  Object.fromEntries(levels.map((level) => [level, cell(level)])) as Record<Level, T>;

const decide = (level: Level) => ({ ...samples.request(), level, trial: level > 2 });
const runAt = (level: Level, history = samples.green) => samples.stateOf(history(decide(level)));
const waits = (level: Level) =>
  outcomeCard(runAt(level, samples.unproven), noAnswers).decision.waits.map(({ kind }) => kind);

describe('the human reads', () => {
  test('one clause for each level', () => {
    expect(byLevel((level) => levelTable[level].reads)).toEqual({
      2: 'you read every changed file before you accept it',
      3: 'you review the finished change set, once',
      4: 'you decide from the outcome card, not the diff',
      5: 'policy decides, you audit a sample',
    });
  });

  test('approve waits for every file at 2, and at no other level', () => {
    expect(byLevel((level) => waits(level).includes('files'))).toEqual({
      2: true,
      3: false,
      4: false,
      5: false,
    });
    expect(byLevel((level) => levelTable[level].acceptsPerFile)).toEqual({
      2: true,
      3: false,
      4: false,
      5: false,
    });
  });

  test('lines of a change set take comments at 3, and at no other level', () => {
    expect(byLevel((level) => levelTable[level].takesComments)).toEqual({
      2: false,
      3: true,
      4: false,
      5: false,
    });
  });
});

describe('diff', () => {
  test('it is the review surface at 2 and 3, and hidden from 4 on, whatever was wanted before', () => {
    expect(byLevel((level) => reviewModeFor(level, undefined))).toEqual({
      2: 'diff',
      3: 'diff',
      4: 'outcome',
      5: 'outcome',
    });
    expect(byLevel((level) => reviewModeFor(level, 'diff'))).toEqual({
      2: 'diff',
      3: 'diff',
      4: 'outcome',
      5: 'outcome',
    });
    expect(byLevel((level) => reviewModeFor(level, 'outcome'))).toEqual({
      2: 'outcome',
      3: 'outcome',
      4: 'outcome',
      5: 'outcome',
    });
  });

  test('files are listed by a view where run and window both show the diff', () => {
    expect(byLevel((level) => mayShowFiles(level, level, reviewModeFor(level, undefined)))).toEqual({
      2: true,
      3: true,
      4: false,
      5: false,
    });
    const shows = (level: Level) =>
      outcomeView(runAt(level), { mode: 'diff', answers: noAnswers, sent: null, problem: null }).shows;
    expect(byLevel(shows)).toEqual({ 2: 'files', 3: 'files', 4: 'outcome', 5: 'outcome' });
  });

  test('opening it counts for nothing: a card whose diff was opened is the same card', () => {
    const opened = (level: Level) =>
      samples.stateOf([...samples.green(decide(level)), { type: 'diff-opened', by: 'Ada' } as never]);
    for (const level of levels)
      expect(outcomeCard(opened(level), noAnswers).decision).toEqual(
        outcomeCard(runAt(level), noAnswers).decision,
      );
  });
});

test('workflow: the stages of each level, in order', () => {
  const factory = ['clarify', 'implement', 'guardrails', 'validation', 'sealed', 'outcome'];
  expect(byLevel((level) => levelTable[level].stages)).toEqual({
    2: ['plan', 'implement', 'guardrails', 'file-review'],
    3: ['implement', 'guardrails', 'change-set-review'],
    4: factory,
    5: factory,
  });
});

describe('a run may be launched when', () => {
  const form = delegateForm(facts());
  const choice = (level: Level) => ({ ...form.suggested, level });

  test('2 to 4: with a spec, a cap and a builder; 5 names each thing that it needs', () => {
    expect(byLevel((level) => launchWaits(form, choice(level)))).toEqual({
      2: [],
      3: [],
      4: [],
      5: [`level 5 needs ${listOf(Object.values(levelFiveNeeds))}`],
    });
    expect(Object.keys(levelFiveNeeds)).toEqual(['licence', 'bar', 'kill-switch', 'spend-cap', 'owner']);
  });

  test('at no level in a folder that is not trusted', () => {
    const untrusted = delegateForm(facts({ trusted: false }));
    const refused = (level: Level) =>
      launchWaits(untrusted, choice(level)).some((one) => one.includes('trust'));
    expect(byLevel(refused)).toEqual({ 2: true, 3: true, 4: true, 5: true });
  });

  test('4 without hidden evidence, or with too little, is launched; the card says so and a human may still approve', () => {
    const empty = delegateForm(facts({ ...bare, trusted: true, vault: 'none' }));
    expect(
      launchWaits(empty, { ...empty.suggested, level: 4 }).filter((one) => /vault|scenario/i.test(one)),
    ).toEqual([]);
    const few = samples.tally(1, 'validation', { R2: [6, 6, 6] });
    const history = [
      ...samples.started(decide(4)),
      ...samples.implemented(1),
      ...samples.evaluated(1, few, 'pass'),
      samples.awaiting,
    ];
    const card = outcomeCard(samples.stateOf(history), noAnswers);
    expect(renderCard(card)).toMatch(/evidence: 6 of \d+ scenarios/);
    expect([card.decision.waits, card.decision.needsReason.length > 0]).toEqual([[], true]);
    const none = outcomeCard(runAt(4, samples.unproven), noAnswers);
    expect([none.satisfaction.kind, none.decision.waits, none.decision.needsReason.length > 0]).toEqual([
      'none',
      [],
      true,
    ]);
  });
});

describe('guardrails red before the run', () => {
  const red = (level: Level) =>
    samples.stateOf(
      samples
        .green(decide(level))
        .map((body) =>
          body.type === 'guardrail-finished' && body.phase === 'base' && body.name === 'test'
            ? { ...body, outcome: 'fail' as const, exitCode: 1 }
            : body,
        ),
    );

  test('what it means', () => {
    expect(byLevel((level) => levelTable[level].redBase)).toEqual({
      2: 'not counted',
      3: 'not counted',
      4: 'not checked',
      5: 'refused',
    });
  });

  test('a launch is refused for it at 5 alone, with each name', () => {
    expect(byLevel((level) => redBaseRefusal(level, ['types', 'test']))).toEqual({
      2: null,
      3: null,
      4: null,
      5: '`types`, `test` failed before we started: level 5 merges without a human and starts from a green base only.',
    });
    expect(redBaseRefusal(5, [])).toBeNull();
  });

  test('it is said on the card and while the run works, in the words of its level, and blocks neither', () => {
    const said = (level: 2 | 3 | 4) => {
      const state = red(level);
      const card = outcomeCard(state, noAnswers);
      return {
        card: card.notChecked.find(({ kind }) => kind === 'guardrail')?.text,
        run: runView(state, true, Date.parse('2026-11-20T15:00:00Z')).guardrails.find(
          ({ name }) => name === 'test',
        )?.note,
        blocks: card.decision.waits.some(({ text }) => text.includes('test')),
        text: /test: fail before[^\n]*failed before the run started: ([^)]*)\)/.exec(renderCard(card))?.[1],
      };
    };
    const words = (meaning: string) => ({
      card: `test failed before the run started: ${meaning}`,
      run: `failed before we started: ${meaning}`,
      blocks: false,
      text: meaning,
    });
    expect([said(2), said(3), said(4)]).toEqual([
      words('not counted'),
      words('not counted'),
      words('not checked'),
    ]);
  });
});

test('teaches: one clause for each level', () => {
  expect(byLevel((level) => levelTable[level].teaches)).toEqual({
    2: 'bounded tasks',
    3: 'small batches, a comment instead of an edit',
    4: 'specs that stand alone, scenarios of a user, predicting',
    5: 'designing verification and policy',
  });
});

describe('views, commands and keys', () => {
  interface Item {
    readonly command: string;
    readonly when?: string;
  }
  interface Manifest {
    readonly contributes: {
      readonly views: { readonly dimmer: readonly { readonly id: string; readonly when?: string }[] };
      readonly menus: Readonly<Record<string, readonly Item[]>>;
      readonly keybindings: readonly Item[];
    };
  }
  const loaded = readFile(join(root, 'package.json'), 'utf8').then((text) => JSON.parse(text) as Manifest);
  const everything = { hasRuns: true, hasVault: true, vaultUnlocked: true };

  /** The `dimmer.*` commands whose clause holds at this level with these other keys, and does not at every level. */
  const offered = async (menu: string, level: Level, more: Record<string, unknown> = {}) => {
    const { contributes } = await loaded;
    const items = menu === 'keybindings' ? contributes.keybindings : (contributes.menus[menu] ?? []);
    const keysAt = (one: Level) => ({
      ...contextKeysFor(one, reviewModeFor(one, undefined), everything),
      ...more,
    });
    const shows = (item: Item, one: Level) => item.when === undefined || holds(item.when, keysAt(one));
    return items
      .filter((item) => shows(item, level) && !levels.every((one) => shows(item, one)))
      .map(({ command }) => command);
  };
  const perLevel = async (menu: string, more?: Record<string, unknown>) =>
    Object.fromEntries(
      await Promise.all(levels.map(async (level) => [level, await offered(menu, level, more)])),
    );

  test('every view shows at every level: what differs is inside', async () => {
    const { views } = (await loaded).contributes;
    expect(views.dimmer.map(({ id, when }) => [id, when])).toEqual(
      ['level', 'specs', 'runs', 'scenarios'].map((name) => [`dimmer.${name}`, undefined]),
    );
  });

  test('the palette: hiding the diff is offered where it can be shown again', async () => {
    const toggle = ['dimmer.toggleReviewMode'];
    expect(await perLevel('commandPalette')).toEqual({ 2: toggle, 3: toggle, 4: [], 5: [] });
    expect(await perLevel('view/title', { view: 'dimmer.level' })).toEqual({
      2: toggle,
      3: toggle,
      4: [],
      5: [],
    });
  });

  test('a run that waits: its diff first at 2 and 3, its card first from 4 on', async () => {
    const more = { view: 'dimmer.runs', viewItem: 'run.decide' };
    const [diff, card] = [['dimmer.openDiff'], ['dimmer.openOutcome']];
    expect(await perLevel('view/item/context', more)).toEqual({ 2: diff, 3: diff, 4: card, 5: card });
  });

  test('accepting a file is offered in its diff at 2 alone, by button and key', async () => {
    const accept = ['dimmer.acceptFile'];
    const only2 = { 2: accept, 3: [], 4: [], 5: [] };
    expect(await perLevel('editor/title', { resourceScheme: 'dimmer-commit' })).toEqual(only2);
    expect(await perLevel('keybindings', { resourceScheme: 'dimmer-commit', editorReadonly: true })).toEqual(
      only2,
    );
  });

  test('the keys of each level', () => {
    const keys = (level: Level) => {
      const all = contextKeysFor(level, reviewModeFor(level, undefined), everything);
      return ['level', 'reviewMode', 'acceptsPerFile', 'canToggleReviewMode'].map(
        (name) => all[`dimmer.${name}`],
      );
    };
    expect(byLevel(keys)).toEqual({
      2: [2, 'diff', true, true],
      3: [3, 'diff', false, true],
      4: [4, 'outcome', false, false],
      5: [5, 'outcome', false, false],
    });
  });

  test('every key of ours that a clause asks for is one that the code sets', async () => {
    const { menus, keybindings } = (await loaded).contributes;
    const clauses = [...Object.values(menus).flat(), ...keybindings].map(({ when }) => when ?? '').join('\n');
    const asked = new Set(
      [
        ...clauses.matchAll(/(?<!== |view == )\bdimmer\.(?!level\b|specs\b|runs\b|scenarios\b|review\b)\w+/g),
      ].map(([key]) => key),
    );
    const set = new Set([
      ...Object.keys(contextKeysFor(2, 'diff', everything)),
      'dimmer.specPaths',
      'dimmer.runDiff',
    ]);
    expect([...asked].filter((key) => !set.has(key))).toEqual([]);
    expect(asked.size).toBeGreaterThan(4);
  });
});

function listOf(items: readonly string[]): string {
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
