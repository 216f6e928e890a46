// Reads the visible scenarios of a product: `scenarios/**/*.md` of the evaluated commit or folder.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidExpressions } from '../core/scenario/expressions.ts';
import { parseScenario, type ScenarioProblem } from '../core/scenario/parse-scenario.ts';
import type { Scenario } from '../core/scenario/schema.ts';

export interface VisibleScenarios {
  readonly scenarios: readonly Scenario[];
  readonly problems: readonly { readonly path: string; readonly problems: readonly ScenarioProblem[] }[];
}

/** Those of one spec that are active; files that cannot be read as scenarios are reported, not skipped. */
export async function visibleScenarios(app: string, specId: string): Promise<VisibleScenarios> {
  const folder = join(app, 'scenarios');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.md') && entry.name.toLowerCase() !== 'readme.md',
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const scenarios: Scenario[] = [];
  const problems: { path: string; problems: readonly ScenarioProblem[] }[] = [];
  for (const path of paths) {
    const name = path.slice(app.length + 1);
    const parsed = parseScenario(await readFile(path, 'utf8'));
    const found = parsed.ok ? invalidExpressions(parsed.scenario) : parsed.problems;
    if (found.length > 0) problems.push({ path: name, problems: found });
    else if (parsed.ok && parsed.scenario.spec === specId && parsed.scenario.status === 'active')
      scenarios.push(parsed.scenario);
  }
  return { scenarios, problems };
}
