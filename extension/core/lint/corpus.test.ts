// The linter over real specs that nobody here wrote: no crash, the same twice, and quiet. Skipped where the data is absent.
// The short form reads every third of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { whole } from '../../node/testing.ts';
import { decodeSpecBytes } from '../spec/decode-bytes.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { shownByDefault } from './finding.ts';
import { lintSpec } from './lint.ts';

const corpus = fileURLToPath(new URL('../../../../shared/data/corpus', import.meta.url));
const present = existsSync(corpus);

function read(folder: string) {
  const names = readdirSync(join(corpus, folder)).sort();
  return (whole || names.length < 9 ? names : names.filter((_, at) => at % 3 === 0)).map((name) => ({
    name,
    text: decodeSpecBytes(readFileSync(join(corpus, folder, name))).text,
  }));
}

const folders = ['openspec', 'spec-kit', 'kiro', 'nlspec', 'eips'];

test.skipIf(!present).each(folders)('%s: no crash, every place inside the text, the same twice', (folder) => {
  const files = read(folder);
  expect(files.length).toBeGreaterThan(2);
  let words = 0;
  let shown = 0;
  files.forEach(({ name, text }, index) => {
    const { findings } = lintSpec(parseSpec(text, name));
    const outside = findings.filter(
      ({ range }) => range.offset < 0 || range.offset > range.endOffset || range.endOffset > text.length,
    );
    expect(outside).toEqual([]);
    if (index % 10 === 0) expect(lintSpec(parseSpec(text, name)).findings).toEqual(findings);
    words += text.split(/\s+/).length;
    shown += findings.filter(shownByDefault).length;
  });
  // A wall of yellow is an uninstall.
  expect((shown / words) * 1000).toBeLessThan(3);
});
