// What all runs of a repository have spent today, and what their calls under way may still cost, so that a cap for a day or an
// area holds for runs side by side.
// Invariant: a call is reserved at the most it can cost before it is made, in one transaction; the logs stay the truth: a ledger
// that is missing or damaged is made again from them.
import { readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { daySpend, dayProblem, type DayCap, type Reservation, type Spend } from '../core/run/budget.ts';
import type { RunRequest } from '../core/protocol/run-request.ts';
import { runIdPattern, readRun } from './run-store.ts';

export interface SpendLedger {
  /** Null when the call may be made; it counts until `settle`. Why not, else. */
  reserve(caps: readonly DayCap[], call: Reservation, now: Date, caller?: string): string | null;
  /** What the call that `caller` reserved has really cost. */
  settle(spent: Spend, now: Date, caller?: string): void;
  close(): void;
}

/** A rehearsal costs nothing, so it takes nothing from a day: rehearsals count among themselves. */
const fileOf = (backend: RunRequest['backend']) =>
  backend === 'rehearsal' ? 'spend-rehearsed.sqlite' : 'spend.sqlite';
const table = `CREATE TABLE IF NOT EXISTS calls (
  run TEXT NOT NULL, caller TEXT NOT NULL, area TEXT NOT NULL, at TEXT NOT NULL, tokens INTEGER NOT NULL, dollars REAL NOT NULL, open INTEGER NOT NULL
) STRICT`;

/** The ledger beside the runs folder, for one run. */
export async function openLedger(
  runDir: string,
  { runId: run, area = '', backend }: Pick<RunRequest, 'runId' | 'area' | 'backend'>,
): Promise<SpendLedger> {
  const runs = dirname(runDir);
  const path = join(dirname(runs), fileOf(backend));
  const database = await opened(path, () => spentToday(runs, backend, new Date()));
  const transaction = <T>(work: () => T): T => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
  const insert = (caller: string, spent: Spend, now: Date, open: 0 | 1) =>
    database
      .prepare('INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(run, caller, area, now.toISOString(), spent.tokens, spent.dollars, open);
  // What a run that is beginning has open is of calls that a crash cut off and that are made again.
  database.prepare('DELETE FROM calls WHERE run = ? AND open = 1').run(run);
  // The agent and each of its helpers has one call under way at a time; a repeated one takes the place of the one that failed.
  const dropOpen = (caller: string) =>
    database.prepare('DELETE FROM calls WHERE run = ? AND caller = ? AND open = 1').run(run, caller);
  return {
    reserve: (caps, call, now, caller = '') =>
      transaction(() => {
        dropOpen(caller);
        for (const cap of caps) {
          const problem = dayProblem(cap, spentOn(database, now, cap.area), call);
          if (problem !== null) return problem;
        }
        insert(caller, { tokens: call.tokens, dollars: call.dollars ?? 0 }, now, 1);
        return null;
      }),
    settle: (spent, now, caller = '') =>
      transaction(() => {
        dropOpen(caller);
        insert(caller, spent, now, 0);
      }),
    close: () => database.close(),
  };
}

function spentOn(database: DatabaseSync, now: Date, area: string | undefined): Spend {
  const [from, to] = dayOf(now);
  const sums = 'SELECT COALESCE(SUM(tokens), 0) AS tokens, COALESCE(SUM(dollars), 0) AS dollars FROM calls';
  const days = 'WHERE at >= ? AND at < ?';
  const row =
    area === undefined
      ? database.prepare(`${sums} ${days}`).get(from, to)
      : database.prepare(`${sums} ${days} AND area = ?`).get(from, to, area);
  return { tokens: Number(row?.['tokens']), dollars: Number(row?.['dollars']) };
}

/** The day of the machine's own clock, as two times in UTC. */
function dayOf(now: Date): [from: string, to: string] {
  const from = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const to = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return [from.toISOString(), to.toISOString()];
}

type FromLogs = () => Promise<readonly Known[]>;
type Known = Spend & { readonly run: string; readonly area: string; readonly at: string };

async function opened(path: string, fromLogs: FromLogs): Promise<DatabaseSync> {
  try {
    return await filled(path, fromLogs);
  } catch (error) {
    if (/locked|busy/i.test((error as Error).message)) throw error;
    // Set aside, never deleted; what it knew is in the logs.
    renameSync(path, `${path}.damaged-${process.pid}-${process.hrtime.bigint()}`);
    console.error(`${path} was damaged (${(error as Error).message}); it is made again from the logs`);
    return filled(path, fromLogs);
  }
}

async function filled(path: string, fromLogs: FromLogs): Promise<DatabaseSync> {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA busy_timeout = 10000');
    if (versionOf(database) === 1) return database;
    const known = await fromLogs();
    database.exec('BEGIN IMMEDIATE');
    // Another runner may have been faster.
    if (versionOf(database) !== 1) {
      database.exec(table);
      const insert = database.prepare("INSERT INTO calls VALUES (?, '', ?, ?, ?, ?, 0)");
      for (const one of known) insert.run(one.run, one.area, one.at, one.tokens, one.dollars);
      database.exec('PRAGMA user_version = 1');
    }
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

async function spentToday(runs: string, backend: RunRequest['backend'], now: Date): Promise<Known[]> {
  const [from] = dayOf(now);
  const found: Known[] = [];
  for (const run of readdirSync(runs).filter((name) => runIdPattern.test(name))) {
    const { state, events } = await readRun(join(runs, run));
    if (state === undefined || fileOf(state.request.backend) !== fileOf(backend)) continue;
    const area = state.request.area ?? '';
    found.push(...daySpend(events, from).map((spent) => ({ ...spent, run, area })));
  }
  return found;
}
