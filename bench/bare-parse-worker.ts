// The floor of a lint worker: it is told a text, parses it, and answers how many blocks that has.
import { parentPort } from 'node:worker_threads';
import { bare } from './bare-parse.ts';

parentPort?.on('message', (text: string) => parentPort?.postMessage(bare.parse(text).children.length));
