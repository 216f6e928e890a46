// The five repositories of the first hour: small projects that others wrote, one for each kind of project.
// Invariant: the sources are fetched, never kept here; what the agent will change is ours, and said so (cassette.mjs).

/**
 * `request` is what the developer pastes. `change` edits a file of the repository: `old` must be in it once.
 * `ask` is what is asked afterwards; a library without a program has none.
 */
export const repositories = [
  {
    name: 'mime',
    language: 'Node',
    from: { npm: 'mime@1.6.0' },
    needs: [],
    request:
      'The command `mime` MUST print its version and exit with code 0 when it is called with `--version`. Any other argument MUST be answered as before.',
    change: {
      path: 'cli.js',
      old: 'var file = process.argv[2];\n',
      new: "var file = process.argv[2];\n\nif (file === '--version') {\n  process.stdout.write(require('./package.json').version + '\\n');\n  process.exit(0);\n}\n",
    },
    ask: {
      sentence: 'Ada asks for the version and reads 1.6.0',
      command: 'node cli.js --version',
      prints: '1.6.0',
    },
  },
  {
    name: 'docopt',
    language: 'Python',
    from: { source: 'docopt' },
    needs: [{ command: 'python3', package: 'python3' }],
    request:
      'The module `docopt` MUST print its version and exit with code 0 when it is started as `python3 docopt.py --version`. Importing it MUST print nothing.',
    change: {
      path: 'docopt.py',
      append: "\n\nif __name__ == '__main__' and sys.argv[1:] == ['--version']:\n    print(__version__)\n",
    },
    ask: {
      sentence: 'Ada asks for the version and reads 0.6.2',
      command: 'python3 docopt.py --version',
      prints: '0.6.2',
    },
  },
  {
    name: 'google/shlex',
    language: 'Go',
    from: { source: 'golang-github-google-shlex' },
    needs: [{ command: 'go', package: 'golang-go' }],
    request:
      'The package MUST have a function `Count(s string) (int, error)` that gives the number of words that `Split` finds in `s`, and the error of `Split` if there is one.',
    change: {
      path: 'shlex.go',
      append:
        '\n// Count gives the number of words that Split finds in s.\nfunc Count(s string) (int, error) {\n\twords, err := Split(s)\n\treturn len(words), err\n}\n',
    },
  },
  {
    name: 'shlex',
    language: 'Rust',
    from: { binary: 'librust-shlex-dev', below: 'usr/share/cargo/registry' },
    needs: [{ command: 'cargo', package: 'cargo' }],
    request:
      'The crate MUST have a public function `count(in_str: &str) -> Option<usize>` that gives the number of words that `split` finds, and `None` where `split` gives `None`.',
    change: {
      path: 'src/lib.rs',
      old: '/// Given a single word, return a string suitable to encode it as a shell argument.\n',
      new: '/// The number of words that `split` finds in `in_str`.\npub fn count(in_str: &str) -> Option<usize> {\n    split(in_str).map(|words| words.len())\n}\n\n/// Given a single word, return a string suitable to encode it as a shell argument.\n',
    },
  },
  {
    name: 'cJSON',
    language: 'C and Make',
    from: { source: 'cjson' },
    needs: [
      { command: 'make', package: 'make' },
      { command: 'gcc', package: 'gcc' },
    ],
    request:
      'The library MUST have a function `int cJSON_IsEmpty(const cJSON *item)` that gives 1 for an array or an object without members, and 0 for everything else, also for a null pointer.',
    change: {
      path: 'cJSON.c',
      append:
        '\nint cJSON_IsEmpty(const cJSON *item)\n{\n    return (cJSON_IsArray(item) || cJSON_IsObject(item)) && (item->child == NULL);\n}\n',
    },
    also: {
      path: 'cJSON.h',
      old: 'CJSON_PUBLIC(const char*) cJSON_Version(void);\n',
      new: 'CJSON_PUBLIC(const char*) cJSON_Version(void);\n/* 1 for an array or an object without members, else 0. */\nint cJSON_IsEmpty(const cJSON *item);\n',
    },
  },
];
