// What linting costs beside the bare parse of the same texts, over the real specs of the shared corpus; and what an edit costs
// beside reading the whole spec again.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { lintSpec } from '../extension/core/lint/lint.ts';
import { parseSpec } from '../extension/core/spec/parse-spec.ts';
import { inTurns, type Figure } from './figure.ts';

const corpus = fileURLToPath(new URL('../../shared/data/corpus', import.meta.url));
const bare = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter);

export async function lintCorpus(repeats: number): Promise<Figure> {
  const texts = corpusTexts();
  const megabytes = texts.reduce((sum, { length }) => sum + length, 0) / 1024 / 1024;
  const { ours, floor } = await inTurns(
    repeats,
    async () => timed(() => texts.forEach((text, at) => lintSpec(parseSpec(text, `specs/${at}.md`)))),
    async () => timed(() => texts.forEach((text) => bare.parse(text))),
  );
  return {
    name: `lint ${texts.length} real specs, ${megabytes.toFixed(1)} MB`,
    what: 'from text to findings of all rules, one process, one thread',
    ours,
    floor: { name: '`unified`, `remark-parse`, gfm and frontmatter parse the same', series: floor },
    mostRatio: 1.5,
  };
}

export async function lintEdit(repeats: number): Promise<Figure> {
  let text = '';
  for (const one of corpusTexts().filter(({ length }) => length > 4_000)) {
    if (text.length > 200 * 1024) break;
    text += `${one.replace(/^---\n[\s\S]*?\n---\n/, '')}\n\n`;
  }
  let at = 0;
  const { ours, floor } = await inTurns(
    repeats,
    async () => {
      // Another word in another place each time.
      const offset = text.indexOf(' ', (text.length / (repeats + 2)) * ++at);
      text = `${text.slice(0, offset)} w${at}${text.slice(offset)}`;
      return timed(() => lintSpec(parseSpec(text, 'specs/edited.md')));
    },
    async () => timed(() => bare.parse(text)),
  );
  return {
    name: `lint again after a word, spec of ${Math.round(text.length / 1024)} KB`,
    what: 'from the edited text to findings of all rules; the pieces of the text that did not change are remembered',
    ours,
    floor: { name: '`unified` parses the whole text', series: floor },
    bar: 10,
  };
}

function corpusTexts(): string[] {
  if (!existsSync(corpus))
    throw new Error('the corpus of real specs is not beside this repository: lint figures cannot be taken');
  const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  return names.sort().map((name) => readFileSync(join(corpus, name), 'utf8'));
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
