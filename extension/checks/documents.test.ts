// Documents name what exists: every link leads somewhere, every command, setting and file they promise is there.
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './sources.ts';

const folders = ['', 'docs', 'docs/decisions', 'docs/rules'];

async function documents(): Promise<{ path: string; text: string }[]> {
  const paths = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(root, folder)))
        .filter((name) => name.endsWith('.md'))
        .map((name) => join(folder, name)),
    ),
  );
  return Promise.all(
    paths.flat().map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  );
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
  };
}

const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
const prose = (text: string) => text.replace(/^(`{3,})[^]*?^\1$/gm, '');

async function brokenLinks(images: boolean): Promise<string[]> {
  const links = (await documents()).flatMap(({ path, text }) =>
    [...prose(text).matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, mark, target = '']) => ({
      ...{ path, target },
      image: mark === '!',
    })),
  );
  expect(links.length).toBeGreaterThan(40);
  return links
    .filter(({ image, target }) => image === images && !/^(https?:|#)/.test(target))
    .filter(({ path, target }) => !existsSync(join(root, dirname(path), target.replace(/#.*/, ''))))
    .map(({ path, target }) => `${path} -> ${target}`);
}

test('every link leads to a file', async () => {
  expect(await brokenLinks(false)).toEqual([]);
});

test.skipIf(!existsSync(join(root, 'docs/images')))('every picture is there', async () => {
  expect(await brokenLinks(true)).toEqual([]);
});

test('every npm script and every file of the project that is named exists', async () => {
  for (const { path, text } of await documents()) {
    for (const [, script = ''] of text.matchAll(/npm run ([\w:-]+)/g))
      expect([path, script, script in manifest.scripts]).toEqual([path, script, true]);
    for (const [, file = ''] of text.matchAll(/`((?:extension|scripts|webview|docs)\/[\w./-]+\.\w+)`/g))
      expect([path, file, existsSync(join(root, file))]).toEqual([path, file, true]);
  }
});

test('docs/commands-and-settings.md has every command and setting, with its default, and no other', async () => {
  const text = await readFile(join(root, 'docs/commands-and-settings.md'), 'utf8');
  const table = (heading: RegExp) => text.split(/^(?=#+ )/m).find((part) => heading.test(part)) ?? '';
  const ids = (part: string) => [...part.matchAll(/^\| `(dimmer\.[\w.]+)`/gm)].map((match) => match[1]);
  expect(ids(table(/^# /)).sort()).toEqual(
    manifest.contributes.commands.map(({ command }) => command).sort(),
  );
  const { properties } = manifest.contributes.configuration;
  const rows = [...table(/^## Settings/).matchAll(/^\| `(dimmer\.[\w.]+)` \| `([^|]*)` \|/gm)];
  expect(Object.fromEntries(rows.map(([, id, value = '']) => [id, JSON.parse(value) as unknown]))).toEqual(
    Object.fromEntries(Object.entries(properties).map(([id, { default: value }]) => [id, value])),
  );
});

test('the command line is documented: each command, and nothing that it does not know', async () => {
  const { commandNames } = await commandsOf();
  const text = await readFile(join(root, 'docs/commands-and-settings.md'), 'utf8');
  const named = new Set([...text.matchAll(/`dimmer ([a-z]+)\b/g)].map((match) => match[1]));
  expect([...named].sort()).toEqual(commandNames);
  for (const { path, text: other } of await documents()) {
    const unknown = [...other.matchAll(/(?:`|npx )dimmer ([a-z]+)\b/g)].filter(
      ([, name = '']) => !commandNames.includes(name),
    );
    expect([path, unknown.map(([whole]) => whole)]).toEqual([path, []]);
  }
});

/** The keys of the command table, read from the source: importing an entry point would start it. */
async function commandsOf(): Promise<{ commandNames: string[] }> {
  const source = await readFile(join(root, 'extension/cli/main.ts'), 'utf8');
  const table = /const commands[^]*?= \{\n([^]*?)\n\};/.exec(source)?.[1] ?? '';
  return { commandNames: [...table.matchAll(/^ {2}(\w+): /gm)].map((match) => match[1] ?? '').sort() };
}
