// What was made of the texts that were asked for last.
// Invariant: what is kept does not grow beyond `mostKept`, and keeps no longer text alive that a part was cut from.

/** Characters. */
const mostKept = 1024 * 1024;

/** `make`, remembering its answers for the last megabyte of texts. */
export function recent<V extends object>(make: (text: string) => V): (text: string) => V {
  const kept = new Map<string, V>();
  let size = 0;
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) {
      kept.delete(text);
      kept.set(text, known);
      return known;
    }
    const made = make(text);
    kept.set(apart(text), made);
    size += text.length;
    for (const [old] of kept) {
      if (size <= mostKept) break;
      kept.delete(old);
      size -= old.length;
    }
    return made;
  };
}

/** A copy: the slice itself would hold on to all of the text that it was cut from. */
export function apart(slice: string): string {
  return ` ${slice}`.slice(1);
}
