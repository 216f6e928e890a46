// `dimmer spec show FILE`: a spec as Dimmer understands it, so that its author can see what an agent will be held to.
// `dimmer spec from` is in a file of its own.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { uncovered } from '../core/lint/coverage.ts';
import { lintSpec } from '../core/lint/lint.ts';
import type { LintContext } from '../core/lint/rule.ts';
import { clausesOf } from '../core/spec/clauses.ts';
import { declarationsOf } from '../core/spec/declarations.ts';
import { lineAt } from '../core/spec/lines.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import { documentKind } from '../core/spec/profile.ts';
import type { SpecDocument } from '../core/spec/spec-document.ts';
import type { ParsedSpec } from '../core/spec/parsed-spec.ts';
import type { CommandIo } from './io.ts';
import { displayPath, readSpec, visibleScenarios } from './spec-files.ts';
import { specFromCommand, specFromUsage } from './spec-from.ts';

export const specUsage = `Usage: dimmer spec show FILE [--json]\n${specFromUsage.replace('Usage:', '      ')}`;

export async function specCommand(argv: string[], io: CommandIo): Promise<number> {
  if (argv[0] === 'from') return specFromCommand(argv.slice(1), io);
  const [verb, file, json] = readArguments(argv);
  if (verb !== 'show' || file === undefined) {
    io.err(`${specUsage}\n`);
    return 2;
  }
  const path = resolve(io.cwd, file);
  const source = await readSpec(path, io.cwd).catch((error: NodeJS.ErrnoException) => error);
  if (source instanceof Error) {
    io.err(
      `${displayPath(path, io.cwd)} cannot be read (${source.code ?? source.message}). Check the path.\n`,
    );
    return 2;
  }
  const spec = parseSpec(source.text, source.path, source.problem);
  const shown = describe(spec, { scenarios: await visibleScenarios(io.cwd) });
  io.out(json || io.json ? `${JSON.stringify(shown, null, 2)}\n` : asText(shown));
  return spec.problems.some(({ kind }) => kind === 'file') ? 1 : 0;
}

function readArguments(argv: string[]): readonly [string | undefined, string | undefined, boolean] {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    return positionals.length > 2
      ? [undefined, undefined, false]
      : [positionals[0], positionals[1], values.json];
  } catch {
    return [undefined, undefined, false];
  }
}

function describe(spec: ParsedSpec, context: LintContext): SpecDocument {
  const without = new Set(uncovered(spec, context).map(({ id }) => id));
  const line = (offset: number) => lineAt(spec.lineStarts, offset) + 1;
  return {
    ...{ path: spec.path, id: spec.id, title: spec.title, frontMatter: spec.frontMatter },
    ...{ profile: spec.profile, document: documentKind(spec) },
    requirements: spec.requirements.map(({ id, text, modality, range }) => ({
      ...{ id, text, modality, line: range.line, covered: !without.has(id), clauses: clausesOf(text) },
    })),
    terms: spec.definitions.map(({ term, text, range }) => ({ term, text, line: range.line })),
    quantities: spec.quantities
      .filter(({ unit }) => unit !== null)
      .map(({ value, unit, range }) => ({ value, unit, line: range.line })),
    scenarios: spec.scenarios.map(({ title, range }) => ({ title, line: range.line })),
    tables: spec.tables.map(({ header, rows }) => ({
      header: header.map(({ text }) => text),
      rows: rows.map((row) => row.map(({ text }) => text)),
      line: line(header[0]?.offset ?? 0),
    })),
    declarations: declarationsOf(spec).map(({ kind, name, fields, partial, offset }) => ({
      ...{ kind, name, fields, partial, line: line(offset) },
    })),
    problems: spec.problems.map(({ message, range }) => ({ message, line: range.line })),
    readiness: lintSpec(spec, context).readiness,
  };
}

function asText(spec: SpecDocument): string {
  const lines = [`${spec.title} (${spec.id})`, ...spec.problems.map(({ message }) => `  ${message}`), ''];
  const block = (title: string, items: readonly string[]) => {
    if (items.length > 0) lines.push(title, ...items.map((item) => `  ${item}`), '');
  };
  block(
    'Requirements',
    spec.requirements.map(
      ({ id, text, modality, covered }) =>
        `${id}  ${modality === 'none' ? 'no modal' : modality}  ${covered ? 'has a scenario' : 'no scenario'}  ${short(text)}`,
    ),
  );
  block(
    'Terms',
    spec.terms.map(({ term, text }) => `${term}: ${short(text)}`),
  );
  block(
    'Quantities',
    spec.quantities.map(({ value, unit, line }) => `line ${line}: ${value} ${unit}`),
  );
  block(
    'Scenarios',
    spec.scenarios.map(({ title, line }) => `line ${line}: ${title}`),
  );
  lines.push(spec.readiness.summary);
  return `${lines.join('\n')}\n`;
}

function short(text: string): string {
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}
