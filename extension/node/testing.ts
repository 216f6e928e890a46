// For tests of processes: the programs as they ship, built before the first of them (scripts/build-for-tests.mjs).
import { join } from 'node:path';

export const bundles = join(import.meta.dirname, '..', '..', 'dist');
export const cli = join(bundles, 'cli.mjs');

/** Whether long sweeps are carried out whole (`npm run test:whole`) or in the short form that `npm test` has time for. */
export const whole = process.env['DIMMER_SWEEP'] === 'whole';
