// For tests of processes: the programs as they ship, built before the first of them (scripts/build-for-tests.mjs).
import { join } from 'node:path';

export const bundles = join(import.meta.dirname, '..', '..', 'dist');
export const cli = join(bundles, 'cli.mjs');
