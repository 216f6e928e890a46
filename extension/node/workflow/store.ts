// Where a workflow keeps its checkpoint and what its stages wrote (NLSpec 5.6).
// Invariant: a checkpoint is on disk, whole, before the next stage begins; a torn one never replaces it.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkpointOf, stateOf, type FlowState } from '../../core/workflow/engine/state.ts';
import { outcomeOf, statusFileOf, statusFileSchema, type Outcome } from '../../core/workflow/outcome.ts';

export interface StageStore {
  /** The folder of a run (`logs_root`), or null where nothing is kept. */
  readonly folder: string | null;
  /** Writes `{node}/{name}`. */
  readonly write: (node: string, name: string, text: string) => void;
  /** What somebody wrote into `{node}/status.json`; undefined when nobody did, a text when it cannot be read. */
  readonly status: (node: string) => Outcome | string | undefined;
  /** Takes away what an earlier visit left. */
  readonly clear: (node: string) => void;
}

export interface FlowStore extends StageStore {
  readonly save: (state: FlowState, timestamp: string) => void;
  /** Once, at the start: name, goal, time. */
  readonly manifest: (facts: object) => void;
  /** `loop_restart` goes on in a fresh folder. */
  readonly restart: (restarts: number) => FlowStore;
}

const own = { mode: 0o700, recursive: true } as const;

/** In `folder`, which is made when it is missing. `logs` is where stages write, another one after a restart. */
export function folderStore(folder: string, logs = folder): FlowStore {
  const stageFile = (node: string, name: string) => {
    mkdirSync(join(logs, node), own);
    return join(logs, node, name);
  };
  mkdirSync(logs, own);
  return {
    folder: logs,
    write: (node, name, text) => replace(stageFile(node, name), text),
    status: (node) => readStatus(join(logs, node, 'status.json')),
    clear: (node) => rmSync(join(logs, node, 'status.json'), { force: true }),
    save: (state, timestamp) =>
      replace(join(folder, 'checkpoint.json'), asText(checkpointOf(state, timestamp))),
    manifest: (facts) => replace(join(logs, 'manifest.json'), asText(facts)),
    restart: (restarts) => folderStore(folder, join(folder, `restart-${restarts}`)),
  };
}

/** Keeps nothing: for trying a workflow out. */
export function noStore(): FlowStore {
  const store: FlowStore = {
    ...{ folder: null, write: () => undefined, status: () => undefined, clear: () => undefined },
    ...{ save: () => undefined, manifest: () => undefined, restart: () => store },
  };
  return store;
}

/** The state in `folder` to go on from; why there is none. */
export function loadCheckpoint(folder: string, fingerprint: string): FlowState | string {
  try {
    return stateOf(JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8')), fingerprint);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'there is no checkpoint' : 'the checkpoint cannot be read';
  }
}

const asText = (document: object) => `${JSON.stringify(document, null, 2)}\n`;

export const statusText = (outcome: Outcome) => asText(statusFileOf(outcome));

function readStatus(file: string): Outcome | string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const read = statusFileSchema.safeParse(JSON.parse(text));
    return read.success ? outcomeOf(read.data) : 'status.json has no valid `outcome`';
  } catch {
    return 'status.json is not JSON';
  }
}

/** The old text or the new one, whenever the power goes. */
function replace(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}
