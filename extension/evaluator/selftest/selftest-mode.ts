// Runs every attack on this machine, without a sandbox and in ours, and reports each by name: "0 of N run" or what leaked.
// Invariant: an attack that fails without a sandbox too is reported as toothless, never as held.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBubblewrap } from '../../node/sandbox/check-bubblewrap.ts';
import { privateFolder, removeFolder } from '../private-folder.ts';
import { problem } from '../problem.ts';
import { failure, type Answer } from '../vault-mode.ts';
import { attackCases, type AttackCase } from './cases.ts';
import { agentProfile, controlProfile, evaluatorProfile, type Profile } from './profiles.ts';
import { openStage, type Stage } from './stage.ts';

export type Held = 'leaks' | 'holds' | 'not-run';
export interface CaseReport {
  readonly id: string;
  readonly attack: string;
  readonly control: Held;
  readonly evaluator: Held;
  readonly agent: Held;
}

export async function selftestMode(): Promise<Answer> {
  const sandbox = await checkBubblewrap();
  if (!sandbox.ok) return failure(problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`));
  const started = performance.now();
  const cases = await runAttacks();
  const tried = cases.filter((one) => one.control === 'leaks');
  const leaked = tried.filter((one) => one.evaluator === 'leaks' || one.agent === 'leaks').length;
  const toothless = cases.length - tried.length;
  const milliseconds = Math.round(performance.now() - started);
  return {
    exit: leaked === 0 ? 0 : 1,
    body: { v: 1, run: tried.length, leaked, toothless, milliseconds, cases },
  };
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
    const control = await controlProfile(await own('control'));
    const evaluator = await evaluatorProfile(await own('evaluator'));
    const agent = await agentProfile(await own('agent'));
    profiles.push(control, evaluator, ...(agent === undefined ? [] : [agent]));
    const reports: CaseReport[] = [];
    for (const one of attackCases)
      reports.push({
        id: one.id,
        attack: one.attack,
        control: await attempt(one, stage, control),
        evaluator: await attempt(one, stage, evaluator),
        agent: one.only === undefined ? await attempt(one, stage, agent) : 'not-run',
      });
    return reports;
  } finally {
    for (const profile of profiles) await profile.close();
    await stage.close();
    await removeFolder(folder);
  }
}

async function attempt(one: AttackCase, stage: Stage, profile: Profile | undefined): Promise<Held> {
  if (profile === undefined || one.applies?.(stage) === false) return 'not-run';
  return (await one.leaks(stage, profile)) ? 'leaks' : 'holds';
}
