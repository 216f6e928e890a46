// What documents promise against what the code has: each contradiction has its places, and doubt says nothing.
import { expect, test } from 'vitest';
import { draftModule } from './draft.ts';

/** `text [tag] [tag]` of each contradiction of a whole repository. */
function contradictionsOf(files: Readonly<Record<string, string>>): string[] {
  const sorted = Object.entries(files)
    .map(([path, text]) => ({ path, text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const { contradictions } = draftModule({
    ...{ module: '.', commit: null, changed: false, files: sorted, complete: true },
    ...{ paths: sorted.map(({ path }) => path), history: [], notes: [] },
  });
  return contradictions.map(({ text, tags }) => [text, ...tags].join(' '));
}

const manifest =
  '{\n  "name": "tool",\n  "version": "2.1.0",\n  "bin": "cli.js",\n  "scripts": { "build": "x" }\n}';
const fenced = (...lines: string[]) => ['```sh', ...lines, '```'].join('\n');

test('a version that a document pins or calls the current one, against the manifest', () => {
  const told = (readme: string) => contradictionsOf({ 'package.json': manifest, 'README.md': readme });
  const says = (version: string, line = 1) => [
    `A document says version \`${version}\`; the manifest says \`2.1.0\`. [DOC README.md:${line}] [CODE package.json:3]`,
  ];
  expect(told('Run `npx tool@1.9.0 sync`.')).toEqual(says('1.9.0'));
  expect(told('# Tool\n\n**Version:** 2.0.4')).toEqual(says('2.0.4', 3));
  expect(told('The current version is `2.2.0`.')).toEqual(says('2.2.0'));
  for (const quiet of [
    'Run `npx tool@2.1.0`, or `other-tool@1.0.0`, or `@scope/tool@1.0.0`.',
    'Migrating from tool@1.0.0 takes a minute.',
    '1.2.3.4 is an address; 1.0.0 (MIT) is a licence; since version 1.5.0 it is faster.',
    '## Version 1.0.0',
    'Pass `tool@latest`.',
  ])
    expect(told(quiet)).toEqual([]);
});

test('an npm script that no manifest nearby has', () => {
  const told = (readme: string, more: Readonly<Record<string, string>> = {}) =>
    contradictionsOf({ 'package.json': manifest, 'README.md': readme, ...more });
  expect(told('Run `npm run build`, then\n`npm run ship:all`.')).toEqual([
    'A document says `npm run ship:all`; the manifest has no such script. [DOC README.md:2] [CODE package.json:1]',
  ]);
  expect(told(fenced('npm run ship'))).toHaveLength(1);
  expect(told(fenced('tool "npm run ship"'))).toEqual([]);
  expect(told('It is like `npm run watch-js & npm run watch-css`.')).toEqual([]);
  expect(told('`cd site && npm run dev`, `npm run dev --prefix site`, `npm run dev -w site`')).toEqual([]);
  expect(told('`npm run dev`', { 'site/package.json': '{ "scripts": { "dev": "y" } }' })).toEqual([]);
  expect(told('Add `"check": "tool"` to your scripts and call `npm run check`.')).toEqual([]);
});

const cli = [
  "import { program } from 'commander';",
  "program.command('sync <from>').option('--dry', 'say only', false);",
  "program.command('list').alias('ls');",
].join('\n');

test('a command that documents call and the code does not declare', () => {
  const told = (readme: string, code = cli) =>
    contradictionsOf({ 'package.json': manifest, 'cli.js': code, 'README.md': readme });
  const gone = (name: string, line: number) =>
    `A document calls the command \`${name}\`; no source that was read declares it, as others are. [DOC README.md:${line}] [CODE cli.js:2]`;
  expect(told(fenced('$ tool sync --dry', 'npx tool push --dry', 'tool ls'))).toEqual([gone('push', 3)]);
  expect(told('Call `tool sync here --dry`, `tool push`, then `tool list`.')).toEqual([gone('push', 1)]);
  for (const quiet of [
    fenced('tool sync --dry', 'tool help', 'tool ./file.md', 'tool <command>', 'other push', '# tool push'),
    fenced('tool push --dry'),
    'The tool push is `--dry`; use `tool sync`.',
  ])
    expect(told(quiet)).toEqual([]);
  const elsewhere = `${cli}\nconst more = { 'push': run };`;
  expect(told(fenced('tool sync --dry', 'tool push'), elsewhere)).toEqual([]);
  const words = cli.replace("'list'", "'list', { isDefault: true }");
  expect(told(fenced('tool sync --dry', 'tool push'), words)).toEqual([]);
});

test('a function that documents take from the package, or list among its exports, and no source has', () => {
  const code = 'export function parseThing(a) {}\nfunction inner() {}\n';
  const told = (readme: string) =>
    contradictionsOf({ 'package.json': manifest, 'index.js': code, 'README.md': readme });
  const gone = (name: string, line: number) =>
    `A document takes \`${name}\` from the module; no source that was read has the name. [DOC README.md:${line}] [INFERRED]`;
  expect(told(fenced("import { parseThing, readThing as read } from 'tool';"))).toEqual([
    gone('readThing', 2),
  ]);
  expect(told(fenced("const { makeThing } = require('tool');"))).toEqual([gone('makeThing', 2)]);
  expect(told('## `parseThing(a)`\n\n### dropThing(a, b)\n\n- `keepThing()`: keeps.')).toEqual([
    gone('dropThing', 3),
    gone('keepThing', 5),
  ]);
  for (const quiet of [
    fenced("import { other } from 'elsewhere';", 'otherThing(1);'),
    '### dropThing(a, b)',
    '## `parseThing(a)`\n\nIt calls `setTimeout(f, 1)` and `inner(a)`.\n\n### inner(a)',
  ])
    expect(told(quiet)).toEqual([]);
});

test('flags of other programs, examples of a library and negations are not promised', () => {
  const told = (readme: string, code = cli) =>
    contradictionsOf({ 'package.json': manifest, 'cli.js': code, 'README.md': readme });
  expect(
    told(
      '`npm install --save-dev tool`, `git commit --amend`, `npx eslint --fix`, `tool --no-dry`, `npm install tool --save-dev`, `tool --help`, <!--oc-->',
    ),
  ).toEqual([]);
  expect(told(fenced('mitmproxy --listen-port 1', 'tool --dry', '"run": "processing --sketch"'))).toEqual([]);
  expect(told('Say `--separator`.', 'export const one = 1;')).toEqual([]);
  expect(told('`npx tool --dry --wet`')).toEqual([
    'A document names the flag `--wet`; no source that was read has it. [DOC README.md:1]',
  ]);
});

test('defaults are compared as values, not as words', () => {
  const told = (readme: string) => contradictionsOf({ 'cli.js': cli, 'README.md': readme });
  expect(told('`--dry` (default: `true`)')).toEqual([
    'The default of `--dry` is `true` in a document and `false` in the code. [DOC README.md:1] [CODE cli.js:2]',
  ]);
  for (const same of [
    '`--dry` (default: off)',
    '`--dry`, default is the current folder',
    '`--dry` defaults to 5 s',
  ])
    expect(told(same)).toEqual([]);
});

test('the default of another flag in the same sentence is not taken', () => {
  const read = contradictionsOf({ 'cli.js': cli, 'README.md': '`--dry` with `--src` (default `cwd`)' });
  expect(read).toEqual([
    'A document names the flag `--src`; no source that was read has it. [DOC README.md:1]',
  ]);
});

test('what documents leave out: one by one where it is little, together where it is most, and no help or benchmark', () => {
  const flags = (...names: string[]) =>
    `import { program } from 'commander';\n${names.map((name) => `program.option('--${name}');`).join('\n')}`;
  const told = (readme: string, ...names: string[]) =>
    contradictionsOf({ 'cli.js': flags(...names), 'bench/run.js': flags('slow'), 'README.md': readme });
  expect(told('`--one`', 'one', 'two', 'help')).toEqual([
    'The code takes the flag `--two`; no document that was read names it. [CODE cli.js:3]',
  ]);
  expect(told('words', 'one', 'two', 'three', 'four')).toEqual([
    'The code takes 4 flags that no document that was read names: `--one`, `--two`, `--three` and others. [CODE cli.js:2] [CODE cli.js:3] [CODE cli.js:4]',
  ]);
  expect(contradictionsOf({ 'main.go': 'flag.Int("port", 80, "x")', 'README.md': 'Pass --port.' })).toEqual(
    [],
  );
});

test('a file in a folder that is never walked is not said to be missing', () => {
  const files = {
    'a.js': 'export const a = 1;',
    'README.md': '[guide](.github/guide.md) [built](dist/a.js) [gone](no.md)',
  };
  expect(contradictionsOf(files)).toEqual([
    'A document names the file `no.md`; it is not there. [DOC README.md:1]',
  ]);
});
