// What the evaluator needs of a spec: its id and digest, its requirements, where each stands, how its product starts.
import { createHash } from 'node:crypto';
import { parseSpec } from '../core/spec/parse-spec.ts';
import type { Requirement, Section, TwinDeclaration } from '../core/spec/model.ts';

export interface SpecFacts {
  readonly id: string;
  /** SHA-256 of the text, hex. */
  readonly digest: string;
  readonly text: string;
  readonly requirements: readonly string[];
  /** Requirement id -> title of the section around it; absent for those directly under the document's title. */
  readonly sections: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, readonly string[]>>;
  readonly build: string | undefined;
  /** How its server starts: words, never a shell line. */
  readonly start: readonly string[] | undefined;
  /** Path that answers with less than 500 once the server is ready. */
  readonly ready: string | undefined;
  readonly twins: Readonly<Record<string, TwinDeclaration>>;
}

export function specFacts(text: string, path: string): SpecFacts {
  const spec = parseSpec(text, path);
  const around = spec.requirements.map(
    (requirement) => [requirement.id, sectionOf(requirement, spec.sections)] as const,
  );
  return {
    id: spec.id,
    digest: createHash('sha256').update(text).digest('hex'),
    text,
    requirements: spec.requirements.map((requirement) => requirement.id),
    sections: Object.fromEntries(around.filter((pair): pair is [string, string] => pair[1] !== undefined)),
    bin: spec.frontMatter.bin ?? {},
    build: spec.frontMatter.build,
    start: spec.frontMatter.start?.trim().split(/\s+/),
    ready: spec.frontMatter.ready?.trim().replace(/^GET\s+/, ''),
    twins: spec.frontMatter.twins ?? {},
  };
}

function sectionOf({ idRange }: Requirement, sections: readonly Section[]): string | undefined {
  const inside = sections.filter(
    ({ depth, range, headingRange }) =>
      depth > 1 &&
      range.offset <= idRange.offset &&
      idRange.offset < range.endOffset &&
      !(headingRange.offset <= idRange.offset && idRange.offset < headingRange.endOffset),
  );
  return inside.sort((a, b) => b.depth - a.depth)[0]?.title;
}
