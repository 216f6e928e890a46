// What the manifest declares and what the code registers and reads are the same; every text key exists.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, sourceFiles } from '../checks/sources.ts';
import { settingIds } from '../core/protocol/settings.ts';
import { commandIds, untrustedCommandIds } from './ids.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default: unknown; readonly scope?: string }>>;
    };
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly svg: string; readonly altText: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

const text = await readFile(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const words = JSON.parse(await readFile(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const sources = await sourceFiles(['extension/shell']);
const everything = sources.map((file) => file.text).join('\n');
const everythingWithCore =
  everything + (await sourceFiles(['extension/core/level'])).map((file) => file.text).join('\n');
const sorted = (items: Iterable<string>) => [...new Set(items)].sort();

test('every contributed command is registered, and the other way round', () => {
  expect(manifest.contributes.commands.map(({ command }) => command).sort()).toEqual([...commandIds].sort());
  const registering = sources.filter((file) => file.text.includes('registerCommand('));
  expect(registering.map((file) => file.path)).toEqual(['extension/shell/compose/commands.ts']);
});

test('the palette offers an untrusted folder exactly the commands that the code accepts there', () => {
  const offered = manifest.contributes.commands.filter(
    ({ enablement }) => !enablement?.includes('isWorkspaceTrusted'),
  );
  expect(offered.map(({ command }) => command).sort()).toEqual([...untrustedCommandIds].sort());
});

test('menus, keybindings, welcome views and code name existing commands only', () => {
  const { menus, keybindings, viewsWelcome } = manifest.contributes;
  const inMenus = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
  const inTexts = [...JSON.stringify([words, viewsWelcome]).matchAll(/command:(dimmer\.\w+)/g)].map(
    ([, id]) => id ?? '',
  );
  const inCode = [...everything.matchAll(/(?:command: |executeCommand\()'(dimmer\.\w+)'/g)].map(
    ([, id]) => id ?? '',
  );
  const known = new Set<string>(commandIds);
  expect(inTexts.length).toBeGreaterThan(3);
  expect(inCode.length).toBeGreaterThan(3);
  expect(sorted([...inMenus, ...inTexts, ...inCode]).filter((id) => !known.has(id))).toEqual([]);
});

test('every setting is declared, decoded with the declared default, and read in one place', () => {
  expect(Object.keys(manifest.contributes.configuration.properties).sort()).toEqual([...settingIds].sort());
  const readers = sources.filter((file) => file.text.includes('getConfiguration(')).map((file) => file.path);
  expect(readers).toEqual(['extension/shell/settings.ts']);
});

test('settings that choose what runs are restricted in an untrusted folder', () => {
  const harmless = ['dimmer.specs', 'dimmer.lint.show'];
  expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(
    [...settingIds].filter((id) => !harmless.includes(id)).sort(),
  );
});

test('what could send something of the user away is a setting of the machine, which no repository changes', () => {
  const { properties } = manifest.contributes.configuration;
  const away = ['command', 'hosts', 'credentials', 'unconfined'].map((name) => `dimmer.agent.${name}`);
  for (const id of [...away, 'dimmer.github.apiUrl'])
    expect([id, properties[id]?.scope]).toEqual([id, 'machine']);
});

test('every view of the manifest is made', () => {
  const views = Object.values(manifest.contributes.views).flat();
  const made = [...everything.matchAll(/(?:createTreeView|registerWebviewViewProvider)\('([\w.]+)'/g)].map(
    ([, id]) => id ?? '',
  );
  expect(made.sort()).toEqual(views.map(({ id }) => id).sort());
});

test('every text key of the manifest exists, and none is left over', () => {
  const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
  expect(sorted(used)).toEqual(Object.keys(words).sort());
});

test('keybindings ask for a context', () => {
  expect(manifest.contributes.keybindings.filter(({ when }) => !when)).toEqual([]);
});

test('what the manifest points to is there', async () => {
  const media = [...text.matchAll(/"(media\/[^"]+)"/g)].map(([, path]) => path ?? '');
  expect(media.length).toBeGreaterThan(4);
  for (const path of media) expect((await readFile(join(root, path))).length).toBeGreaterThan(100);
});

test('the walkthrough is the first hour: four steps, each with its picture, its button and a way to be done', async () => {
  const [walkthrough, ...others] = manifest.contributes.walkthroughs;
  expect(others).toEqual([]);
  const steps = walkthrough?.steps ?? [];
  expect(steps.map(({ id }) => id)).toEqual(['delegate', 'diff', 'hide', 'ask']);
  const known = new Set<string>(commandIds);
  for (const { id, description, media, completionEvents } of steps) {
    const told = words[description.replaceAll('%', '')] ?? '';
    const buttons = [...told.matchAll(/\[[^\]]+\]\(command:([\w.]+)\)/g)].map(([, command]) => command ?? '');
    expect([id, buttons.length, buttons.filter((command) => !known.has(command))]).toEqual([id, 1, []]);
    expect(completionEvents.length).toBeGreaterThan(0);
    for (const event of completionEvents) {
      const [kind, name = ''] = event.split(':');
      expect(kind === 'onCommand' ? known.has(name) : everythingWithCore.includes(`'${name}'`)).toBe(true);
    }
    const picture = await readFile(join(root, media.svg), 'utf8');
    // Colours are the theme's: none of its own.
    expect(picture.replaceAll(/#888\b/g, '')).not.toMatch(/(?:fill|stroke)="(?!none|var\()/);
    expect(words[media.altText.replaceAll('%', '')]?.length ?? 0).toBeGreaterThan(15);
  }
  const shipped = await readFile(join(root, '.vscodeignore'), 'utf8');
  expect(shipped).toContain('!media/**');
});

test('nothing opens on install; the only setting that code writes is the model that was asked for', () => {
  expect(everything).not.toMatch(/openWalkthrough|walkthroughs/);
  const writing = sources.filter(({ text: source }) => source.includes('ConfigurationTarget'));
  expect(writing.map(({ path }) => path)).toEqual(['extension/shell/settings.ts']);
  expect([...(writing[0]?.text ?? '').matchAll(/\.update\('([\w.]+)'/g)].map(([, id]) => id)).toEqual([
    'dimmer.model',
  ]);
});

test('a title of a run that people read is marked where the run is a rehearsal', () => {
  // What names a run's title without the mark: data for others, and the mark itself.
  const bare = sources.filter(({ text: source }) =>
    /(?:request|run\.request)\.spec\.title|const \{ title \} =/.test(source),
  );
  expect(bare.map(({ path }) => path)).toEqual([]);
});

test('the page of commands and settings names all of them', async () => {
  const page = await readFile(join(root, 'docs', 'commands-and-settings.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `(dimmer\.[\w.]+)` +\| [^|]+\| [^|]/gm)].map(
    ([, id]) => id ?? '',
  );
  const keys = ['level', 'reviewMode', 'hasRuns', 'hasVault', 'vaultUnlocked', 'acceptsPerFile', 'specPaths'];
  const declared = [...commandIds, ...settingIds].filter((id) => !documented.includes(id));
  expect(declared).toEqual([]);
  expect(keys.filter((key) => !everythingWithCore.includes(`'dimmer.${key}'`))).toEqual([]);
});
