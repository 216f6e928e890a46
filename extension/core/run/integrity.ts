// What a change did to the things that judge it: tests, guardrails, CI, configuration, visible scenarios.
// Invariant: facts from the difference of two commits; a finding says what was touched and never guesses why.
import type { Guardrail } from './events.ts';
import type { ChangedFile } from './state.ts';

export interface IntegrityFinding {
  readonly kind: string;
  readonly path: string;
  readonly detail: string;
}

export interface IntegrityInput {
  readonly files: readonly ChangedFile[];
  /** Lines that were added and removed, by path, without the leading sign. */
  readonly lines: ReadonlyMap<
    string,
    { readonly added: readonly string[]; readonly removed: readonly string[] }
  >;
  readonly guardrails: readonly Guardrail[];
  readonly scriptsAtBase: Readonly<Record<string, string>>;
  readonly scriptsAtHead: Readonly<Record<string, string>>;
  /** Guardrails that dimmer.yaml names at the head; null where it has no such list. */
  readonly guardrailsAtHead: readonly Guardrail[] | null;
  /** Folders with a git repository of their own: left out of the commit. */
  readonly nested: readonly string[];
}

const test =
  /(^|\/)(tests?|__tests__|spec)\/|\.(test|spec)\.[cm]?[jt]sx?$|(^|\/)test_[^/]+\.py$|_test\.(go|py)$/;
const specText = /\.(md|markdown)$/;
const ci = /^(\.github\/|\.gitlab-ci|\.circleci\/|\.ci\/|azure-pipelines|Jenkinsfile|\.travis)/;
const configuration =
  /(^|\/)(tsconfig[^/]*\.json|\.?eslint[^/]*|\.prettierrc[^/]*|biome\.json|(vitest|jest|playwright|karma)\.config\.[^/]+|pytest\.ini|tox\.ini|setup\.cfg|\.c8rc[^/]*|\.nycrc[^/]*)$/;
const executable =
  /^(\.husky\/|\.vscode\/(tasks|launch|settings)\.json|\.devcontainer|\.envrc|\.npmrc|\.yarnrc|mise\.toml|\.gitattributes|\.gitmodules)/;

const skipped =
  /\b(it|test|describe|suite)\.(skip|only|todo|fixme)\b|\bx(it|describe|test)\(|@(pytest\.mark\.(skip|xfail)|unittest\.skip|Disabled|Ignore)\b|\bt\.Skip\(|#\[ignore\]/;
const suppression =
  /eslint-disable|@ts-(ignore|nocheck|expect-error)|prettier-ignore|\bnoqa\b|type: ignore|nolint|#\[allow\(|istanbul ignore|c8 ignore/;
const assertion = /\b(assert|expect|should)\b/;

export function checkIntegrity(input: IntegrityInput): IntegrityFinding[] {
  return [
    ...guardrailFindings(input),
    ...input.files.flatMap((file) => fileFindings(file, input)),
    ...input.nested.map((path) => ({
      kind: 'nested-repository',
      path,
      detail: 'a git repository inside the worktree; its files are not part of the result',
    })),
  ];
}

function fileFindings(file: ChangedFile, input: IntegrityInput): IntegrityFinding[] {
  const { path, status } = file;
  const { added = [], removed = [] } = input.lines.get(path) ?? {};
  const found = (kind: string, detail: string): IntegrityFinding => ({ kind, path, detail });
  const isTest = test.test(path) && !specText.test(path);
  const gone = status === 'D';
  const asserted = (lines: readonly string[]) => lines.filter((line) => assertion.test(line)).length;
  const lost = asserted(removed) - asserted(added);
  return [
    ...(isTest && gone ? [found('test-removed', 'a test file was removed')] : []),
    ...(isTest && added.some((line) => skipped.test(line))
      ? [found('test-skipped', 'a test is skipped or singled out')]
      : []),
    ...(isTest && !gone && lost > 0 ? [found('test-weakened', `${lost} assertions fewer than before`)] : []),
    ...(ci.test(path) ? [found('ci-changed', 'what the build server runs was changed')] : []),
    ...(configuration.test(path) && status !== 'A'
      ? [found('check-configuration-changed', 'how checks judge was changed')]
      : []),
    ...(executable.test(path) ? [found('executable-configuration', 'tools run what this file says')] : []),
    ...(/^scenarios\//.test(path)
      ? [found('visible-scenario-changed', 'a visible scenario was changed')]
      : []),
    ...(added.some((line) => suppression.test(line))
      ? [found('suppression-added', 'a check is told to look away')]
      : []),
  ];
}

/** A guardrail is disabled when its command is gone at the head, changed when its command reads differently. */
function guardrailFindings(input: IntegrityInput): IntegrityFinding[] {
  return input.guardrails.flatMap((guardrail) => {
    if (input.guardrailsAtHead !== null) return configuredFinding(guardrail, input.guardrailsAtHead);
    const script = scriptOf(guardrail);
    if (script === null) return [];
    const [before, after] = [input.scriptsAtBase[script], input.scriptsAtHead[script]];
    if (before === undefined || before === after) return [];
    if (after === undefined || isHollow(after)) return [disabled('package.json', guardrail.name)];
    return [changed('package.json', guardrail.name, after)];
  });
}

function configuredFinding(guardrail: Guardrail, atHead: readonly Guardrail[]): IntegrityFinding[] {
  const now = atHead.find((one) => one.name === guardrail.name);
  if (now === undefined) return [disabled('dimmer.yaml', guardrail.name)];
  const run = JSON.stringify(now.run);
  return run === JSON.stringify(guardrail.run) ? [] : [changed('dimmer.yaml', guardrail.name, run)];
}

/** `npm run test` runs the script `test`. */
function scriptOf(guardrail: Guardrail): string | null {
  const words = typeof guardrail.run === 'string' ? guardrail.run.trim().split(/\s+/) : guardrail.run;
  if (!/^(npm|pnpm|yarn|bun)$/.test(words[0] ?? '')) return null;
  const rest = words
    .slice(1)
    .filter((word) => word !== 'run' && word !== 'run-script' && !word.startsWith('-'));
  return rest[0] === 't' ? 'test' : (rest[0] ?? null);
}

function isHollow(script: string): boolean {
  return /^\s*(true|:|exit 0|echo\b[^&|;]*)\s*$/.test(script);
}

function disabled(path: string, name: string): IntegrityFinding {
  return { kind: 'guardrail-disabled', path, detail: `guardrail ${name} no longer checks anything` };
}

function changed(path: string, name: string, now: string): IntegrityFinding {
  return { kind: 'guardrail-changed', path, detail: `guardrail ${name} now runs: ${now.slice(0, 200)}` };
}

/** Reads a patch made with `--unified=0` into lines by path. */
export function patchLines(patch: string): Map<string, { added: string[]; removed: string[] }> {
  const files = new Map<string, { added: string[]; removed: string[] }>();
  let current = { added: [] as string[], removed: [] as string[] };
  let inHunk = false;
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --git ')) {
      current = { added: [], removed: [] };
      inHunk = false;
    } else if (line.startsWith('@@')) inHunk = true;
    else if (!inHunk && /^(\+\+\+|---) /.test(line)) {
      const name = line.slice(4).replace(/\t$/, '');
      if (name !== '/dev/null') files.set(name.replace(/^"?[ab]\//, '').replace(/"$/, ''), current);
    } else if (inHunk && line.startsWith('+')) current.added.push(line.slice(1));
    else if (inHunk && line.startsWith('-')) current.removed.push(line.slice(1));
  }
  return files;
}
