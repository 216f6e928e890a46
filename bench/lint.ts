// What linting costs beside the bare parse of the same texts and beside two linters of Markdown, over the real specs of the shared
// corpus; what an edit costs beside reading the whole spec again; and how much memory the corpus takes.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lint as markdownlint } from 'markdownlint/sync';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import presetLintRecommended from 'remark-preset-lint-recommended';
import { unified } from 'unified';
import { VFile } from 'vfile';
import { lintSpec } from '../extension/core/lint/lint.ts';
import { parseSpec } from '../extension/core/spec/parse-spec.ts';
import { inTurns, series, type Figure } from './figure.ts';

const corpus = fileURLToPath(new URL('../../shared/data/corpus', import.meta.url));
const bare = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter);
const remarkLint = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkFrontmatter)
  .use(presetLintRecommended)
  .freeze();

export const lintCorpus = (repeats: number): Promise<Figure> =>
  besides(repeats, '`unified`, `remark-parse`, gfm and frontmatter parse the same', 1.5, async (texts) =>
    texts.forEach((text) => bare.parse(text)),
  );

export const lintBesideRemark = (repeats: number): Promise<Figure> =>
  besides(repeats, 'the recommended preset of `remark-lint`, 14 rules', 1, async (texts) => {
    for (const text of texts) {
      const file = new VFile(text);
      await remarkLint.run(remarkLint.parse(file), file);
    }
  });

export const lintBesideMarkdownlint = (repeats: number): Promise<Figure> =>
  besides(repeats, '`markdownlint` with its defaults', 1, async (texts) =>
    texts.forEach((text) => markdownlint({ strings: { text } })),
  );

async function besides(
  repeats: number,
  name: string,
  mostRatio: number,
  peer: (texts: readonly string[]) => Promise<void>,
): Promise<Figure> {
  const texts = corpusTexts();
  const megabytes = texts.reduce((sum, { length }) => sum + length, 0) / 1024 / 1024;
  const { ours, floor } = await inTurns(
    repeats,
    () => timed(async () => void lintAll(texts)),
    () => timed(() => peer(texts)),
  );
  return {
    name: `lint ${texts.length} real specs, ${megabytes.toFixed(1)} MB`,
    what: 'from text to findings of all rules, one process, one thread',
    ours,
    floor: { name, series: floor },
    mostRatio,
  };
}

const lintAll = (texts: readonly string[]) =>
  texts.map((text, at) => lintSpec(parseSpec(text, `specs/${at}.md`)));

/** Edits for each whole parse; each is timed by itself. */
const editsInTurn = 10;

export async function lintEdit(repeats: number): Promise<Figure> {
  let text = '';
  for (const one of corpusTexts().filter(({ length }) => length > 4_000)) {
    if (text.length > 200 * 1024) break;
    text += `${one.replace(/^---\n[\s\S]*?\n---\n/, '')}\n\n`;
  }
  const edits: number[] = [];
  const whole: number[] = [];
  // The first turns are thrown away: an editor that has been open for a minute has made them.
  for (let turn = -3; turn < repeats; turn += 1) {
    for (let at = 0; at < editsInTurn; at += 1) {
      // Another word in another place each time.
      const place = ((turn + 3) * 7 + at * 31) % 100;
      const offset = text.indexOf(' ', (text.length / 102) * place);
      text = `${text.slice(0, offset)} w${turn + 3}x${at}${text.slice(offset)}`;
      // As a message brings it to the linter's thread; pasting the edit into a string is not the linter's work.
      const edited = structuredClone(text);
      const took = await timed(async () => void lintSpec(parseSpec(edited, 'specs/edited.md')));
      if (turn >= 0) edits.push(took);
    }
    const took = await timed(async () => void bare.parse(text));
    if (turn >= 0) whole.push(took);
  }
  return {
    name: `lint again after a word, spec of ${Math.round(text.length / 1024)} KB`,
    what: 'from the edited text to findings of all rules; the pieces of the text that did not change are remembered',
    ours: series(edits),
    floor: { name: '`unified` parses the whole text', series: series(whole) },
    bar: 10,
  };
}

export async function lintMemory(repeats: number): Promise<Figure> {
  const { ours, floor } = await inTurns(
    repeats,
    () => peak('lint'),
    () => peak('parse'),
  );
  return {
    name: 'memory of linting the corpus',
    what: 'peak resident memory of one process, findings of all specs kept',
    ours,
    floor: { name: 'the same process parsing with `unified`, the trees thrown away', series: floor },
    bar: 400,
    unit: 'MB',
  };
}

/** Peak resident memory of a process of its own, in MB. */
async function peak(what: 'lint' | 'parse'): Promise<number> {
  const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(import.meta.url), what]);
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  const exit = await new Promise((resolve) => child.once('close', resolve));
  if (exit !== 0) throw new Error(`the process that was to ${what} ended with ${String(exit)}`);
  return Number(said) / 1024;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const texts = corpusTexts();
  const kept =
    process.argv[2] === 'lint' ? lintAll(texts) : texts.map((text) => bare.parse(text).children.length);
  if (kept.length === texts.length) console.log(process.resourceUsage().maxRSS);
}

function corpusTexts(): string[] {
  if (!existsSync(corpus))
    throw new Error('the corpus of real specs is not beside this repository: lint figures cannot be taken');
  const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  return names.sort().map((name) => readFileSync(join(corpus, name), 'utf8'));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
