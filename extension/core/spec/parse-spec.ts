// Markdown text to a spec. Never throws: what cannot be understood becomes a problem, the rest is read all the same.
import { binaryProblem, notUtf8 } from './decode-bytes.ts';
import { readDefinitions } from './definitions.ts';
import { readFrontMatter } from './front-matter.ts';
import { lineStarts, rangeOf } from './lines.ts';
import { parseMarkdown } from './markdown.ts';
import type { SpecFrontMatter } from './model.ts';
import type { ParsedSpec, ProblemKind } from './parsed-spec.ts';
import { highestCost, parsingCost } from './parsing-cost.ts';
import { detectProfile, isProfileName, type ProfileName } from './profile.ts';
import { readProse, type Prose } from './prose.ts';
import { readQuantities } from './quantities.ts';
import { readCitations, readComments, readSectionReferences } from './references.ts';
import { readRequirements } from './requirements.ts';
import { readScenarios } from './scenarios.ts';
import { readAnchors, readSections } from './sections.ts';
import { readStatements } from './statements.ts';
import { readTables } from './tables.ts';

/** Characters. Beyond it a spec is not one piece of work, and parsing would hold the editor up. */
export const longestSpec = 1024 * 1024;

type Problem = ParsedSpec['problems'][number];

/** Reads `text` as a spec; `path` names it and gives the id where the front matter has none. `decodingProblem` is what `decodeSpecBytes` said. */
export function parseSpec(
  text: string,
  path: string,
  decodingProblem?: string,
  profile?: ProfileName,
): ParsedSpec {
  const unreadable = text === '' && decodingProblem !== undefined ? decodingProblem : refusal(text);
  if (unreadable !== undefined) return emptySpec(text, path, unreadable);
  const shift = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let prose: Prose;
  try {
    prose = readProse(parseMarkdown(text.slice(shift)), text, shift);
  } catch {
    // The parser recurses with the nesting of quotes and lists.
    return emptySpec(
      text,
      path,
      'This spec nests quotes or lists too deeply to be read. Nothing was checked. Flatten it.',
    );
  }
  return assemble(text, path, prose, profile);
}

/** Why `text` is not read at all, if so. */
function refusal(text: string): string | undefined {
  if (text.length > longestSpec) {
    const size = (text.length / 1024 / 1024).toFixed(1);
    return `This spec has ${size} million characters; the limit is 1.0. Nothing was checked. Split it, or leave it out of \`dimmer.specs\`.`;
  }
  if (text.includes('\0')) return binaryProblem;
  if (!/\S/.test(text))
    return 'This spec is empty. Write what should exist, one requirement per line, such as `- R1: …`.';
  if (parsingCost(text) > highestCost)
    return 'This spec has thousands of unclosed marks, brackets, underlined headings or lists in lists; reading it would take minutes. Nothing was checked. Split its paragraphs and lists, or leave it out of `dimmer.specs`.';
  return undefined;
}

function assemble(text: string, path: string, prose: Prose, asked?: ProfileName): ParsedSpec {
  const starts = lineStarts(text);
  const reading = frontMatterOf(prose, text, starts);
  const sections = readSections(prose, text, starts);
  const said = reading.frontMatter.profile;
  const profile = isProfileName(said) ? said : (asked ?? detectProfile(path, text));
  const found = readRequirements(prose, sections, text, starts, profile);
  const requirements = found.map(({ requirement }) => requirement);
  const definitions = readDefinitions(prose, sections, text, starts);
  const { frontMatter } = reading;
  const id = frontMatter.id ?? baseName(path);
  const title = frontMatter.title ?? sections[0]?.title.replace(/^\s+|\s+$/g, '') ?? '';
  return {
    ...{ path, text, id, title: title || id, frontMatter, sections, requirements, definitions },
    terms: definitions.map(({ term, range }) => ({ term, range })),
    quantities: readQuantities(prose, text, starts),
    problems: [...encodingProblems(text, starts), ...reading.problems],
    lineStarts: starts,
    ...{ plain: prose.plain, masked: prose.masked, pieces: prose.pieces },
    ...{ blocks: prose.blocks, items: prose.items },
    statements: readStatements(prose, sections, found),
    scenarios: readScenarios(prose, sections, text, starts),
    citations: readCitations(prose, sections, requirements, text, starts, profile),
    sectionReferences: readSectionReferences(prose, text, starts),
    codeBlocks: prose.code.map(({ language, value, offset, endOffset }) => ({
      ...{ language, value },
      range: rangeOf(text, starts, offset, endOffset),
    })),
    ...{ profile, tables: readTables(prose, text), strong: prose.strong },
    comments: readComments(prose, text, starts),
    anchors: readAnchors(sections, text),
  };
}

function frontMatterOf(
  prose: Prose,
  text: string,
  starts: readonly number[],
): { readonly frontMatter: SpecFrontMatter; readonly problems: readonly Problem[] } {
  if (prose.yaml) {
    const base = text.indexOf(prose.yaml.value, prose.yaml.offset);
    const { frontMatter, problem } = readFrontMatter(prose.yaml.value);
    if (!problem) return { frontMatter, problems: [] };
    const range = rangeOf(text, starts, base + problem.offset, base + problem.endOffset);
    return { frontMatter, problems: [{ kind: 'front-matter', message: problem.message, range }] };
  }
  if (/^\uFEFF?---[ \t]*\r?\n[\w-]+[ \t]*:/.test(text)) {
    const message =
      'The front matter has no closing `---` line. It was ignored; add the line after its last key.';
    return {
      frontMatter: {},
      problems: [{ kind: 'front-matter', message, range: rangeOf(text, starts, 0, starts[1] ?? 3) }],
    };
  }
  return { frontMatter: {}, problems: [] };
}

function encodingProblems(text: string, starts: readonly number[]): Problem[] {
  const at = text.indexOf('\uFFFD');
  if (at < 0) return [];
  const range = rangeOf(text, starts, at, at + 1);
  return [
    { kind: 'file', message: notUtf8(`line ${range.line} has a character that could not be read`), range },
  ];
}

function emptySpec(text: string, path: string, message: string): ParsedSpec {
  const starts = [0];
  const problem = { kind: 'file' as ProblemKind, message, range: rangeOf('', starts, 0, 0) };
  const id = baseName(path);
  return {
    ...{
      path,
      text,
      id,
      title: id,
      frontMatter: {},
      sections: [],
      requirements: [],
      terms: [],
      quantities: [],
    },
    ...{
      problems: [problem],
      lineStarts: starts,
      plain: '',
      masked: '',
      pieces: [],
      blocks: [],
      items: [],
      statements: [],
    },
    ...{
      scenarios: [],
      definitions: [],
      citations: [],
      sectionReferences: [],
      codeBlocks: [],
      comments: [],
      ...{ profile: 'generic' as ProfileName, tables: [], strong: [] },
      anchors: [],
    },
  };
}

/** `specs/a.spec.md` -> `a`. */
function baseName(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return name.replace(/(?:\.spec)?\.(?:md|markdown)$/i, '') || 'spec';
}
