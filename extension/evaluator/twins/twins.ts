// The twins of one trajectory: started when somebody first asks for one, ended with the trajectory.
// Invariant: no twin is ever shared between two trajectories, so nothing that was put into one is left.
import { openDoors } from '../doors.ts';
import { newBox, removeFolder } from '../private-folder.ts';
import type { TwinPrograms } from './prepare-twins.ts';
import { startTwin, type Twin } from './twin.ts';

const firstPort = 8101;

/** How the product's sandbox reaches twins. */
export interface TwinDoors {
  /** Host directory shown as `/doors`. */
  readonly folder: string;
  readonly ports: readonly (readonly [port: number, name: string])[];
  /** Variables in which the product finds their addresses. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Twins {
  /** Undefined where the spec names no such twin. */
  get(name: string): Promise<Twin | undefined>;
  /** Undefined where the spec names no twin at all. */
  doors(): Promise<TwinDoors | undefined>;
  close(): Promise<void>;
}

/** The port of each twin on the loopback of whoever may reach it. */
export function twinPorts(programs: TwinPrograms | undefined): (readonly [port: number, name: string])[] {
  return Object.keys(programs?.declared ?? {})
    .sort()
    .map((name, at) => [firstPort + at, name] as const);
}

export function twinsOf(
  programs: TwinPrograms | undefined,
  folder: string,
  key: string,
  deadline: () => number,
): Twins {
  const started = new Map<string, Promise<Twin>>();
  let opened: Promise<{ doors: TwinDoors; close(): Promise<void> }> | undefined;
  const get = async (name: string): Promise<Twin | undefined> => {
    if (programs === undefined || !Object.hasOwn(programs.declared, name)) return undefined;
    const known =
      started.get(name) ?? startTwin({ programs, name, folder, deadline: deadline() }, `${key}-${name}`);
    started.set(name, known);
    return known;
  };
  return {
    get,
    async doors() {
      if (programs === undefined) return undefined;
      opened ??= open(programs, folder, key, get);
      return (await opened).doors;
    },
    async close() {
      await (await opened)?.close();
      for (const twin of started.values()) await (await twin).stop();
    },
  };
}

async function open(programs: TwinPrograms, folder: string, key: string, get: Twins['get']) {
  const place = await newBox(folder, `doors-${key}`);
  const ports = twinPorts(programs);
  const doors = await openDoors(
    place,
    ports.map(([, name]) => ({ name, connect: async (until) => (await get(name))?.connect(until) })),
  );
  const env = ports.map(([port, name]) => [
    programs.declared[name]?.env ?? `${name.toUpperCase()}_URL`,
    `http://127.0.0.1:${port}`,
  ]);
  return {
    doors: { folder: place, ports, env: Object.fromEntries(env) as Record<string, string> },
    async close() {
      doors.close();
      await removeFolder(place);
    },
  };
}
