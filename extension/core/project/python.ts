// A Python project's guardrails: every file compiles, and the tools that the project configures pass.
// Invariant: a tool is asked only where the project names it; nobody is held to a taste that is not theirs.
import type { DetectedCommand, Detection, ProjectFiles } from './files.ts';

const manifests = ['pyproject.toml', 'setup.py', 'setup.cfg', 'tox.ini', 'pytest.ini'] as const;
const none: Detection = { source: 'none', commands: [] };

export function detectPython(files: ProjectFiles): Detection {
  const source = manifests.find((name) => files.text(name) !== undefined);
  const sources = files.paths.filter((path) => path.endsWith('.py'));
  if (source === undefined || sources.length === 0) return none;
  const roots = [...new Set(sources.map((path) => path.split('/')[0] ?? path))].sort();
  const compile = { name: 'compile', run: ['python3', '-m', 'compileall', '-q', ...roots] };
  return { source, commands: [compile, ...types(files), ...lint(files), ...tests(files)] };
}

function types(files: ProjectFiles): DetectedCommand[] {
  const configured =
    files.text('mypy.ini') !== undefined ||
    files.text('.mypy.ini') !== undefined ||
    hasSection(files, 'pyproject.toml', 'tool.mypy') ||
    hasSection(files, 'setup.cfg', 'mypy');
  return configured ? [{ name: 'types', run: ['python3', '-m', 'mypy', '.'] }] : [];
}

function lint(files: ProjectFiles): DetectedCommand[] {
  const configured =
    files.text('ruff.toml') !== undefined ||
    files.text('.ruff.toml') !== undefined ||
    hasSection(files, 'pyproject.toml', 'tool.ruff');
  return configured ? [{ name: 'lint', run: ['python3', '-m', 'ruff', 'check', '.'] }] : [];
}

function tests(files: ProjectFiles): DetectedCommand[] {
  const written = files.paths.filter((path) => /(^|\/)(test_[^/]*|[^/]*_test|tests?)\.py$/.test(path));
  if (written.length === 0) return [];
  if (usesPytest(files)) return [{ name: 'test', run: ['python3', '-m', 'pytest', '-q'] }];
  const folder = ['tests', 'test'].find((name) => written.some((path) => path.startsWith(`${name}/`)));
  const where = folder === undefined ? [] : ['-s', folder, '-t', '.'];
  return [{ name: 'test', run: ['python3', '-m', 'unittest', 'discover', ...where] }];
}

function usesPytest(files: ProjectFiles): boolean {
  return (
    files.text('pytest.ini') !== undefined ||
    files.paths.some((path) => /(^|\/)conftest\.py$/.test(path)) ||
    manifests.some((name) => /\bpytest\b/.test(files.text(name) ?? ''))
  );
}

function hasSection(files: ProjectFiles, path: string, section: string): boolean {
  const text = files.text(path) ?? '';
  return text.split('\n').some((line) => line.startsWith(`[${section}]`) || line.startsWith(`[${section}.`));
}
