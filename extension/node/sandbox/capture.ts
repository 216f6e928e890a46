// Keeps the head and the tail of a stream of bytes within a fixed room, however much comes.
// Invariant: memory is at most the room plus one chunk; what was left out is counted and marked.

const headShare = 0.6;

export interface Captured {
  readonly text: string;
  readonly truncated: boolean;
}

export class Capture {
  /** Bytes seen, kept or not. */
  seen = 0;
  readonly #headRoom: number;
  readonly #tailRoom: number;
  readonly #head: Buffer[] = [];
  #headSize = 0;
  #tail: Buffer[] = [];
  #tailSize = 0;

  constructor(maxBytes: number) {
    this.#headRoom = Math.floor(maxBytes * headShare);
    this.#tailRoom = maxBytes - this.#headRoom;
  }

  add(chunk: Buffer): void {
    this.seen += chunk.length;
    const toHead = chunk.subarray(0, Math.max(0, this.#headRoom - this.#headSize));
    if (toHead.length > 0) {
      this.#head.push(toHead);
      this.#headSize += toHead.length;
    }
    const rest = chunk.subarray(toHead.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailSize += rest.length;
    while (this.#tail.length > 1 && this.#tailSize - this.#tail[0]!.length >= this.#tailRoom)
      this.#tailSize -= this.#tail.shift()!.length;
  }

  take(): Captured {
    const all = Buffer.concat(this.#tail);
    const tail = all.subarray(Math.max(0, all.length - this.#tailRoom));
    const left = this.seen - this.#headSize - tail.length;
    const head = Buffer.concat(this.#head).toString('utf8');
    if (left === 0) return { text: Buffer.concat([...this.#head, tail]).toString('utf8'), truncated: false };
    return { text: `${head}\n[... ${left} bytes left out ...]\n${tail.toString('utf8')}`, truncated: true };
  }
}
