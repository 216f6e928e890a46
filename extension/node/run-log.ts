// The format of `events.ndjson`: one event a line, each with a checksum of the rest of its line.
// Invariant: a reader sees a prefix of what was written: an incomplete last line is ignored, a damaged line ends the reading
// with a problem and everything before it is kept. Events of unknown types are kept as they are.
import * as zlib from 'node:zlib';
import { decode } from '../core/protocol/decode.ts';
import { runEventBodySchema, type RunEvent, type RunEventBody } from '../core/run/events.ts';

export interface LogReading {
  readonly events: readonly RunEvent[];
  /** Bytes up to and including the last good line. */
  readonly goodBytes: number;
  /** Bytes of an unfinished last line; 0 when the log ends cleanly. */
  readonly tailBytes: number;
  /** The last line is whole but its newline is missing. */
  readonly needsNewline: boolean;
  /** What is wrong with the log, for people. Reading stopped there. */
  readonly problem?: string;
}

/** One line of the log, newline included. */
export function encodeEvent(seq: number, at: string, body: RunEventBody): string {
  const text = JSON.stringify({ v: 1, seq, at, ...body });
  return `${text.slice(0, -1)},"crc":"${checksum(text)}"}\n`;
}

/** Reads a whole log. Never throws. */
export function readLog(data: Buffer, firstSeq = 1): LogReading {
  const events: RunEvent[] = [];
  let at = 0;
  while (at < data.length) {
    const newline = data.indexOf(10, at);
    const end = newline < 0 ? data.length : newline;
    const line = decodeLine(data.subarray(at, end), firstSeq + events.length);
    if (newline < 0) {
      if (!line.ok) return { events, goodBytes: at, tailBytes: data.length - at, needsNewline: false };
      events.push(line.event);
      return { events, goodBytes: data.length, tailBytes: 0, needsNewline: true };
    }
    if (!line.ok) {
      const number = firstSeq + events.length;
      const problem = `line ${number} of the event log is damaged (${line.reason}); the ${number - 1} events before it are kept`;
      return { events, goodBytes: at, tailBytes: 0, needsNewline: false, problem };
    }
    events.push(line.event);
    at = newline + 1;
  }
  return { events, goodBytes: at, tailBytes: 0, needsNewline: false };
}

type Line = { readonly ok: true; readonly event: RunEvent } | { readonly ok: false; readonly reason: string };

const crcSuffix = /,"crc":"([0-9a-f]{8})"\}$/;

function decodeLine(bytes: Buffer, expectedSeq: number): Line {
  const text = bytes.toString('utf8');
  const suffix = crcSuffix.exec(text);
  if (!suffix) return { ok: false, reason: 'no checksum' };
  const content = `${text.slice(0, suffix.index)}}`;
  if (checksum(content) !== suffix[1]) return { ok: false, reason: 'checksum differs' };
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  const event = data as RunEvent;
  if (event.seq !== expectedSeq)
    return { ok: false, reason: `number ${event.seq} where ${expectedSeq} belongs` };
  return { ok: true, event: known(event) };
}

/** An event of another version whose shape we do not know is kept, under a type that changes nothing in the fold. */
function known(event: RunEvent): RunEvent {
  if (event.v === 1 && decode(runEventBodySchema, event).ok) return event;
  return { ...event, type: `${unread}${String(event.type)}` } as unknown as RunEvent;
}

const unread = 'unread:';

/** Whether an event was written by another version, whose shape we do not know. */
export function isUnread({ type }: RunEvent): boolean {
  return type.startsWith(unread);
}

function checksum(text: string): string {
  return zlib.crc32(text).toString(16).padStart(8, '0');
}
