// A workflow as a page draws it: laid out by the process that reads such files, plain data on the wire.
// Invariant: everything is text and numbers of the picture; nothing in it says how a run stands.
import type { StageName } from '../level/level.ts';

export interface WorkflowPicture {
  readonly width: number;
  readonly height: number;
  /** From top to bottom, then from left to right. */
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

export interface PictureNode {
  readonly id: string;
  /** What people read, in one line. */
  readonly label: string;
  /** Of its handler: `codergen`, `wait.human`, ... */
  readonly type: string;
  /** The stage of a run that carries it out; null where a run does nothing there. */
  readonly stage: StageName | null;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The label, broken. */
  readonly lines: readonly string[];
  /** What kind of stage it is; empty where that goes without saying. */
  readonly kind: string;
  /** How much lower than its middle the words stand. */
  readonly lift: number;
  /** Points of its outline around its middle. */
  readonly outline: string;
  /** Points of each line inside of it. */
  readonly marks: readonly string[];
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'plain' | 'good' | 'bad' | 'jump';
  /** It leads to something that stands above. */
  readonly back: boolean;
  readonly path: string;
  /** Points of its arrow. */
  readonly head: string;
  readonly words: PictureWords | null;
}

export interface PictureWords {
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
}

/** What a file of a folder `workflows` is to somebody who would have a run follow it. */
export interface ReadWorkflow {
  /** Its `label`, else its name; empty where it cannot be read. */
  readonly title: string;
  /** The first thing for which a run cannot carry it out; null where one can. */
  readonly problem: { readonly line: number | null; readonly message: string } | null;
  /** Null where it cannot be read. */
  readonly picture: WorkflowPicture | null;
}

/** One that the form offers, or says why not. */
export interface OfferedWorkflow extends Pick<ReadWorkflow, 'title' | 'problem'> {
  /** Relative to the repository; the name of the file where it ships with Dimmer. */
  readonly path: string;
  readonly shipped: boolean;
  /** Whether hidden scenarios are a part of it. */
  readonly judges: boolean;
}

const rowHeights = { label: 18, caption: 15 } as const;

/** Where the words of a node stand below its middle: the first line of its label, and its caption. */
export function rowsOf(lines: number, caption: boolean, lift: number): { label: number; caption: number } {
  const block = lines * rowHeights.label + (caption ? rowHeights.caption : 0);
  const label = -block / 2 + rowHeights.label * 0.74 + lift;
  return { label, caption: label + lines * rowHeights.label - 2 };
}
