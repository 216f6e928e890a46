// Runs every attack on this machine, without a sandbox and in ours, and reports each by name: "0 of N run" or what leaked.
// Invariant: an attack that fails without a sandbox too is reported as toothless, never as held.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBubblewrap } from '../../node/sandbox/check-bubblewrap.ts';
import { selftestFacts, writeSelftest } from '../../node/sandbox/selftest-record.ts';
import { privateFolder, removeFolder } from '../private-folder.ts';
import { problem } from '../problem.ts';
import { failure, type Answer } from '../vault-mode.ts';
import type { Attack, LoneAttack, ScriptAttack } from './attack.ts';
import { runBatch } from './batch.ts';
import { exhausting } from './exhausting.ts';
import { learning } from './learning.ts';
import { planting } from './planting.ts';
import { agentProfile, controlProfile, evaluatorProfile, naiveProfile, type Profile } from './profiles.ts';
import { notHere } from './rows.ts';
import { openStage, type Stage } from './stage.ts';

type Held = 'leaks' | 'holds' | 'not-run';
interface CaseReport {
  readonly id: string;
  readonly attack: string;
  readonly control: Held;
  readonly naive: Held;
  readonly evaluator: Held;
  readonly agent: Held;
}

export const attacks: readonly Attack[] = [...learning, ...exhausting, ...planting];

/** Always runs, and replaces what was remembered. */
export async function selftestMode(): Promise<Answer> {
  const sandbox = await checkBubblewrap();
  if (!sandbox.ok) return failure(problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`));
  const started = performance.now();
  const cases = await runAttacks();
  const { run, leaking } = summaryOf(cases);
  const milliseconds = Math.round(performance.now() - started);
  const leaked = leaking.map(({ attack }) => attack);
  await writeSelftest(await selftestFacts(import.meta.filename), { run, leaked });
  return {
    exit: leaked.length === 0 ? 0 : 1,
    body: {
      ...{ v: 1, run, leaked: leaked.length, toothless: cases.length - run },
      naiveLeaked: cases.filter((one) => one.naive === 'leaks').length,
      ...{ user: process.getuid?.() === 0 ? 'root' : 'user', milliseconds, cases, notHere },
    },
  };
}

/** What counts: attacks that get through without a sandbox, and those that get through ours, whatever happened without one. */
export function summaryOf(cases: readonly CaseReport[]) {
  const leaking = cases.filter(({ evaluator, agent }) => evaluator === 'leaks' || agent === 'leaks');
  const run = cases.filter((one) => one.control === 'leaks' || leaking.includes(one)).length;
  return { run, leaking };
}

export async function runAttacks(): Promise<CaseReport[]> {
  const folder = await privateFolder('disk');
  const stage = await openStage();
  const profiles: Profile[] = [];
  try {
    const own = async (name: string): Promise<string> => {
      const path = join(folder, name);
      await mkdir(path);
      return path;
    };
    profiles.push(await controlProfile(await own('control'), stage));
    profiles.push(await evaluatorProfile(await own('evaluator'), stage));
    const agent = await agentProfile(await own('agent'), stage);
    const naive = await naiveProfile(await own('naive'), stage);
    for (const one of [agent, naive]) if (one !== undefined) profiles.push(one);
    const results = await Promise.all(
      profiles.map(async (profile) => {
        await stage.plantLate(profile.name);
        return [profile.name, await tryAll(stage, profile)] as const;
      }),
    );
    const outcome = new Map(results);
    const held = (id: string, name: Profile['name']): Held => outcome.get(name)?.get(id) ?? 'not-run';
    return attacks.map(({ id, attack }) => ({
      ...{ id, attack, control: held(id, 'control'), naive: held(id, 'naive') },
      ...{ evaluator: held(id, 'evaluator'), agent: held(id, 'agent') },
    }));
  } finally {
    for (const profile of profiles) await profile.close();
    await stage.close();
    await removeFolder(folder);
  }
}

/** Scripts go together in one sandbox while the others run one by one beside it. */
async function tryAll(stage: Stage, profile: Profile): Promise<ReadonlyMap<string, Held>> {
  const mine = attacks.filter(
    ({ only, applies }) =>
      (only === undefined || only === profile.name || isCareless(profile)) && applies?.(stage) !== false,
  );
  const scripts = mine.filter((one): one is ScriptAttack => one.script !== undefined);
  const alone = mine.filter((one): one is LoneAttack => one.script === undefined);
  const held = new Map<string, Held>();
  const oneByOne = async (): Promise<void> => {
    for (const one of alone) held.set(one.id, (await one.leaks(stage, profile)) ? 'leaks' : 'holds');
  };
  const [through] = await Promise.all([runBatch(scripts, stage, profile), oneByOne()]);
  for (const { id } of scripts) held.set(id, through.has(id) ? 'leaks' : 'holds');
  return held;
}

const isCareless = ({ name }: Profile): boolean => name === 'control' || name === 'naive';
