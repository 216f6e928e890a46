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
  const rows = scenarios.map(({ id, split, status, spec, requirements, last, title }) => {
    const verdict = last === undefined ? 'not run' : `${last.satisfied} of ${last.observed}`;
    return [id, split, status, spec, requirements.join(' '), verdict, title].join('  ');
  });
  return `${[...rows, `${scenarios.length} scenarios.`, ...problemLines(problems)].join('\n')}\n`;
}

export function importedText({ results = [] }: Done): string {
  const lines = results.map(({ name, id, stored, split, version, problems }) =>
    stored
      ? `taken   ${id} (${split}, version ${version})${name === id ? '' : `  ${name}`}`
      : [`left    ${name}`, ...problems.map(({ message }) => `          ${message}`)].join('\n'),
  );
  const left = results.filter((one) => !one.stored).length;
  const end = left === 0 ? '' : ` ${left} left where they are: see above.`;
  return `${[...lines, `${results.length - left} taken.${end}`].join('\n')}\n`;
}

export function exportedText(folder: string, { files = [], problems = [] }: Done): string {
  return `${[
    `${folder}: ${Math.max(0, files.length - 1)} scenarios in clear, readable by you alone.`,
    'Whoever reads them knows what is judged, agents that you run yourself too. Dimmer does not know of this folder any more: delete it when you are done, and remember what your system keeps (backups, trash, snapshots).',
    ...problemLines(problems),
  ].join('\n')}\n`;
}

export function recipientsText({ recipients = [], recipient }: Done): string {
  const lines = recipients.map((one) => `${one}${one === recipient ? '  (yours)' : ''}`);
  return `${[...lines, `${keys(recipients.length)} can open the vault.`].join('\n')}\n`;
}

export function rebuiltText({ scenarios = [], problems = [], results = [] }: Done): string {
  const unproved = results.filter(({ stored }) => !stored);
  return `${[
    `A manifest was made from ${scenarios.length} scenario files. What was left of the old one is kept beside it.`,
    'The version of each scenario was in the old one only; a second file of one id, and what had been removed but was still there, is back as well. Look through `dimmer vault list`.',
    'The keys are taken from recipients.txt: check them with `dimmer vault recipients`.',
    `${results.length - unproved.length} proved again on a product that does nothing${unproved.length === 0 ? '.' : `; ${unproved.length} could not be, and do not count:`}`,
    ...unproved.flatMap(({ name, problems: why }) => why.map(({ message }) => `  ${name}: ${message}`)),
    ...problemLines(problems),
  ].join('\n')}\n`;
}

export function mergedText({ scenarios = [], drafts = [] }: Done, place: string): string {
  const second =
    drafts.length === 0
      ? []
      : [
          `Changed on both sides: ${drafts.join(', ')} ${drafts.length === 1 ? 'holds' : 'hold'} the other text, as a draft that does not count. Compare, then remove it or take it with \`dimmer vault edit\`.`,
        ];
  return `${[
    `Both sides are in the manifest now: ${scenarios.length} scenarios.`,
    ...second,
    `Next: git -C ${place} commit --no-edit`,
  ].join('\n')}\n`;
}

function keys(count: number): string {
  return `${count} ${count === 1 ? 'key' : 'keys'}`;
}

export function verifyText(body: Done): string {
  const { scenarios = [], recipients = [], problems = [], quotes = [], warnings = [] } = body;
  const good = `${scenarios.length} scenarios can be read. Encrypted to ${keys(recipients.length)}.`;
  const notes = warnings.map(({ reason, detail }) => `warning: ${warningTexts[reason](detail)}`);
  const lines = [good, ...problemLines(problems), ...burnLines(scenarios), ...quoteLines(quotes), ...notes];
  return `${lines.join('\n')}\n`;
}

function burnLines(scenarios: NonNullable<Done['scenarios']>): string[] {
  const burned = scenarios.filter(({ status }) => status === 'burned');
  if (burned.length === 0) return [];
  return [
    `${burned.length} burned: an agent could have read them, so they count no more. Write others in their place:`,
    ...burned.map(({ id, burn }) => `  ${id} ${burn === undefined ? '' : burnText(burn)}`.trimEnd()),
  ];
}

const seen = { quoted: 'eight of its words', id: 'its id', values: 'a value made for it' } as const;
const places = { file: 'in', message: 'in a commit message', transcript: "in a run's transcript" } as const;

function burnText({
  reason,
  where,
  path,
}: NonNullable<NonNullable<Done['scenarios']>[number]['burn']>): string {
  return [seen[reason], places[where], path ?? ''].join(' ').trim();
}

function quoteLines(quotes: NonNullable<Done['quotes']>): string[] {
  if (quotes.length === 0) return [];
  return [
    'SAF001: documents that an agent can read quote a scenario, eight words or more. The next evaluation would burn it:',
    ...quotes.map(({ id, path, line }) => `  ${path}:${line} quotes ${id}`),
  ];
}

const warningTexts: Readonly<
  Record<NonNullable<Done['warnings']>[number]['reason'], (detail: string) => string>
> = {
  'synced-folder': (folder) =>
    `the vault lies in a folder that is copied elsewhere (${folder}): two machines that change it apart damage it, and the copies keep what you remove. Share it as a git repository instead.`,
  'open-to-others': (folder) =>
    `${folder} can be entered by other users of this machine. Run \`chmod 700 ${folder}\`.`,
  leftovers: (names) =>
    `half-written files of a change that was interrupted: ${names}. They count for nothing and can be deleted.`,
  'other-recipients': (found) =>
    `recipients.txt names keys that the vault is not encrypted to: ${found}. Nothing is encrypted to them; the next change writes the file anew. If nobody of you wrote that, ask who could.`,
  'merge-unfinished': (folder) =>
    `git has not finished merging this vault. Run \`dimmer vault merge\`, then commit in ${folder}.`,
  'not-for-git': (folder) =>
    `${folder} is a git repository without the vault's .gitignore or .gitattributes. The next change writes them.`,
};

const explanations = {
  damaged: 'is damaged: restore it from a backup, or remove the scenario',
  'wrong-identity': 'is encrypted to another key: have its owner add you as a recipient',
  missing: 'is missing: restore it, or remove the scenario',
  changed: 'was changed without the vault: it does not count until it is added again',
  'not-in-manifest':
    'is not in the manifest: half written or foreign; it does not count. Delete it, or take it in with `dimmer vault import FILE`',
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

export function selftestText({
  cases,
  run,
  leaked,
  toothless,
  milliseconds,
  notHere = [],
  user,
}: Tested): string {
  const width = Math.max(...cases.map(({ attack }) => attack.length));
  const rows = cases.map(
    ({ id, attack, control, naive = 'not-run', evaluator, agent }) =>
      `${id.padStart(3)}  ${attack.padEnd(width)}  ${control.padEnd(8)} ${naive.padEnd(8)} ${evaluator.padEnd(10)} ${agent}`,
  );
  const head = `     ${'attack'.padEnd(width)}  control  naive    evaluator  agent`;
  const end = `${leaked} of ${run} run leaked; our own attacks; ${toothless + notHere.length} not applicable or not run here. As ${user === 'root' ? 'root' : 'an unprivileged user'}, ${(milliseconds / 1000).toFixed(1)} s.`;
  const why = `control: no sandbox, must leak, else the attack proves nothing here. naive: only the vault's own folder is denied.`;
  const absent = notHere.map(({ row, attack, why: reason }) => `${row.padStart(3)}  ${attack}: ${reason}`);
  return `${[head, ...rows, why, 'Not run here:', ...absent, end].join('\n')}\n`;
}
