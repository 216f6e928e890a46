// A `file` step: creates an input in the trajectory's working directory, or checks what the product left there.
// Invariant: no process of the product is alive while this runs; links, pipes and devices are never followed or opened.
import { constants } from 'node:fs';
import { lstat, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { capture, jsonMismatch, textMismatch } from '../../core/scenario/match.ts';
import type { FileStep } from '../../core/scenario/schema.ts';
import { fillDeep } from '../../core/scenario/template.ts';
import { failedStep, type StepOutcome, type Trajectory } from './step.ts';

const maxBytes = 1024 * 1024;

export type BoxFile =
  | { readonly kind: 'file'; readonly text: string; readonly bytes: number }
  | { readonly kind: 'directory' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsafe'; readonly reason: string };

export async function runFile(template: FileStep, trajectory: Trajectory): Promise<StepOutcome> {
  const step = fillDeep(template, trajectory.values);
  if (step.path.startsWith('/') || step.path.split('/').includes('..'))
    return failedStep('integrity', ['the path leaves the working directory'], { path: step.path }, true);
  if (step.write !== undefined && !(await writeInBox(trajectory.box, step.path, step.write)))
    return failedStep(
      'integrity',
      ['the path cannot be written: something unusual is in its place'],
      { path: step.path },
      true,
    );
  const wanted = step.expect !== undefined || step.capture !== undefined;
  if (!wanted) return { outcome: 'ok', record: { path: step.path, written: true } };
  return check(step, await readInBox(trajectory.box, step.path), trajectory);
}

function check(step: FileStep, file: BoxFile, trajectory: Trajectory): StepOutcome {
  const record = { path: step.path, ...file };
  const { expect } = step;
  if (file.kind === 'unsafe') return failedStep('integrity', [file.reason], record, true);
  if (expect?.exists === false)
    return file.kind === 'absent'
      ? { outcome: 'ok', record }
      : failedStep('wrong-output', ['the file exists'], record);
  if (file.kind === 'absent') return failedStep('state-not-persisted', ['the file does not exist'], record);
  if (file.kind === 'directory') {
    const needsText = expect?.text !== undefined || expect?.json !== undefined || step.capture !== undefined;
    return needsText ? failedStep('wrong-output', ['it is a directory'], record) : { outcome: 'ok', record };
  }
  const failures = [
    ...(expect?.maxBytes !== undefined && file.bytes > expect.maxBytes ? [`it has ${file.bytes} bytes`] : []),
    ...problem(expect?.text === undefined ? undefined : textMismatch(expect.text, file.text)),
    ...problem(expect?.json === undefined ? undefined : jsonMismatch(expect.json, file.text)),
  ];
  if (failures.length > 0) return failedStep('wrong-output', failures, record);
  for (const [name, path] of Object.entries(step.capture ?? {})) {
    const value = capture(path, file.text);
    if (value === undefined) return failedStep('wrong-output', [`nothing at ${path}`], record);
    trajectory.values.set(name, value);
  }
  return { outcome: 'ok', record };
}

function problem(message: string | undefined): string[] {
  return message === undefined ? [] : [message];
}

/** Reads a regular file below `box` without following a link anywhere on the way. */
export async function readInBox(box: string, path: string): Promise<BoxFile> {
  const unsafe = await linkOnTheWay(box, path);
  if (unsafe !== undefined) return { kind: 'unsafe', reason: unsafe };
  const info = await lstat(join(box, path)).catch(() => undefined);
  if (info === undefined) return { kind: 'absent' };
  if (info.isDirectory()) return { kind: 'directory' };
  if (!info.isFile()) return { kind: 'unsafe', reason: 'it is not a regular file' };
  try {
    const file = await open(
      join(box, path),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      const buffer = Buffer.alloc(Math.min(info.size, maxBytes));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return { kind: 'file', text: buffer.subarray(0, bytesRead).toString('utf8'), bytes: info.size };
    } finally {
      await file.close();
    }
  } catch {
    return { kind: 'unsafe', reason: 'it cannot be read' };
  }
}

async function writeInBox(box: string, path: string, text: string): Promise<boolean> {
  if ((await linkOnTheWay(box, path)) !== undefined) return false;
  try {
    await mkdir(dirname(join(box, path)), { recursive: true });
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = await open(join(box, path), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0o644);
    try {
      if (!(await file.stat()).isFile()) return false;
      await file.writeFile(text);
      return true;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

async function linkOnTheWay(box: string, path: string): Promise<string | undefined> {
  let at = box;
  for (const part of path.split('/').filter((one) => one !== '' && one !== '.')) {
    at = join(at, part);
    const info = await lstat(at).catch(() => undefined);
    if (info === undefined) return undefined;
    if (info.isSymbolicLink()) return 'it is a link, or lies behind one';
  }
  return undefined;
}
