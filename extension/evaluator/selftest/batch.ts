// Runs many scripts in one sandbox, one after the other, each with a section of the output to itself.
// Invariant: a batch that did not get to its end is no result at all, so a script that breaks it cannot look like one that held.
import type { ScriptAttack } from './attack.ts';
import type { Profile } from './profiles.ts';
import type { Stage } from './stage.ts';

const limitMs = 60_000;

/** Ids of the attacks that got through. */
export async function runBatch(
  attacks: readonly ScriptAttack[],
  stage: Stage,
  profile: Profile,
): Promise<ReadonlySet<string>> {
  const lines = attacks.map(
    ({ id, script }) => `printf '\\n@@ ${id}\\n'\n(\n${script(stage, profile)}\n) 2>/dev/null </dev/null`,
  );
  const { stdout } = await profile.run([...lines, "printf '\\n@@ end\\n'"].join('\n'), {
    timeoutMs: limitMs,
  });
  const sections = new Map(
    stdout
      .split(/^@@ (?=\S+$)/m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
  );
  const missing = [...attacks.map(({ id }) => id), 'end'].find((id) => !sections.has(id));
  if (missing !== undefined) throw new Error(`the self-test did not get to "${missing}" in ${profile.name}`);
  const through = new Set<string>();
  for (const { id, leaks } of attacks) {
    const printed = sections.get(id)?.includes(stage.canary(id)) === true;
    if (leaks === undefined ? printed : await leaks(stage, profile)) through.add(id);
  }
  return through;
}
