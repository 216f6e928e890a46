// Commands and functions that documents call and the code does not have. Invariant: quiet when unsure; a name that stands anywhere in a
// source as that sort of thing is taken to be there.
import { claim, type Claim } from './claim.ts';
import { firstOf, type DocumentLine } from './documents.ts';
import { isDocument } from './fact.ts';
import { manifestOf } from './manifest.ts';
import { code, tag } from './quote.ts';
import type { Survey } from './survey.ts';

/** Names under which the module's programs and package are called. */
export function programsOf({ files }: Survey): string[] {
  const manifest = manifestOf(files);
  return [...(manifest?.bins ?? []), ...(manifest?.name === undefined ? [] : [manifest.name])];
}

const builtIn = /^(help|version|completion)$/;
/** Signs that the first word may be an argument of the program itself. */
const takesWords = /["'`]\$0\b|\bisDefault\b|\bprogram\s*\.\s*arguments?\(/;

/** `tool sync` of a fenced block or a code span, where the code declares commands and the documents call some of them. */
export function commandsGone(survey: Survey): Claim[] {
  const { bins = [] } = manifestOf(survey.files) ?? {};
  const declared = survey.facts.filter(({ kind }) => kind === 'command');
  const [first] = declared;
  const open = survey.sources.some(({ text }) => takesWords.test(text));
  if (first === undefined || open || !survey.files.complete || bins.length === 0) return [];
  const names = new Set(declared.map(({ name }) => name));
  const called = firstOf(survey.own, (text, fenced) => commandsIn(text, fenced, bins));
  if (!called.some(([name]) => names.has(name))) return [];
  return called
    .filter(([name]) => !names.has(name) && !builtIn.test(name) && !isQuoted(survey, name))
    .map(([name, line]) =>
      claim(
        `A document calls the command ${code(name)}; no source that was read declares it, as others are.`,
        tag('DOC', line),
        tag('CODE', first),
      ),
    );
}

function commandsIn(text: string, fenced: boolean, bins: readonly string[]): string[] {
  const spoken = fenced ? [text] : [...text.matchAll(/`([^`]+)`/g)].map(([, said = '']) => said);
  return spoken.flatMap((said) => {
    const [, program = '', word = ''] =
      /^\s*(?:[$>%]\s+)?(?:(?:npx|pnpx|bunx|pnpm exec|pnpm dlx|yarn)\s+(?:-y\s+|--yes\s+)?)?([\w.-]+)(?:@\S+)?\s+([a-z][\w:-]*)(?=\s|$)/.exec(
        said,
      ) ?? [];
    return bins.includes(program) ? [word] : [];
  });
}

const isQuoted = ({ files }: Survey, name: string) =>
  files.files.some(
    ({ path, text }) =>
      !isDocument(path) && [`'${name}`, `"${name}`, `\`${name}`].some((one) => text.includes(one)),
  );

/**
 * Functions that documents take from the package (`import { x } from 'name'`), and those that head a section, item or row of a document
 * that so names exports, where no source has the word.
 */
export function callsGone(survey: Survey): Claim[] {
  const { name } = manifestOf(survey.files) ?? {};
  if (!survey.files.complete || survey.surfaces.length === 0) return [];
  const exported = new Set(survey.surfaces.map(({ fact }) => fact.name));
  const listed = firstOf(survey.own, listedCalls);
  const apiOf = new Set(listed.filter(([one]) => exported.has(one)).map(([, { path }]) => path));
  const calls = [
    ...firstOf(survey.own, (text, fenced) => (fenced && name !== undefined ? takenFrom(text, name) : [])),
    ...listed.filter(([, { path }]) => apiOf.has(path)),
  ];
  return [...new Map<string, DocumentLine>([...calls].reverse())]
    .reverse()
    .filter(([one]) => !exported.has(one) && !survey.words.has(one))
    .map(([one, line]) =>
      claim(
        `A document takes ${code(one)} from the module; no source that was read has the name.`,
        tag('DOC', line),
        '[INFERRED]',
      ),
    );
}

function takenFrom(text: string, name: string): string[] {
  const [, listed = '', from] =
    /\bimport\s*\{([^}]*)\}\s*from\s*["']([^"']+)["']/.exec(text) ??
    /\b(?:const|let|var)\s*\{([^}]*)\}\s*=\s*require\(\s*["']([^"']+)["']/.exec(text) ??
    [];
  if (from !== name) return [];
  return listed.split(',').flatMap((one) => /^\s*(?:type\s+)?([A-Za-z_$][\w$]*)/.exec(one)?.[1] ?? []);
}

/** `### parse(a, b)`, `- \`parse(a, b)\`` and `| \`parse(a, b)\` |`. */
const listedCalls = (text: string, fenced: boolean): string[] => {
  const found = /^(?:#{2,6}\s+`?|\s*[-*]\s+`|\|\s*`)([A-Za-z_$][\w$]{2,})\([^)`]*\)`?/.exec(text)?.[1];
  return fenced || found === undefined ? [] : [found];
};
