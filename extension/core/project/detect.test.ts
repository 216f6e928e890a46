import { expect, test } from 'vitest';
import { detectCommands } from './detect.ts';

/** A commit as detection sees it. */
function detect(files: Readonly<Record<string, string>>): [source: string, ...commands: string[]] {
  const { source, commands } = detectCommands({ paths: Object.keys(files), text: (path) => files[path] });
  return [source, ...commands.map(({ name, run }) => `${name}: ${run.join(' ')}`)];
}

test('a Node project is checked with its own scripts, by its own package manager', () => {
  const scripts = JSON.stringify({ scripts: { test: 'node --test', build: 'tsc', start: 'node .' } });
  expect(detect({ 'package.json': scripts, 'yarn.lock': '' })).toEqual([
    'package.json',
    'build: yarn run build',
    'test: yarn run test',
  ]);
  const placeholder = JSON.stringify({ scripts: { test: 'echo "Error: no test specified" && exit 1' } });
  expect(detect({ 'package.json': placeholder })).toEqual(['none']);
  expect(detect({ 'package.json': '{' })).toEqual(['none']);
});

test('a Python project is compiled and checked with the tools that it configures, and no others', () => {
  expect(
    detect({
      'pyproject.toml': '[project]\nname = "a"\n[tool.ruff.lint]\n[tool.mypy]\n',
      'src/a.py': '',
      'tests/conftest.py': '',
      'tests/test_a.py': '',
    }),
  ).toEqual([
    'pyproject.toml',
    'compile: python3 -m compileall -q src tests',
    'types: python3 -m mypy .',
    'lint: python3 -m ruff check .',
    'test: python3 -m pytest -q',
  ]);
  expect(detect({ 'setup.py': '', 'a.py': '', 'tests/test_a.py': '' })).toEqual([
    'setup.py',
    'compile: python3 -m compileall -q a.py setup.py tests',
    'test: python3 -m unittest discover -s tests -t .',
  ]);
  expect(detect({ 'setup.py': '', 'a.py': '', 'a_test.py': '' }).slice(2)).toEqual([
    'test: python3 -m unittest discover',
  ]);
  expect(detect({ 'a.py': '' })).toEqual(['none']);
  expect(detect({ 'pyproject.toml': '# [tool.mypy]' })).toEqual(['none']);
});

test('Go and Rust projects are checked with what comes with the language', () => {
  expect(detect({ 'go.mod': 'module a', 'a.go': '', 'a_test.go': '' })).toEqual([
    'go.mod',
    'build: go build ./...',
    'vet: go vet ./...',
    'test: go test ./...',
  ]);
  expect(detect({ 'go.mod': 'module a', 'a.go': '' })).toHaveLength(3);
  expect(detect({ 'Cargo.toml': '[package]', 'Cargo.lock': '', 'src/lib.rs': '' })).toEqual([
    'Cargo.toml',
    'build: cargo build --quiet --offline --locked',
    'test: cargo test --quiet --offline --locked',
  ]);
  expect(detect({ 'Cargo.toml': '[package]' })[1]).toBe('build: cargo build --quiet --offline');
});

test('a makefile counts where no language tells more, with the targets that are written out', () => {
  const text = [
    'CC := gcc',
    'CFLAGS ::= -O2',
    '.PHONY: all check',
    'all: a b',
    '\tlint: not a target',
    'a b: a.c',
    'check test:: all',
    '# tests: no',
  ].join('\n');
  expect(detect({ Makefile: text })).toEqual(['Makefile', 'build: make all', 'test: make test']);
  expect(detect({ Makefile: text, 'go.mod': 'module a' })[0]).toBe('go.mod');
  expect(detect({ Makefile: text, makefile: 'x:' })).toEqual(['none']);
  expect(detect({ Makefile: 'hello: ; echo' })).toEqual(['none']);
});

test('two languages are both held, and a name that both use is told apart', () => {
  const files = {
    'package.json': JSON.stringify({ scripts: { test: 'vitest' } }),
    'Cargo.toml': '[package]',
  };
  expect(detect(files)).toEqual([
    'package.json, Cargo.toml',
    'test: npm run test',
    'build: cargo build --quiet --offline',
    'rust-test: cargo test --quiet --offline',
  ]);
});

test('a hostile makefile is read in one pass and tells nothing', () => {
  const text = `${'a '.repeat(500_000)}\n${' '.repeat(500_000)}:\n${':'.repeat(500_000)}`;
  expect(detect({ Makefile: text })).toEqual(['none']);
});
