// Writes the parser of workflows from its grammar. A test fails while the file is not what this would write.
// Usage: node scripts/make-workflow-parser.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import peggy from 'peggy';
import { format } from 'prettier';

const folder = fileURLToPath(new URL('../extension/core/workflow/grammar/', import.meta.url));

/** The text of the parser that belongs to `grammar`. */
export async function workflowParser(grammar) {
  const source = peggy.generate(grammar, {
    output: 'source',
    format: 'es',
    allowedStartRules: ['Graph', 'Condition', 'Stylesheet'],
    grammarSource: 'attractor.peggy',
  });
  const head =
    '/* eslint-disable */\n// Made by scripts/make-workflow-parser.mjs from attractor.peggy; not to be edited.\n';
  return format(head + source, { parser: 'babel', singleQuote: true, printWidth: 110 });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await workflowParser(await readFile(`${folder}attractor.peggy`, 'utf8'));
  await writeFile(`${folder}attractor.mjs`, text);
  console.log(`extension/core/workflow/grammar/attractor.mjs: ${text.length} characters`);
}
