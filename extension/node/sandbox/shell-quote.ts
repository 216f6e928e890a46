// Turns an argv into one POSIX shell word list, for the one library that insists on a command string.
// Invariant: `sh -c` of the result runs exactly this argv, whatever its words hold; a NUL byte is refused, for none can carry it.

/** Quotes every word, always, so that no word is ever an operator, an assignment or a pattern. */
export function quoteArgv(argv: readonly string[]): string {
  if (argv.some((word) => word.includes('\0'))) throw new Error('an argument holds a NUL byte');
  return argv.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' ');
}
