// The counts of an evaluation in words, with intervals.
import { forcingRules } from '../../extension/core/break-glass/rules.ts';
import { wilson } from '../../extension/core/scenario/statistics.ts';

export function summary(results, planted) {
  const total = (key) => results.reduce((sum, one) => sum + one[key], 0);
  const lines = results.flatMap((one) => [
    `${one.name}: forced on ${share(one.forced, one.commits)}`,
    ...notes(one),
  ]);
  if (results.length > 0) {
    lines.push('', `all: forced on ${share(total('forced'), total('commits'))} (bar: at most 25 %)`);
    lines.push(...bySecurity(results));
    for (const { id } of forcingRules) {
      const fired = results.reduce((sum, one) => sum + (one.rules[id] ?? 0), 0);
      const where = results.flatMap((one) => one.examples[id] ?? []);
      lines.push(`  ${id.padEnd(24)} ${String(fired).padStart(4)}  ${where.slice(0, 3).join(' ')}`);
    }
  }
  for (const [name, { planted: n, caught: found, missed }] of Object.entries(planted ?? {}))
    lines.push(
      `planted, ${name}: caught ${share(found, n)}${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`,
    );
  return lines.join('\n');
}

function notes({ skipped, gone = [] }) {
  return [
    ...skipped.map((one) => `  not judged, not counted: ${one}`),
    ...gone.map((one) => `  not offered by the mirror: ${one}`),
  ];
}

function bySecurity(results) {
  const sum = (key) => results.reduce((all, one) => all + one.security[key], 0);
  const all = (key) => results.reduce((total, one) => total + one[key], 0);
  if (sum('commits') === 0) return [];
  return [
    `  fixes of security holes: forced on ${share(sum('forced'), sum('commits'))}`,
    `  the same fixes taken back: forced on ${share(sum('undone'), sum('commits'))}`,
    `  all others: forced on ${share(all('forced') - sum('forced'), all('commits') - sum('commits'))}`,
  ];
}

function share(part, whole) {
  const { low, high } = wilson(part, whole);
  const percent = (value) => Math.round(value * 100);
  return `${part} of ${whole} (95 % interval ${percent(low)} to ${percent(high)} %)`;
}
