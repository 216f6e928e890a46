// Red flags and block J: what speaks against the result, and what nobody looked at. Absence is said first.
import type { EvidenceBlocks } from './evidence-blocks.ts';
import { levelTable, type RedBase } from '../level/level.ts';
import type { Tally } from '../protocol/evaluation.ts';
import type { RunState } from '../run/state.ts';
import type { Reason } from './decision.ts';
import { differenceBound } from './overfit.ts';
import { findingText, type Integrity } from './integrity.ts';
import { counted, plain } from './plain.ts';
import type { OutcomeCard, Satisfaction } from './schema.ts';

type NotChecked = OutcomeCard['notChecked'][number];

export function redFlagsOf(satisfaction: Satisfaction, integrity: Integrity): Reason[] {
  return [
    ...integrity.findings.map((finding) => ({ kind: finding.kind, text: findingText(finding) })),
    ...integrity.guardrails
      .filter((line) => line.counted && line.after !== null && line.after !== 'pass')
      .map((line) => ({ kind: 'guardrail', text: `guardrail ${line.name}: ${line.after} after the work` })),
    ...gateFlags(satisfaction),
    ...(integrity.sandbox?.available === false
      ? [{ kind: 'unsandboxed', text: `unsandboxed: ${integrity.sandbox.detail}` }]
      : []),
  ];
}

function gateFlags(satisfaction: Satisfaction): Reason[] {
  if (satisfaction.kind === 'none') return [];
  const { visible, burned } = satisfaction;
  const failed = satisfaction.splits.filter((one) => one.gate === 'fail');
  const alarmed = satisfaction.splits.filter((one) => (one.alarms ?? 0) > 0);
  return [
    ...alarmed.map((one) => ({
      kind: 'cheating',
      text: `${one.split}: ${counted(one.alarms ?? 0, 'trajectory', 'trajectories')} satisfied a scenario that contradicts the spec`,
    })),
    ...failed.map((one) => ({
      kind: 'gate',
      text: `${one.split} gate failed: ${one.satisfied} of ${one.observed} satisfied`,
    })),
    ...(burned > 0
      ? [
          {
            kind: 'burned',
            text: `${counted(burned, 'hidden scenario')} stood where the agent can read, and no longer counts: replace ${burned === 1 ? 'it' : 'them'}`,
          },
        ]
      : []),
    ...(visible && differenceBound(visible, satisfaction) > 0
      ? [
          {
            kind: 'overfit',
            text: `visible ${visible.satisfied} of ${visible.observed}, hidden ${satisfaction.satisfied} of ${satisfaction.observed}: built for the visible ones?`,
          },
        ]
      : []),
  ];
}

/** Everything that was not looked at, most important first. Never empty: some things are never measured. */
export function notCheckedOf(
  state: RunState,
  satisfaction: Satisfaction,
  integrity: Integrity,
  blocks: EvidenceBlocks,
): NotChecked[] {
  return [
    ...hiddenGaps(satisfaction),
    ...guardrailGaps(integrity, levelTable[state.request.level].redBase),
    ...visibleGap(state, satisfaction),
    ...(integrity.checked
      ? []
      : [gap('integrity', 'Whether tests, guardrails or CI files were touched: not looked at')]),
    ...(satisfaction.kind === 'measured' && state.evaluations.some((one) => judgedUnmeasured(one.tally))
      ? [gap('judge', 'How often the judge agrees with people: not measured')]
      : []),
    ...evidenceGaps(state, blocks),
    gap('platforms', 'Other machines and operating systems than this one: not run'),
  ];
}

/** What the harness did not or could not measure, each with its reason where one is known. */
function evidenceGaps(state: RunState, blocks: EvidenceBlocks): NotChecked[] {
  const { behaviour, demonstrations, performance, surface, structure, coverage, spotChecks, wayBack } =
    blocks;
  const unmeasured = [
    spotChecks === null ? gap('reading', 'Which lines a human has to read: not looked at') : null,
    behaviour === null
      ? gap('behaviour', 'Behaviour before and after on the same inputs: not compared')
      : behaviour.problem === null
        ? null
        : gap('behaviour', `Behaviour before and after: ${behaviour.problem}`),
    demonstrations.length > 0 && !demonstrations.some((one) => one.negative)
      ? gap('negative', 'No visible input shows the product refusing something')
      : null,
    coverage === null
      ? gap('coverage', 'Changed lines that no scenario executed: not measured')
      : coverage.problem === null
        ? lineGap(coverage)
        : gap(
            'coverage',
            `Changed lines that no scenario executed: ${coverage.problem}${coverage.unseen === 0 ? '' : ` (${counted(coverage.unseen, 'changed line')})`}`,
          ),
    surface === null ? gap('surface', 'Public surface, dependencies and licences: not compared') : null,
    structure === null
      ? gap('structure', 'Complexity, duplication, churn and size of the code: not measured')
      : structure.problem === null
        ? null
        : gap('structure', `Complexity, duplication, churn and size of the code: ${structure.problem}`),
    structure === null || structure.lines.some(({ name }) => name === 'outside-blast-radius')
      ? null
      : gap('blast-radius', 'Files outside the blast radius: the spec declares none (`area`)'),
    performance === null
      ? gap('performance', 'Time, memory and size: not measured')
      : performance.problem === null
        ? null
        : gap('performance', `Time, memory and size: ${performance.problem}`),
    wayBack === null
      ? gap('way-back', 'The way back: not rehearsed')
      : wayBack.rehearsed
        ? null
        : gap('way-back', `The way back: ${wayBack.detail}`),
  ];
  return [
    ...unmeasured.filter((one) => one !== null),
    ...(surface?.tools ?? [])
      .filter((tool) => tool.status === 'failed')
      .map((tool) => gap('surface', `${tool.name}: ${tool.detail}`)),
    ...state.evidence.missing.map(({ of, reason }) => gap('missing', plain(`${of}: ${reason}`))),
  ];
}

function lineGap({
  changed,
  executed,
  unseen,
  by,
}: NonNullable<EvidenceBlocks['coverage']>): NotChecked | null {
  const left = changed - executed;
  const rest =
    unseen === 0
      ? ''
      : `${counted(unseen, 'changed line')} of other files: whether a scenario runs them is not measured`;
  if (left === 0) return rest === '' ? null : gap('coverage', rest);
  const whose = by === 'visible scenarios' ? 'no visible scenario' : 'no scenario';
  const share = `${Math.max(1, Math.round((100 * left) / changed))} % of changed lines ran in ${whose} (${left} of ${changed})`;
  return gap('coverage', rest === '' ? share : `${share}; ${rest}`);
}

function hiddenGaps(satisfaction: Satisfaction): NotChecked[] {
  if (satisfaction.kind === 'none')
    return [gap('hidden', `Behaviour against hidden scenarios: ${satisfaction.reason}`)];
  return [
    ...satisfaction.requirements
      .filter((line) => line.kind === 'uncovered')
      .map((line) => ({
        ...gap(
          'untested',
          `${line.id} has no hidden scenario${line.accepted === null ? '' : `; accepted untested: ${line.accepted}`}`,
        ),
        requirement: line.id,
      })),
    ...(satisfaction.infraErrors === 0
      ? []
      : [
          gap(
            'infra',
            `${counted(satisfaction.infraErrors, 'trajectory', 'trajectories')} left out: the evaluator failed, not the product`,
          ),
        ]),
  ];
}

function guardrailGaps(integrity: Integrity, redBase: RedBase): NotChecked[] {
  if (integrity.guardrails.length === 0)
    return [gap('guardrails', 'Build, types, lint and tests: no guardrail was found')];
  return integrity.guardrails.flatMap((line) => {
    if (line.missing !== null)
      return [gap('guardrail', `${line.name} was not run: ${line.missing} is missing on this machine`)];
    if (!line.counted) return [gap('guardrail', `${line.name} failed before the run started: ${redBase}`)];
    if (line.before === null) return [gap('guardrail', `${line.name} was not run before the work`)];
    return [];
  });
}

function visibleGap(state: RunState, satisfaction: Satisfaction): NotChecked[] {
  const expected = levelTable[state.request.level].stages.includes('validation');
  return expected && satisfaction.visible === null ? [gap('visible', 'Visible scenarios: not run')] : [];
}

function judgedUnmeasured(tally: Tally | null): boolean {
  return tally !== null && tally.judged.verdicts > 0 && tally.judged.passport === 'not measured';
}

function gap(kind: string, text: string): NotChecked {
  return { kind, text, requirement: null };
}
