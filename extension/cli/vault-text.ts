// What `dimmer vault` says to people.
import type { SelftestAnswer, VaultAnswer } from '../core/protocol/evaluator-answer.ts';

type Done = Exclude<VaultAnswer, { error: unknown }>;
type Tested = Exclude<SelftestAnswer, { error: unknown }>;

export function addedText({ results = [] }: Done): string {
  const lines = results.map(({ name, id, stored, split, version, problems }) =>
    stored
      ? `added   ${id} (${split}${version === 1 ? '' : `, version ${version}`})  ${name}; fails on a product that does nothing`
      : [
          `refused ${name}`,
          ...problems.map(({ line, message }) => `          line ${line}: ${message}`),
        ].join('\n'),
  );
  const stored = results.filter((one) => one.stored).length;
  const refused = results.length - stored;
  const end =
    refused === 0
      ? `${stored} added.`
      : `${stored} added, ${refused} refused. Change the refused ones and add them again.`;
  return `${[...lines, end].join('\n')}\n`;
}

export function listText({ scenarios = [], problems = [] }: Done): string {
  const rows = scenarios.map(({ id, split, status, spec, requirements, title }) =>
    [id, split, status, spec, requirements.join(' '), title].join('  '),
  );
  return `${[...rows, `${scenarios.length} scenarios.`, ...problemLines(problems)].join('\n')}\n`;
}

export function verifyText(body: Done): string {
  const { scenarios = [], recipients = [], problems = [] } = body;
  const good = `${scenarios.length} scenarios can be read. Encrypted to ${recipients.length} ${recipients.length === 1 ? 'key' : 'keys'}.`;
  return `${[good, ...problemLines(problems)].join('\n')}\n`;
}

const explanations = {
  damaged: 'is damaged: restore it from a backup, or remove the scenario',
  'wrong-identity': 'is encrypted to another key: have its owner add you as a recipient',
  missing: 'is missing: restore it, or remove the scenario',
  changed: 'was changed without the vault: it does not count until it is added again',
  'not-in-manifest': 'is not in the manifest: half written or foreign; it does not count and can be deleted',
  'not-a-scenario': 'does not hold a scenario of this version: add it again',
} as const;

function problemLines(problems: NonNullable<Done['problems']>): string[] {
  if (problems.length === 0) return [];
  const lines = problems.map(
    ({ file, id, reason }) => `  ${id === undefined ? file : `${id} (${file})`} ${explanations[reason]}`,
  );
  return [
    `${problems.length} ${problems.length === 1 ? 'file' : 'files'} cannot be used; nothing else is affected:`,
    ...lines,
  ];
}

export function selftestText({ cases, run, leaked, toothless, milliseconds }: Tested): string {
  const width = Math.max(...cases.map(({ attack }) => attack.length));
  const rows = cases.map(
    ({ id, attack, control, evaluator, agent }) =>
      `${id.padStart(3)}  ${attack.padEnd(width)}  ${control.padEnd(8)} ${evaluator.padEnd(10)} ${agent}`,
  );
  const head = `     ${'attack'.padEnd(width)}  control  evaluator  agent`;
  const notRun = cases.filter((one) => one.agent === 'not-run' || one.evaluator === 'not-run').length;
  const end = `${leaked} of ${run} run leaked; these are our own attacks. ${toothless} could not be run here or failed without a sandbox too; ${notRun} were not tried in every sandbox. ${(milliseconds / 1000).toFixed(1)} s.`;
  return `${[head, ...rows, end].join('\n')}\n`;
}
