import { expect, test } from 'vitest';
import { compareNames, isNamed } from './change.ts';
import { readHelp } from './help.ts';
import { endpointsOf } from './openapi.ts';
import { comparePackages, packagesOf } from './packages.ts';

const packages = (files: Readonly<Record<string, string>>) => packagesOf((path) => files[path]);

test('dependencies, licences and install scripts are told apart', () => {
  const lock = (extra: object) =>
    JSON.stringify({ packages: { '': {}, 'node_modules/a': { license: 'MIT' }, ...extra } });
  const before = packages({
    'package.json': JSON.stringify({ dependencies: { a: '1.0.0', gone: '1' }, scripts: { test: 'x' } }),
    'package-lock.json': lock({}),
  });
  const after = packages({
    'package.json': JSON.stringify({
      dependencies: { a: '2.0.0', native: '1.0.0' },
      scripts: { postinstall: 'node x.js' },
      engines: { node: '>=24' },
    }),
    'package-lock.json': lock({
      'node_modules/native': { license: 'GPL-3.0', hasInstallScript: true },
      'node_modules/a/node_modules/b': { license: 'MIT' },
    }),
  });
  expect(
    comparePackages(before, after).map((one) => [one.kind, one.change, one.name, one.detail, one.privileged]),
  ).toEqual([
    ['dependency', 'changed', 'a', '1.0.0 to 2.0.0', false],
    ['dependency', 'removed', 'gone', '1', false],
    ['dependency', 'added', 'native', '1.0.0', true],
    ['dependency', 'changed', 'lock file', '2 packages added, 0 removed, of 1', false],
    ['licence', 'added', 'GPL-3.0', 'of a new package', false],
    ['install-script', 'added', 'native', 'runs when it is installed', true],
    ['install-script', 'added', 'postinstall', 'node x.js', true],
    ['configuration', 'changed', 'engines', '{} to {"node":">=24"}', false],
  ]);
  expect(comparePackages(after, after)).toEqual([]);
});

test('Python, Rust and Go manifests are read in their plain form, and nonsense is nothing', () => {
  const { direct } = packages({
    'requirements.txt': '# no\nrequests[socks]>=2.0\nplain\n-r other.txt\n',
    'pyproject.toml': '[project]\ndependencies = [\n  "httpx>=0.27",\n]\n[tool.x]\n',
    'Cargo.toml': '[dependencies]\nserde = "1"\n[dev-dependencies]\nno = "1"\n',
    'go.mod': 'module x\nrequire (\n\tgithub.com/a/b v1.2.3\n\tgolang.org/x/y v0.1.0 // indirect\n)\n',
    'package.json': '{',
  });
  expect([...direct]).toEqual([
    ['requests', '>=2.0'],
    ['plain', ''],
    ['httpx', '>=0.27'],
    ['serde', '"1"'],
    ['github.com/a/b', 'v1.2.3'],
  ]);
});

test('flags and commands are read from the help of a program', () => {
  const help = readHelp(
    'Usage: stint [--json] COMMAND\n\nCommands:\n  add     add an entry\n  list    list them (--all)\n\nOptions:\n  -h, --help  this\n  word no command\n',
  );
  expect([[...help.flags], [...help.commands]]).toEqual([
    ['--json', '--all', '--help'],
    ['add', 'list'],
  ]);
  expect(readHelp('-'.repeat(300_000)).flags.size).toBe(0);
});

test('endpoints are read with what they require; aliases that multiply are no document', () => {
  const text =
    'openapi: 3.0.0\npaths:\n  /a:\n    get: {}\n    post:\n      parameters: [{name: id, required: true}, {name: q}]\n';
  expect([...(endpointsOf(text) ?? [])]).toEqual([
    ['GET /a', []],
    ['POST /a', ['id']],
  ]);
  expect(endpointsOf('a: 1')).toBeUndefined();
  expect(endpointsOf('openapi: &a [x]\nb: [*a, *a]')).toBeUndefined();
});

test('what is gone breaks; a name counts as named only as a word of its own', () => {
  expect(
    compareNames('flag', new Set(['--a', '--b']), new Set(['--b', '--c']), 'x').map((one) => [
      one.name,
      one.change,
      one.breaking,
    ]),
  ).toEqual([
    ['--a', 'removed', true],
    ['--c', 'added', false],
  ]);
  const cases: [string, string, boolean][] = [
    ['--bom', 'with the flag `--bom`.', true],
    ['--bom', 'the --bomb flag', false],
    ['add', 'the address', false],
    ['GET /entries', 'GET /entries lists', true],
    ['GET /entries', 'GET /entry', false],
    ['', 'anything', false],
  ];
  expect(cases.map(([name, text]) => [name, text, isNamed(name, text)])).toEqual(cases);
});
