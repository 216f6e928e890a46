// Finds text that quotes a hidden scenario: a run of eight equal words, whatever the case and punctuation between them.

export const overlapWords = 8;

export interface Quote<T> {
  readonly of: T;
  /** The first run of words that both share, as lower-case words. */
  readonly words: string;
  /** Where in the searched text it ends, from 1. */
  readonly line: number;
}

/** Looks for several texts at once. Words that none of them uses cost a lookup each, so large texts are searched in one pass. */
export interface QuoteFinder<T> {
  /** At most one quote per source. */
  find(text: string): Quote<T>[];
}

export function quoteFinder<T>(
  sources: readonly { readonly of: T; readonly text: string }[],
  size = overlapWords,
): QuoteFinder<T> {
  const known = new Set<string>();
  const owners = new Map<string, T[]>();
  for (const { of, text } of sources) {
    const list = words(text);
    for (const word of list) known.add(word);
    for (const run of new Set(runs(list, size))) owners.set(run, [...(owners.get(run) ?? []), of]);
  }
  return {
    find(text) {
      const found = new Map<T, Quote<T>>();
      const plain = text.normalize('NFKC').toLowerCase();
      let window: string[] = [];
      for (const { 0: word, index } of plain.matchAll(pattern)) {
        if (!known.has(word)) {
          window = [];
          continue;
        }
        window.push(word);
        if (window.length > size) window.shift();
        if (window.length < size) continue;
        const shared = window.join(' ');
        for (const of of owners.get(shared) ?? [])
          if (!found.has(of))
            found.set(of, { of, words: shared, line: plain.slice(0, index).split('\n').length });
      }
      return [...found.values()];
    },
  };
}

/** The first run of eight or more words that both texts share, as lower-case words; undefined when there is none. */
export function sharedWords(text: string, others: readonly string[]): string | undefined {
  const finder = quoteFinder([{ of: text, text }]);
  return others.flatMap((other) => finder.find(other))[0]?.words;
}

/** A scenario's story and blocks, without the front matter, which every scenario of a spec shares. */
export function bodyOf(scenarioText: string): string {
  return scenarioText.replace(/^---\n[\s\S]*?\n---/, '');
}

const pattern = /[\p{L}\p{N}]+/gu;

function words(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(pattern) ?? [];
}

function runs(list: readonly string[], size: number): string[] {
  return Array.from({ length: Math.max(0, list.length - size + 1) }, (_, i) =>
    list.slice(i, i + size).join(' '),
  );
}
