// Findings that were there before anybody asked for none: recorded once, and not reported as long as their line stays.
// Invariant: an entry holds back one finding, so a second one like it is new.
import * as z from 'zod/mini';
import { hashOf } from './facts.ts';
import type { FileLint, Finding } from './finding.ts';

const baselineSchema = z.object({
  v: z.literal(1),
  findings: z.array(z.object({ path: z.string(), rule: z.string(), line: z.string() })),
});
export type Baseline = z.infer<typeof baselineSchema>;
export type BaselineEntry = Baseline['findings'][number];

export interface LintText {
  readonly lint: FileLint;
  readonly text: string;
}

/** What a baseline file says, or one sentence about why it cannot be read. */
export function readBaseline(text: string): Baseline | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const read = z.safeParse(baselineSchema, json);
  return read.success ? read.data : 'it is not a baseline of dimmer lint';
}

export function baselineOf(files: readonly LintText[], recorded: (finding: Finding) => boolean): Baseline {
  return {
    v: 1,
    findings: files.flatMap(({ lint, text }) =>
      lint.findings.filter(recorded).map((finding) => entryOf(finding, lint, text)),
    ),
  };
}

export interface Compared<F> {
  /** The files without the findings that the baseline holds. */
  readonly files: readonly F[];
  readonly held: number;
  /** Entries that hold nothing back any more, of the files that `covers` names. */
  readonly stale: readonly BaselineEntry[];
}

/** Line numbers play no part: a line that moved is the same line. */
export function withoutBaseline<F extends LintText>(
  files: readonly F[],
  baseline: Baseline,
  covers: (path: string) => boolean = () => true,
): Compared<F> {
  const left = new Map<string, { entry: BaselineEntry; count: number }>();
  for (const entry of baseline.findings) {
    const known = left.get(keyOf(entry));
    if (known) known.count += 1;
    else left.set(keyOf(entry), { entry, count: 1 });
  }
  let held = 0;
  const isHeld = (entry: BaselineEntry) => {
    const known = left.get(keyOf(entry));
    if (known === undefined || known.count === 0) return false;
    known.count -= 1;
    held += 1;
    return true;
  };
  const rest = files.map((file) => {
    const { lint, text } = file;
    const findings = lint.findings.filter((finding) => !isHeld(entryOf(finding, lint, text)));
    return { ...file, lint: { ...lint, findings } };
  });
  const stale = [...left.values()].flatMap(({ entry, count }) =>
    covers(entry.path) ? Array.from({ length: count }, () => entry) : [],
  );
  return { files: rest, held, stale };
}

const longest = 200;

function entryOf(finding: Finding, { path, findings }: FileLint, text: string): BaselineEntry {
  const start = finding.range.offset - (finding.range.column - 1);
  const rest = text.slice(start, start + 20_000);
  const line = rest
    .slice(0, rest.search(/[\r\n]|$/))
    .replace(/\s+/g, ' ')
    .trim();
  // A secret is not copied into a second file, and the end of a long line still counts.
  const secret = findings.some(
    ({ rule, range }) => rule === 'secret-in-spec' && range.line === finding.range.line,
  );
  const shown = secret ? '' : line.slice(0, longest);
  return { path, rule: finding.rule, line: shown === line ? line : `${shown}… ${hashOf(line)}` };
}

function keyOf({ path, rule, line }: BaselineEntry): string {
  return JSON.stringify([path, rule, line]);
}
