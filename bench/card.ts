// How long it takes to fold the event log of a run with two hundred requirements and to build its card.
// Floor: reading the same lines as JSON and nothing else.
import { outcomeView } from '../extension/core/protocol/panels.ts';
import { replay } from '../extension/core/run/reduce.ts';
import { encodeEvent, readLog } from '../extension/node/run-log.ts';
import { inTurns, type Figure } from './figure.ts';
import { longRun, requirementCount } from './long-run.ts';
import { timed } from './timed.ts';

export async function card(repeats: number): Promise<Figure> {
  const at = new Date().toISOString();
  const log = Buffer.from(
    longRun()
      .map((body, index) => encodeEvent(index + 1, at, body))
      .join(''),
  );
  const lines = log.toString('utf8').trim().split('\n');
  const { ours, floor } = await inTurns(
    repeats,
    async () => timed(() => build(log)),
    async () => timed(() => void lines.map((line) => JSON.parse(line) as unknown)),
  );
  return {
    name: `fold a log and build its card, ${requirementCount} requirements`,
    what: `${lines.length} events (${Math.round(log.length / 1024)} KB) from bytes to view model: checksum and schema of each line, fold, card`,
    ours,
    floor: { name: 'JSON.parse of the same lines', series: floor },
  };
}

function build(log: Buffer): void {
  const { events, problem } = readLog(log);
  const state = replay(events);
  if (state === undefined || problem !== undefined) throw new Error(problem ?? 'the log has no run');
  if (outcomeView(state).card.satisfaction.kind !== 'measured') throw new Error('nothing was counted');
}
