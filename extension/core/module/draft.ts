// Writes the brownfield spec of a module from its survey, without a model, in the sections of the template.
// Invariant: each bullet and row of a claim carries an evidence tag; what nobody knows is asked and never filled in.
import { claim, written, type Claim } from './claim.ts';
import { contradictions, deadPaths } from './compare.ts';
import { distinct, isType, type ModuleFiles } from './fact.ts';
import { manifestOf } from './manifest.ts';
import { questions, repairs } from './questions.ts';
import { code, place, quote, row, tag } from './quote.ts';
import { requirementsOf } from './requirements.ts';
import { survey, type Surface, type Survey } from './survey.ts';

export interface ModuleDraft {
  readonly markdown: string;
  readonly surfaces: readonly Claim[];
  readonly requirements: readonly Claim[];
  readonly contradictions: readonly Claim[];
  readonly deadPaths: readonly Claim[];
  readonly questions: readonly Claim[];
}

/** Most entries of one list; what is left out is counted in the draft. */
const longest = 40;

export function draftModule(files: ModuleFiles): ModuleDraft {
  const found = survey(files);
  const disagreeing = contradictions(found);
  const dead = deadPaths(found);
  const asked = questions(found, disagreeing, dead);
  const requirements = requirementsOf(found);
  const surfaces = surfacesOf(found);
  const kept = [...requirements.tests.slice(0, longest), ...requirements.refusals.slice(0, longest)];
  const left = requirements.tests.length + requirements.refusals.length - kept.length;
  const name = files.module === '.' ? whole(files) : place(files.module);
  const sections = [
    `---\nstatus: draft\nowner:\narea:\n---\n\n# ${name}, as it is`,
    'Drafted from files and history alone, without a model. Nothing of the module was run: a test is evidence of what somebody wanted to hold, not that it passes.\n\n' +
      'Evidence: `[CODE f:l]` read in the code, `[TEST f:l]` the title of a test, `[DOC f:l]` said in a document, `[HIST commit]` said by a commit, `[INFERRED]` concluded, `[UNKNOWN]` nobody said.',
    section('Questions', bullets(asked, 'No question came out of what was read. [UNKNOWN]', true)),
    section('Boundary', boundary(found)),
    section('Surfaces', table(['surface', 'called by', 'evidence'], surfaces)),
    section(
      'Behaviour',
      listed(
        kept.map((one, at) => `- R${at + 1}: ${written(one)}`),
        left,
        '- R1: When [NEEDS ANSWER: what happens?], the module MUST [NEEDS ANSWER: do what, seen from outside?]. [UNKNOWN]',
      ),
    ),
    section('Standing', standing(kept)),
    section('Configuration', configuration(found)),
    section('Contradictions', bullets(disagreeing, 'None between what was read. [INFERRED]')),
    section(
      'Dead paths',
      bullets(
        dead,
        files.complete
          ? 'None among the exports that were read. [INFERRED]'
          : 'Not looked for: not every file was read. [UNKNOWN]',
      ),
    ),
    section('Dependencies', dependencies(found)),
    section('Unknowns', bullets(unknowns(found), 'Who relies on it outside this repository. [UNKNOWN]')),
    section(
      'Said elsewhere',
      bullets(saidElsewhere(found), 'No document or repair that was read speaks of it. [INFERRED]'),
    ),
    section('Baseline', '[NEEDS ANSWER: which record, how many runs?] Nothing was recorded. [UNKNOWN]'),
    section('Safe changes', '- [NEEDS ANSWER: what may change without asking?] [UNKNOWN]'),
    section('Non-goals', '- [NEEDS ANSWER: what is left out?] [UNKNOWN]'),
    section('Assumptions', '- [NEEDS ANSWER: what is taken for true, and who confirms it?] [UNKNOWN]'),
    section('Decisions', '- [NEEDS ANSWER: what was chosen over what, why, by whom?] [UNKNOWN]'),
    section('Done when', '- [NEEDS ANSWER: what shows that it is done?] [UNKNOWN]'),
  ];
  return {
    markdown: `${sections.join('\n\n')}\n`,
    surfaces: surfaces.map(({ cells, tags }) => ({ text: cells.join(': called by '), tags })),
    requirements: [...requirements.tests, ...requirements.refusals],
    contradictions: disagreeing,
    deadPaths: dead,
    questions: asked,
  };
}

interface Row {
  readonly cells: readonly string[];
  readonly tags: Claim['tags'];
}

const whole = ({ commit }: ModuleFiles) => (commit === null ? 'The folder' : 'The repository');

const section = (title: string, body: string) => `## ${title}\n\n${body}`;

function listed(lines: readonly string[], more: number, none: string): string {
  if (lines.length === 0) return none;
  return [...lines, ...(more > 0 ? [`- and ${more} more that are not listed. [INFERRED]`] : [])].join('\n');
}

function bullets(claims: readonly Claim[], none: string, numbered = false): string {
  const shown = claims.slice(0, longest).map((one, at) => `${numbered ? `${at + 1}.` : '-'} ${written(one)}`);
  return listed(shown, claims.length - shown.length, `- ${none}`);
}

function table(header: readonly string[], rows: readonly Row[]): string {
  const shown = rows.slice(0, 2 * longest).map(({ cells, tags }) => row(...cells, tags.join(' ')));
  const none = row(...header.slice(1).map(() => '[UNKNOWN]'), '[UNKNOWN]');
  const more = rows.length - shown.length;
  const left = more > 0 ? [row(`and ${more} more`, ...header.slice(2).map(() => ''), '[INFERRED]')] : [];
  return [
    row(...header),
    row(...header.map(() => '---')),
    ...(shown.length > 0 ? shown : [none]),
    ...left,
  ].join('\n');
}

function boundary({ files, sources, tests }: Survey): string {
  const { module, commit, changed, notes } = files;
  const at =
    commit === null
      ? 'without a commit'
      : `at commit ${code(commit)}${changed ? ', with changes that are not committed' : ''}`;
  const testFiles = new Set(tests.map(({ path }) => path)).size;
  return [
    `${module === '.' ? whole(files) : code(module)}, ${at}. ${count(sources.length, 'source file')} and ${count(testFiles, 'test file')} were read. [INFERRED]`,
    ...notes.map((note) => `${note} [UNKNOWN]`),
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

function surfacesOf(found: Survey): Row[] {
  const manifest = manifestOf(found.files);
  const from = manifest && tag('CODE', { path: manifest.path, line: 1 });
  const named = (kind: string, names: readonly string[]): Row[] =>
    from === undefined
      ? []
      : names.map((name) => ({ cells: [`${kind} ${code(name)}`, '[UNKNOWN]'], tags: [from] }));
  const outside = found.facts.filter(({ kind }) => /^(command|flag|route)$/.test(kind));
  return [
    ...named('program', manifest?.bins ?? []),
    ...named('package export', manifest?.exports ?? []),
    ...distinct(outside).map((fact): Row => ({
      cells: [`${fact.kind} ${code(fact.name)}`, '[UNKNOWN]'],
      tags: [tag('CODE', fact)],
    })),
    ...found.surfaces
      .filter((one) => !one.internal && !isTypeTaken(one))
      .map(({ fact, users, tests }): Row => {
        const said = fact.says === undefined || fact.says === '' ? '' : `: ${quote(fact.says, 110)}`;
        const by = users.slice(0, 2).map((path) => place(path));
        const more = users.length - by.length;
        const callers =
          by.length > 0
            ? by.join(', ') + (more > 0 ? ` and ${more} more` : '')
            : tests.length > 0
              ? 'tests only'
              : '[UNKNOWN]';
        return {
          cells: [`${fact.detail ?? 'export'} ${code(fact.name)}${said}`, callers],
          tags: [tag('CODE', fact)],
        };
      }),
    ...collapsed(found),
  ];
}

const isTypeTaken = ({ fact, users }: Surface) => users.length > 0 && isType(fact);

/** What would make the table long and tell little: types that others take, and exports within the module. */
function collapsed({ surfaces }: Survey): Row[] {
  const types = surfaces.filter((one) => !one.internal && isTypeTaken(one)).length;
  const internal = surfaces.filter((one) => one.internal).length;
  const rowOf = (number: number, what: string, by: string): Row[] =>
    number === 0 ? [] : [{ cells: [count(number, what), by], tags: ['[INFERRED]'] }];
  return [...rowOf(types, 'type', 'other files'), ...rowOf(internal, 'further export', 'the module itself')];
}

/** A test or line of code witnesses that something is so, never that somebody wants it: each standing is unknown. */
function standing(requirements: readonly Claim[]): string {
  const last = requirements.length;
  const which = last > 1 ? `R1 to R${last}` : 'R1';
  return table(['requirement', 'standing', 'witness'], [{ cells: [which, 'unknown'], tags: ['[UNKNOWN]'] }]);
}

function configuration({ facts }: Survey): string {
  const keys = distinct(facts.filter(({ kind }) => kind === 'env' || kind === 'flag'));
  return table(
    ['key', 'default', 'effect', 'witness'],
    keys.map((fact) => ({
      cells: [code(fact.name), fact.fallback === undefined ? '[UNKNOWN]' : code(fact.fallback), '[UNKNOWN]'],
      tags: [tag('CODE', fact)],
    })),
  );
}

function dependencies(found: Survey): string {
  const manifest = manifestOf(found.files);
  const listedNames = (manifest?.dependencies ?? []).map((name): Row => ({
    cells: [code(name), '[UNKNOWN]', '[NEEDS ANSWER: which?]'],
    tags: [tag('CODE', { path: manifest?.path ?? '', line: 1 })],
  }));
  const imported = distinct(
    found.facts.filter(({ kind, name }) => kind === 'import' && !name.startsWith('.')),
  );
  const rows = imported.map((fact): Row => ({
    cells: [code(fact.name), fact.detail ? code(fact.detail) : '[UNKNOWN]', '[NEEDS ANSWER: which?]'],
    tags: [tag('CODE', fact)],
  }));
  return table(['service', 'used for', 'twin', 'evidence'], listedNames.length > 0 ? listedNames : rows);
}

function unknowns({ facts, surfaces }: Survey): Claim[] {
  const untested = surfaces.filter(({ tests, fact }) => tests.length === 0 && !isType(fact));
  const first = untested[0];
  return [
    ...facts
      .filter(({ kind }) => kind === 'todo')
      .map((fact) => claim(`Left in the code: ${quote(fact.name)}.`, tag('CODE', fact))),
    ...(first === undefined
      ? []
      : [
          claim(
            `No test that was read names ${count(untested.length, 'export')}, ${code(first.fact.name)} first.`,
            '[UNKNOWN]',
            tag('CODE', first.fact),
          ),
        ]),
    claim('Who relies on it outside this repository.', '[UNKNOWN]'),
  ];
}

function saidElsewhere(found: Survey): Claim[] {
  return [
    ...found.mentioned
      .slice(0, 15)
      .map((line) => claim(`A document says ${quote(line.text)}.`, tag('DOC', line))),
    ...repairs(found)
      .slice(0, 10)
      .map(({ id, subject }) => claim(`A commit says ${quote(subject)}.`, `[HIST ${id}]`)),
  ];
}
