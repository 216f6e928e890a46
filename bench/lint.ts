// What linting costs beside the bare parse of the same texts and beside three linters of Markdown, over the real specs of the shared
// corpus; and what an edit costs beside reading the whole spec again.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRequire } from 'node:module';
import { TextlintKernel, type TextlintKernelPlugin, type TextlintKernelRule } from '@textlint/kernel';
import { lint as markdownlint } from 'markdownlint/sync';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import presetLintRecommended from 'remark-preset-lint-recommended';
import { unified } from 'unified';
import { VFile } from 'vfile';
import { lintSpec } from '../extension/core/lint/lint.ts';
import { parseSpec } from '../extension/core/spec/parse-spec.ts';
import { bare } from './bare-parse.ts';
import { inTurns, series, type Figure } from './figure.ts';
import { corpusTexts, longSpec } from './real-specs.ts';
import { timed } from './timed.ts';

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

/** Rules that neither split sentences nor look words up: what is left is mostly textlint's own work. */
const textlintRules = [
  'textlint-rule-no-todo',
  'textlint-rule-no-empty-section',
  '@textlint-rule/textlint-rule-no-invalid-control-character',
];

export function lintBesideTextlint(repeats: number): Promise<Figure> {
  const kernel = new TextlintKernel();
  const plugin = commonJs<TextlintKernelPlugin['plugin']>('@textlint/textlint-plugin-markdown');
  const rules = textlintRules.map((ruleId) => ({
    ruleId,
    rule: commonJs<TextlintKernelRule['rule']>(ruleId),
  }));
  const options = { ext: '.md', plugins: [{ pluginId: 'markdown', plugin }], rules };
  return besides(repeats, '`textlint` with three light rules', 1, async (texts) => {
    let messages = 0;
    for (const text of texts) messages += (await kernel.lintText(text, options)).messages.length;
    if (messages === 0) throw new Error('textlint has nothing to say of the corpus: its rules do not run');
  });
}

/** What a package without types or a default that Node would import hands out. */
function commonJs<T>(name: string): T {
  const loaded = createRequire(import.meta.url)(name) as T | { readonly default: T };
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded
    ? loaded.default
    : (loaded as T);
}

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
    () => timed(() => void lintAll(texts)),
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
  let text = longSpec();
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
      const took = await timed(() => void lintSpec(parseSpec(edited, 'specs/edited.md')));
      if (turn >= 0) edits.push(took);
    }
    const took = await timed(() => void bare.parse(text));
    if (turn >= 0) whole.push(took);
    // What the parse of the whole leaves behind is not cleared away in the time of the next edits.
    collectGarbage();
  }
  return {
    name: `lint again after a word, spec of ${Math.round(text.length / 1024)} KB`,
    what: 'from the edited text to findings of all rules; the pieces of the text that did not change are remembered',
    ours: series(edits),
    floor: { name: '`unified` parses the whole text', series: series(whole) },
    bar: 10,
  };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as (o: object) => void)({ type: 'minor' });
}
