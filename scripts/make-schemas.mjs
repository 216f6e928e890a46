// Writes docs/schemas/ from the schemas in the code. `--check` only compares.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { publishedSchemas } from '../extension/checks/published-schemas.ts';

const folder = fileURLToPath(new URL('../docs/schemas', import.meta.url));
const wanted = new Map();
for (const [name, schema] of publishedSchemas())
  wanted.set(
    `${name}.schema.json`,
    await format(JSON.stringify(schema), { parser: 'json', printWidth: 110 }),
  );

await mkdir(folder, { recursive: true });
const found = (await readdir(folder)).filter((name) => name.endsWith('.schema.json'));
const stale = found.filter((name) => !wanted.has(name));
for (const [name, text] of wanted)
  if ((await readFile(join(folder, name), 'utf8').catch(() => '')) !== text) stale.push(name);

if (!process.argv.includes('--check')) {
  for (const name of stale.filter((one) => !wanted.has(one))) await rm(join(folder, name));
  for (const [name, text] of wanted) await writeFile(join(folder, name), text);
  console.log(`${wanted.size} schemas in docs/schemas, ${stale.length} changed`);
} else if (stale.length > 0) {
  console.error(`Out of date in docs/schemas: ${stale.join(', ')}. Run node scripts/make-schemas.mjs.`);
  process.exitCode = 1;
}
