// How much memory linting the corpus takes, beside parsing it. The file is also the process that is measured.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { lintSpec } from '../extension/core/lint/lint.ts';
import { parseSpec } from '../extension/core/spec/parse-spec.ts';
import { bare } from './bare-parse.ts';
import { inTurns, type Figure } from './figure.ts';
import { corpusTexts } from './real-specs.ts';

/** What the command line gives its threads (extension/cli/lint-files.ts). */
const heap = ['--heap-growing-percent=50', '--max-semi-space-size=8'];

export async function lintMemory(repeats: number): Promise<Figure> {
  const { ours, floor } = await inTurns(
    repeats,
    () => peak('lint'),
    () => peak('parse'),
  );
  return {
    name: 'memory of linting the corpus',
    what: `peak resident memory of one process, findings of all specs kept, both sides with \`${heap.join(' ')}\``,
    ours,
    floor: { name: 'the same process parsing with `unified`, the trees thrown away', series: floor },
    bar: 400,
    unit: 'MB',
  };
}

/** Peak resident memory of a process of its own, in MB. */
async function peak(what: 'lint' | 'parse'): Promise<number> {
  const child = spawn(process.execPath, [...heap, '--no-warnings', fileURLToPath(import.meta.url), what]);
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  const exit = await new Promise((resolve) => child.once('close', resolve));
  if (exit !== 0) throw new Error(`the process that was to ${what} ended with ${String(exit)}`);
  return Number(said) / 1024;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const texts = corpusTexts();
  const kept =
    process.argv[2] === 'lint'
      ? texts.map((text, at) => lintSpec(parseSpec(text, `specs/${at}.md`)))
      : texts.map((text) => bare.parse(text).children.length);
  if (kept.length === texts.length) console.log(process.resourceUsage().maxRSS);
}
