// The texts that linting is timed with: the real specs of the shared corpus, one by one or a few of them as one long spec.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const corpus = fileURLToPath(new URL('../../shared/data/corpus', import.meta.url));

export function corpusTexts(): string[] {
  if (!existsSync(corpus))
    throw new Error('the corpus of real specs is not beside this repository: lint figures cannot be taken');
  const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  return names.sort().map((name) => readFileSync(join(corpus, name), 'utf8'));
}

/** A little over 200 KB, the same at each call. */
export function longSpec(): string {
  let text = '';
  for (const one of corpusTexts().filter(({ length }) => length > 4_000)) {
    if (text.length > 200 * 1024) break;
    text += `${one.replace(/^---\n[\s\S]*?\n---\n/, '')}\n\n`;
  }
  return text;
}
