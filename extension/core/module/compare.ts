// Where documents and code of a module disagree, and what nothing reaches. Both sides are named; nobody chooses.
import { claim, type Claim } from './claim.ts';
import {
  defaultIn,
  flagsIn,
  linksIn,
  pathsIn,
  scriptsIn,
  variablesIn,
  type DocumentLine,
} from './documents.ts';
import type { Fact } from './fact.ts';
import { manifestOf } from './manifest.ts';
import { code, tag } from './quote.ts';
import type { Surface, Survey } from './survey.ts';

/** What the system or a convention sets, and no product has to explain. */
const ofTheMachine =
  /^(HOME|PATH|USER|USERPROFILE|APPDATA|LOCALAPPDATA|TMPDIR|TEMP|TMP|SHELL|LANG|TERM|TZ|CI|NO_COLOR|FORCE_COLOR|NODE_ENV|NODE_PATH|[A-Z]*_PROXY|XDG_\w+|LC_\w+|SSH_\w+)$/;

export function contradictions(survey: Survey): Claim[] {
  const flags = survey.facts.filter(({ kind }) => kind === 'flag');
  const variables = survey.facts.filter(({ kind }) => kind === 'env');
  return [
    ...defaults(survey, [...flags, ...variables]),
    ...promised(survey, 'flag', flagsIn, (name) => has(survey, name.slice(2)) || hasCamel(survey, name)),
    ...promised(survey, 'variable', variablesIn, (name) => survey.words.has(name)),
    ...scripts(survey),
    ...files(survey),
    ...versions(survey),
    ...unsaid(survey, flags, 'flag', flagsIn),
    ...unsaid(
      survey,
      variables.filter(({ name }) => !ofTheMachine.test(name)),
      'variable',
      (text) => text.match(/[A-Z][A-Z0-9_]+/g) ?? [],
    ),
  ];
}

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

const hasCamel = (survey: Survey, flag: string) =>
  survey.words.has(flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));

function promised(
  survey: Survey,
  what: string,
  find: (text: string) => readonly string[],
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
  find: (text: string) => readonly string[],
): Claim[] {
  if (lines.length === 0) return [];
  const said = new Set(lines.flatMap(({ text }) => find(text)));
  return [...new Map([...facts].reverse().map((fact) => [fact.name, fact])).values()]
    .reverse()
    .filter(({ name }) => !said.has(name))
    .map((fact) =>
      claim(
        `The code takes the ${what} ${code(fact.name)}; no document that was read names it.`,
        tag('CODE', fact),
      ),
    );
}

function defaults({ mentioned, own }: Survey, facts: readonly Fact[]): Claim[] {
  const lines = [...new Set([...own, ...mentioned])];
  return facts.flatMap((fact) => {
    if (fact.fallback === undefined) return [];
    return lines
      .filter(({ text }) => namesWhole(text, fact.name))
      .flatMap((line) => {
        const told = defaultIn(line.text, fact.name);
        if (told === undefined || told === fact.fallback) return [];
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
  const at = text.indexOf(name);
  return at >= 0 && !/[\w-]/.test(text[at + name.length] ?? '') && !/[\w-]/.test(text[at - 1] ?? '');
}

function scripts(survey: Survey): Claim[] {
  const manifest = manifestOf(survey.files);
  if (manifest === undefined) return [];
  return firstOf(survey.own, scriptsIn)
    .filter(([name]) => !manifest.scripts.includes(name))
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
    .filter(([path, line]) => gone(path, line))
    .map(([path, line]) =>
      claim(`A document names the file ${code(path)}; it is not there.`, tag('DOC', line)),
    );
}

function joined(folder: string, path: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function versions(survey: Survey): Claim[] {
  const manifest = manifestOf(survey.files);
  if (manifest?.version === undefined || manifest.name === undefined) return [];
  const { name, version, path } = manifest;
  const told = (text: string) => {
    const pinned = text.includes(`${name}@`) ? text.slice(text.indexOf(`${name}@`) + name.length + 1) : text;
    const said =
      /^(\d+\.\d+\.\d+)/.exec(pinned)?.[1] ??
      /\b(?:current )?version:?\s+`?v?(\d+\.\d+\.\d+)/i.exec(text)?.[1];
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

/** Each name once, with the first line that has it. */
function firstOf(
  lines: readonly DocumentLine[],
  find: (text: string) => readonly string[],
): [string, DocumentLine][] {
  const found = new Map<string, DocumentLine>();
  for (const line of lines) for (const name of find(line.text)) if (!found.has(name)) found.set(name, line);
  return [...found];
}
