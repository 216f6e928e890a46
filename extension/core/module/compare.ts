// Where documents and code of a module disagree, and what nothing reaches. Both sides are named; nobody chooses.
import { claim, type Claim } from './claim.ts';
import {
  defaultIn,
  firstOf,
  flagsPromised,
  linksIn,
  pathsIn,
  scriptsIn,
  variablesIn,
  type DocumentLine,
} from './documents.ts';
import { distinct, type Fact } from './fact.ts';
import { joined } from './joined.ts';
import { manifestOf, scriptsOf } from './manifest.ts';
import { callsGone, commandsGone, programsOf } from './documented-calls.ts';
import { code, tag } from './quote.ts';
import type { Surface, Survey } from './survey.ts';

/** What the system or a convention sets, and no product has to explain. */
const ofTheMachine =
  /^(HOME|PATH|USER|USERPROFILE|HOMEPATH|HOMEDRIVE|APPDATA|LOCALAPPDATA|TMPDIR|TEMP|TMP|SHELL|LANG|TERM|TZ|CI|NO_COLOR|FORCE_COLOR|NODE_[A-Z_]+|[A-Z]*_PROXY|XDG_\w+|LC_\w+|SSH_\w+)$/;

export function contradictions(survey: Survey): Claim[] {
  const flags = survey.facts.filter(({ kind }) => kind === 'flag');
  const variables = survey.facts.filter(({ kind }) => kind === 'env');
  const programs = programsOf(survey);
  const families = new Set([...variables.map(({ name }) => name), ...programs.map(constantOf)].map(familyOf));
  const isOfFamily = (name: string) => families.has(familyOf(name));
  return [
    ...defaults(survey, [...flags, ...variables]),
    ...promised(
      survey,
      'flag',
      (text, fenced) => (flags.length > 0 ? flagsPromised(text, fenced, programs) : []),
      (name) => common.test(name) || namesOf(name).some((one) => has(survey, one) || hasCamel(survey, one)),
    ),
    ...commandsGone(survey),
    ...callsGone(survey),
    ...promised(
      survey,
      'variable',
      (text) => variablesIn(text).filter(isOfFamily),
      (name) => survey.words.has(name),
    ),
    ...scripts(survey),
    ...files(survey),
    ...versions(survey),
    ...unsaid(survey, flags, 'flag', spellings),
    ...unsaid(
      survey,
      variables.filter(({ name }) => !ofTheMachine.test(name)),
      'variable',
      (name) => [name],
    ),
  ];
}

/** A variable is promised where it begins like those that the code takes, or like the package: others are somebody else's. */
const familyOf = (name: string) => name.split('_')[0] ?? '';
const constantOf = (name: string) =>
  name
    .replace(/^@[^/]*\//, '')
    .replace(/\W/g, '_')
    .toUpperCase();

/** Exports that no import takes and no other file names; what tests alone name is said to be so. */
export function deadPaths({ surfaces, files }: Survey): Claim[] {
  if (!files.complete) return [];
  const dead = surfaces.filter(isDead);
  const alone = (one: Surface) => one.tests.length === 0;
  return [...dead.filter(alone), ...dead.filter((one) => !alone(one))].map(({ fact, tests }) =>
    claim(
      `${code(fact.name)} (${fact.detail ?? 'export'}): no file that was read imports or names it${tests.length > 0 ? ', tests apart' : ''}.`,
      '[INFERRED]',
      tag('CODE', fact),
    ),
  );
}

function isDead({ fact, users, named }: Surface): boolean {
  return users.length === 0 && !named && !/^(default|\*|main|mod)$/.test(fact.name) && fact.detail !== 'mod';
}

function has(survey: Survey, name: string): boolean {
  return (
    name.split('-').every((part) => survey.words.has(part)) &&
    survey.files.files.some(({ path, text }) => !/\.(md|mdx|rst|txt)$/i.test(path) && text.includes(name))
  );
}

const hasCamel = (survey: Survey, name: string) =>
  survey.words.has(name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));

/** `color` and `no-color` of `--no-color`: libraries make one of the other. */
const namesOf = (flag: string) => [flag.slice(2), flag.slice(2).replace(/^no-/, '')];

/** The ways in which a document may write a flag that the code takes. */
function spellings(flag: string): string[] {
  const bare = flag.replace(/^-+/, '');
  const kebab = bare.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return [
    flag,
    `-${flag}`,
    `--${kebab}`,
    `--no-${kebab}`,
    `--[no-]${kebab}`,
    `--${kebab.replace(/^no-/, '')}`,
  ];
}

function promised(
  survey: Survey,
  what: string,
  find: (text: string, fenced: boolean) => readonly string[],
  exists: (name: string) => boolean,
): Claim[] {
  if (!survey.files.complete || survey.sources.length === 0) return [];
  return firstOf(survey.own, find)
    .filter(([name]) => !exists(name))
    .map(([name, line]) =>
      claim(`A document names the ${what} ${code(name)}; no source that was read has it.`, tag('DOC', line)),
    );
}

function unsaid(
  { lines }: Survey,
  facts: readonly Fact[],
  what: string,
  spelt: (name: string) => readonly string[],
): Claim[] {
  if (lines.length === 0) return [];
  const words = new Set(
    lines.flatMap(({ text }) => text.match(/(?<![\w-])(?:--?(?:\[no-\])?)?\w[\w-]*/g) ?? []),
  );
  const said = (name: string) => spelt(name).some((one) => words.has(one));
  const taken = distinct(facts).filter(({ name, path }) => !common.test(name) && !aside.test(path));
  const asked = taken.filter(({ name }) => !said(name));
  const [first, ...others] = asked.slice(0, few);
  if (first !== undefined && asked.length > few && asked.length * 2 > taken.length)
    return [
      claim(
        `The code takes ${asked.length} ${what}s that no document that was read names: ${[first, ...others].map(({ name }) => code(name)).join(', ')} and others.`,
        tag('CODE', first),
        ...others.map((fact) => tag('CODE', fact)),
      ),
    ];
  return asked.map((fact) =>
    claim(
      `The code takes the ${what} ${code(fact.name)}; no document that was read names it.`,
      tag('CODE', fact),
    ),
  );
}

/** Flags that libraries of commands add by themselves. */
const common = /^--?(help|version)$/;

/** More than these are said at once, where the documents leave out most. */
const few = 3;
/** What serves the makers of a module. */
const aside = /(^|\/)(bench(mark)?s?|scripts?|examples?|tools)\//;

function defaults({ mentioned, own }: Survey, facts: readonly Fact[]): Claim[] {
  const lines = [...new Set([...own, ...mentioned])];
  return facts.flatMap((fact) => {
    if (fact.fallback === undefined) return [];
    return lines
      .filter(({ text }) => namesWhole(text, fact.name))
      .flatMap((line) => {
        const told = defaultIn(line.text, fact.name);
        if (told === undefined || isSame(told, fact.fallback ?? '')) return [];
        return [
          claim(
            `The default of ${code(fact.name)} is ${code(told)} in a document and ${code(fact.fallback ?? '')} in the code.`,
            tag('DOC', line),
            tag('CODE', fact),
          ),
        ];
      })
      .slice(0, 1);
  });
}

function namesWhole(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!/[\w-]/.test(text[at + name.length] ?? '') && !/[\w-]/.test(text[at - 1] ?? '')) return true;
  return false;
}

/** `False` and `off`, `5_000` and `5000`; of null and none nothing is said. */
function isSame(told: string, given: string): boolean {
  const plain = (value: string) => {
    const small = value.toLowerCase().replace(/(?<=\d)[_,](?=\d)/g, '');
    return /^(off|no|disabled)$/.test(small) ? 'false' : /^(on|yes|enabled)$/.test(small) ? 'true' : small;
  };
  return (
    plain(told) === plain(given) ||
    /^(null|none|undefined|)$/i.test(given) ||
    /^(none|unset|empty|)$/i.test(told)
  );
}

/** A script that the same document writes out is the reader's own, and prose of a document that names no real one gives examples. */
function scripts(survey: Survey): Claim[] {
  const manifest = manifestOf(survey.files);
  if (manifest === undefined) return [];
  const shown = (name: string, { path }: DocumentLine) =>
    survey.own.some((line) => line.path === path && line.text.includes(`"${name}":`));
  const calls = (text: string) => manifest.bins.some((bin) => namesWhole(text, bin));
  const there = scriptsOf(survey.files);
  const spokenOf = new Set(
    survey.own.filter(({ text }) => scriptsIn(text).some((name) => there.has(name))).map(({ path }) => path),
  );
  return firstOf(
    survey.own.filter(({ path, fenced, text }) => (fenced && !calls(text)) || spokenOf.has(path)),
    scriptsIn,
  )
    .filter(([name, line]) => !there.has(name) && !shown(name, line))
    .map(([name, line]) =>
      claim(
        `A document says ${code(`npm run ${name}`)}; the manifest has no such script.`,
        tag('DOC', line),
        tag('CODE', { path: manifest.path, line: 1 }),
      ),
    );
}

/** Links are looked for beside their document; a name between backticks only where its first folder is one of the repository. */
function files(survey: Survey): Claim[] {
  const { paths, complete } = survey.files;
  if (!complete) return [];
  const known = new Set(
    paths.flatMap((path) => path.split('/').map((_, at, all) => all.slice(0, at + 1).join('/'))),
  );
  const lines = [...new Set([...survey.own, ...survey.mentioned])].filter(({ fenced }) => !fenced);
  const folder = ({ path }: DocumentLine) => path.split('/').slice(0, -1).join('/');
  const gone = (path: string, line: DocumentLine) =>
    !known.has(joined('', path) ?? '') && !known.has(joined(folder(line), path) ?? path);
  const links = firstOf(lines, linksIn).filter(([path, line]) => joined(folder(line), path) !== undefined);
  const names = firstOf(lines, pathsIn).filter(([path]) => known.has(path.split('/')[0] ?? ''));
  return [...links, ...names]
    .filter(([path, line]) => !unwalked.test(path) && gone(path, line))
    .map(([path, line]) =>
      claim(`A document names the file ${code(path)}; it is not there.`, tag('DOC', line)),
    );
}

/** Folders that are never walked: what is in them is not known to be absent. */
const unwalked = /(^|\/)(\.[^./][^/]*|node_modules|dist|out|build|coverage|vendor|target|venv)(\/|$)/;

function versions(survey: Survey): Claim[] {
  const manifest = manifestOf(survey.files);
  if (manifest?.version === undefined || manifest.name === undefined) return [];
  const { name, version, path } = manifest;
  const told = (text: string) => {
    if (/\b(?:from|before|until|since|older|prior|previous|legacy|upgrad\w+|migrat\w+)\b|^#/i.test(text))
      return [];
    const at = text.search(new RegExp(`(?<![\\w/@-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}@\\d`));
    const said =
      at >= 0
        ? /^\d+\.\d+\.\d+[\w.+-]*/.exec(text.slice(at + name.length + 1))?.[0]
        : (/\b(?:current|latest) version(?: is)?:?[\s*`]+v?(\d+\.\d+\.\d+)/i.exec(text)?.[1] ??
          /^\W*version:?[\s*`]+v?(\d+\.\d+\.\d+)\W*$/i.exec(text)?.[1]);
    return said === undefined ? [] : [said];
  };
  return firstOf(survey.own, told)
    .filter(([said]) => said !== version)
    .map(([said, line]) =>
      claim(
        `A document says version ${code(said)}; the manifest says ${code(version)}.`,
        tag('DOC', line),
        tag('CODE', { path, line: manifest.versionLine }),
      ),
    );
}
