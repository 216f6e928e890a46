// Which requirements a scenario's front matter names, without a YAML parser: for views and lint context in the editor's process.
// Invariant: reads the two ways people write a list of ids and nothing else; the full parser is parse-scenario.ts.

const id = /^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-?\d+$/;

/** `requirements: [R1, AUTH-3]`, or a block list below `requirements:`. */
export function namedRequirements(text: string): string[] {
  const front = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '';
  const inline = /^requirements:[ \t]*\[([^\]]*)\]/m.exec(front)?.[1]?.split(',');
  const block = /^requirements:[ \t]*\r?\n((?:[ \t]*-[^\n]*(?:\n|$))+)/m.exec(front)?.[1]?.split('\n');
  return (inline ?? block ?? [])
    .map((item) =>
      item
        .replace(/^\s*-\s*/, '')
        .replace(/\s+#.*$/, '')
        .replace(/["'\s]/g, ''),
    )
    .filter((item) => id.test(item));
}
