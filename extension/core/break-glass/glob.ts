// Paths against the globs of dimmer.yaml: `*` within a folder, `**` across folders, `?` one character.

export function matchesGlob(glob: string, path: string): boolean {
  const parts = glob.split('/').filter((part) => part !== '');
  return matches(parts, path.split('/'));
}

function matches(glob: readonly string[], path: readonly string[]): boolean {
  // Row by row, so that many `**` cost no more than the two lengths multiplied.
  let open = new Set([0]);
  const close = (at: Set<number>) => {
    for (const one of at) if (glob[one] === '**') at.add(one + 1);
    return at;
  };
  open = close(open);
  for (const part of path) {
    const next = new Set<number>();
    for (const at of open) {
      const pattern = glob[at];
      if (pattern === '**') next.add(at);
      else if (pattern !== undefined && wildcard(pattern, part)) next.add(at + 1);
    }
    open = close(next);
  }
  // A glob that names a folder holds for what is in it.
  return (
    open.has(glob.length) ||
    (glob.at(-1) !== '**' && path.length > glob.length && matches([...glob, '**'], path))
  );
}

function wildcard(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') [star, mark, p] = [p, t, p + 1];
    else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, mark, t] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
