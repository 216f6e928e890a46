// The blocks of the harness's own evidence as lines of text: places to read, behaviour, surface, speed, structure, way back.
import { counted } from './plain.ts';
import type { OutcomeCard } from './schema.ts';

export interface TextSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Sections without lines are left out by whoever draws them. */
export function evidenceSections(card: OutcomeCard): TextSection[] {
  return [
    { title: 'Read before deciding', lines: readingLines(card.spotChecks) },
    { title: 'Behaviour', lines: behaviourLines(card) },
    { title: 'Surface', lines: surfaceLines(card.surface) },
    { title: 'Time, memory and size', lines: performanceLines(card.performance) },
    { title: 'Under the surface', lines: structureLines(card.structure) },
    { title: 'Lines that ran', lines: coverageLines(card.coverage) },
    { title: 'Way back', lines: wayBackLines(card.wayBack) },
  ];
}

function readingLines(checks: OutcomeCard['spotChecks']): string[] {
  if (checks === null) return [];
  return [
    ...checks.refused.map((text) => `! never merged: ${text}`),
    ...checks.forced.flatMap((one) => [
      `${one.answered === null ? '?' : '+'} ${one.id}: ${one.place} (${one.title}: ${one.reason})`,
      `  ${one.question}${one.answered === null ? '' : ` Answered: ${one.answered}`}`,
    ]),
    ...checks.said.map((text) => `- ${text}`),
  ];
}

function behaviourLines({ behaviour, demonstrations }: OutcomeCard): string[] {
  if (behaviour === null) return [];
  const { same, asSpecified, unexplained, noLongerPossible } = behaviour;
  const counts = `${same} same, ${asSpecified} changed as specified, ${unexplained} unexplained, ${noLongerPossible} no longer possible, of ${same + asSpecified + unexplained} visible inputs`;
  const shown = demonstrations.filter((one) => one.change !== 'same' || one.negative);
  return [
    counts,
    ...shown.flatMap((one) => [
      `${one.input} (${one.change.replaceAll('-', ' ')}${one.negative ? ', refused' : ''})`,
      ...(one.difference?.split('\n').map((line) => `  ${line}`) ?? []),
      `  replay: ${one.replay}${one.replays ? '' : ' ! gave another result when replayed'}`,
    ]),
  ];
}

function surfaceLines(surface: OutcomeCard['surface']): string[] {
  if (surface === null) return [];
  const ran = surface.tools.filter((tool) => tool.status === 'ran').map((tool) => tool.name);
  const looked =
    ran.length === 0 ? 'nothing here has a surface that could be compared' : `compared: ${ran.join(', ')}`;
  return [
    ...surface.changes.map(
      (one) =>
        `${one.privileged || one.breaking ? '!' : '-'} ${one.kind.replaceAll('-', ' ')} ${one.name} ${one.change}${one.named ? ', named in the spec' : ', not in the spec'}${one.detail === '' ? '' : `: ${one.detail}`}`,
    ),
    ...(surface.changes.length === 0 ? ['no change found'] : []),
    looked,
    ...surface.tools.flatMap(({ name, status, replay }) =>
      status === 'ran' && replay !== null ? [`  replay ${name}: ${replay}`] : [],
    ),
  ];
}

function performanceLines(performance: OutcomeCard['performance']): string[] {
  if (performance === null) return [];
  const sample = (one: { median: number; low: number; high: number; n: number } | null, unit: string) =>
    one === null
      ? 'none'
      : `${round(one.median)} ${unit} (${round(one.low)} to ${round(one.high)}, n ${one.n})`;
  return performance.lines.map(
    (line) =>
      `${line.name} of ${line.subject}: ${sample(line.base, line.unit)} before, ${sample(line.head, line.unit)} after: ${verdictWords(line)}${line.budget === null ? '' : `, budget ${line.budget} ${line.unit}`}`,
  );
}

/** Size is said as it is: a product that grew is not a worse one. */
export function verdictWords({ name, verdict }: { name: string; verdict: string }): string {
  if (name !== 'size') return verdict.replace('-', ' ');
  return verdict === 'worse' ? 'grew' : verdict === 'better' ? 'shrank' : verdict.replace('-', ' ');
}

function structureLines(structure: OutcomeCard['structure']): string[] {
  return (structure?.lines ?? []).map(
    (line) =>
      `${line.name.replaceAll('-', ' ')}: ${line.base === null ? 'none' : round(line.base)} before, ${line.head === null ? 'not known' : round(line.head)} after (${line.unit}; ${line.detail})`,
  );
}

function coverageLines(coverage: OutcomeCard['coverage']): string[] {
  if (coverage === null || coverage.problem !== null || coverage.changed === 0) return [];
  const { changed, executed, by, instrument } = coverage;
  return [
    `${executed} of ${counted(changed, 'changed line')} ran in ${by} (${instrument}: the product's own runtime says so, nothing waits for it)`,
  ];
}

function wayBackLines(wayBack: OutcomeCard['wayBack']): string[] {
  if (wayBack === null) return [];
  return [
    `${wayBack.command}: ${wayBack.rehearsed ? 'rehearsed' : 'not rehearsed'}, ${wayBack.detail}`,
    ...(wayBack.rehearsed && wayBack.replay !== undefined ? [`  replay: ${wayBack.replay}`] : []),
    ...(wayBack.irreversible.length === 0
      ? []
      : [
          `! ${counted(wayBack.irreversible.length, 'change')} that it does not undo: ${wayBack.irreversible.join(', ')}`,
        ]),
  ];
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
