// A `cli` step: one command of the product in a sandbox of its own, then its exit code, streams and JSON are checked.
import { capture, jsonMismatch, mismatch, textMismatch } from '../../core/scenario/match.ts';
import { milliseconds, type CliStep } from '../../core/scenario/schema.ts';
import { fillDeep } from '../../core/scenario/template.ts';
import { runInBubblewrap, type SandboxResult } from '../../node/sandbox/bubblewrap.ts';
import { watchUsage } from '../box-usage.ts';
import { insideScript } from '../inside-script.ts';
import { inApp, interpreters } from '../product.ts';
import { failedStep, unanswered, type StepOutcome, type Trajectory } from './step.ts';

type Ran = Extract<SandboxResult, { ran: true }>;

/** What a program that does nothing leaves; a test holds it against a real one in the sandbox. */
const nothing: Ran = {
  ran: true,
  exit: 0,
  timedOut: false,
  flooded: false,
  overMemory: false,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  milliseconds: 0,
};

export async function runCli(template: CliStep, trajectory: Trajectory): Promise<StepOutcome> {
  const step = fillDeep(template, trajectory.values);
  const argv = await resolve(step.run, trajectory);
  if (argv === undefined) {
    const message = `\`${step.run[0]}\` is not a program of the spec's \`bin\``;
    return unanswered('missing-behaviour', message, { run: step.run });
  }
  if (trajectory.product.idle) return check(step, nothing, trajectory);
  const left = trajectory.deadline - performance.now();
  const timeoutMs = Math.max(1, Math.min(left, milliseconds(step.expect?.within ?? '1000m')));
  const full = new AbortController();
  const stop = watchUsage(trajectory.box, () => full.abort());
  const coverage = await trajectory.meter?.open(() => full.abort());
  const doors = await trajectory.twins.doors();
  const env = doors === undefined ? step.env : { ...doors.env, ...step.env };
  const result = await runInBubblewrap(
    {
      app: trajectory.product.app,
      ...dependencies(trajectory),
      box: trajectory.box,
      ...optional('coverage', coverage?.folder),
      ...optional('doors', doors?.folder),
    },
    {
      argv: doors === undefined ? argv : [...behindDoors(doors.ports), ...argv],
      ...{ timeoutMs, signal: full.signal },
      ...optional('stdin', step.stdin),
      ...optional('env', env),
    },
  );
  stop();
  await coverage?.close();
  if (full.signal.aborted)
    return failedStep('integrity', ['the command filled its working directory'], { run: step.run }, true);
  if (!result.ran) return { outcome: 'infra-error', reason: result.reason };
  return check(step, result, trajectory);
}

/** Only where there are twins: a first process that opens the ports they are reached at. */
function behindDoors(doors: readonly (readonly [port: number, name: string])[]): string[] {
  return ['node', '-e', insideScript({ doors, stdin: true }), '--'];
}

function check(step: CliStep, result: Ran, trajectory: Trajectory): StepOutcome {
  const [stdout, stderr] = [result.stdout.toString('utf8'), result.stderr.toString('utf8')];
  const { exit, timedOut, flooded } = result;
  const record = {
    run: step.run,
    exit,
    timedOut,
    flooded,
    stdout,
    stderr,
    milliseconds: result.milliseconds,
  };
  trajectory.last = { exit, stdout, stderr };
  if (timedOut) return failedStep('timeout', ['the command did not end in time'], record, true);
  if (result.overMemory)
    return failedStep('crash', ['the command held more memory than a product may'], record, true);
  if (flooded) return failedStep('wrong-output', ['the command printed more than 1 MiB'], record, true);
  const wrongExit = mismatch(step.expect?.exit ?? 0, exit);
  if (wrongExit !== undefined) return exitFailure(step, exit, stderr, wrongExit, record);
  const failures = streamFailures(step, stdout, stderr);
  if (failures.length > 0)
    return failedStep(stdout.trim() === '' ? 'missing-behaviour' : 'wrong-output', failures, record);
  for (const [name, path] of Object.entries(step.capture ?? {})) {
    const value = capture(path, stdout);
    if (value === undefined) return failedStep('wrong-output', [`stdout: nothing at ${path}`], record);
    trajectory.values.set(name, value);
  }
  return { outcome: 'ok', record };
}

function exitFailure(
  step: CliStep,
  exit: number,
  stderr: string,
  problem: string,
  record: unknown,
): StepOutcome {
  const failures = [`exit: ${problem}`];
  if (exit > 128 || /^\s+at .+:\d+:\d+\)?$|^Traceback |^panic: /m.test(stderr))
    return failedStep('crash', failures, record, true);
  const zeroWanted = mismatch(step.expect?.exit ?? 0, 0) === undefined;
  return failedStep(zeroWanted ? 'missing-behaviour' : 'error-handling', failures, record);
}

function streamFailures({ expect }: CliStep, stdout: string, stderr: string): string[] {
  const found = [
    ['stdout', expect?.stdout === undefined ? undefined : textMismatch(expect.stdout, stdout)],
    ['stderr', expect?.stderr === undefined ? undefined : textMismatch(expect.stderr, stderr)],
    ['stdout', expect?.json === undefined ? undefined : jsonMismatch(expect.json, stdout)],
  ];
  return found.flatMap(([name, problem]) => (problem === undefined ? [] : [`${name}: ${problem}`]));
}

async function resolve(run: readonly string[], { product }: Trajectory): Promise<string[] | undefined> {
  const [name, ...rest] = run as [string, ...string[]];
  const program = product.programs.get(name);
  if (program === undefined) return undefined;
  if (!interpreters.includes(name) || rest[0] === undefined) return [...program, ...rest];
  return [...program, await inApp(product.app, rest[0]), ...rest.slice(1)];
}

function dependencies({ product }: Trajectory): { dependencies?: string } {
  return product.dependencies === undefined ? {} : { dependencies: product.dependencies };
}

function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
}
