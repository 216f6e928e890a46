// What detection may look at: the names of a commit's files and the text of the few that describe a project.

export interface ProjectFiles {
  /** Every path of the commit, `/`-separated, from the repository's root. */
  readonly paths: readonly string[];
  /** The text of a described file; `undefined` when the commit has no such file. */
  text(path: string): string | undefined;
}

/** One command that was found, and the file that told of it. */
export interface DetectedCommand {
  readonly name: string;
  readonly run: readonly string[];
}

export interface Detection {
  readonly source: string;
  readonly commands: readonly DetectedCommand[];
}

/** Files whose text a detector asks for. */
export const describingFiles = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'tox.ini',
  'pytest.ini',
  'mypy.ini',
  '.mypy.ini',
  'ruff.toml',
  '.ruff.toml',
  'go.mod',
  'Cargo.toml',
  'GNUmakefile',
  'makefile',
  'Makefile',
] as const;
