import { expect, test } from 'vitest';
import { closeInheritedDescriptors } from '../../node/sandbox/descriptors.ts';
import { hangMark, processesWith } from './cases.ts';
import { runAttacks } from './selftest-mode.ts';

test('every attack succeeds without a sandbox and none in ours', async () => {
  closeInheritedDescriptors();
  const reports = await runAttacks();
  const tried = reports.filter((one) => one.control === 'leaks');
  expect(reports.filter((one) => one.control === 'holds').map((one) => one.attack)).toEqual([]);
  expect(tried.filter((one) => one.evaluator !== 'holds').map((one) => one.attack)).toEqual([]);
  expect(tried.filter((one) => one.agent === 'leaks').map((one) => one.attack)).toEqual([]);
  expect(tried.length).toBeGreaterThanOrEqual(20);
  expect(processesWith(`${hangMark}-`)).toEqual([]);
});
