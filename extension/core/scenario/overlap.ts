// Finds text that quotes a hidden scenario: a run of eight equal words, whatever the case and punctuation between them.

export const overlapWords = 8;

/** The first run of eight or more words that both texts share, as written in `text`'s words; undefined when there is none. */
export function sharedWords(
  text: string,
  others: readonly string[],
  size = overlapWords,
): string | undefined {
  const known = new Set(others.flatMap((other) => runs(words(other), size)));
  return runs(words(text), size).find((run) => known.has(run));
}

function words(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function runs(list: readonly string[], size: number): string[] {
  return Array.from({ length: Math.max(0, list.length - size + 1) }, (_, i) =>
    list.slice(i, i + size).join(' '),
  );
}
