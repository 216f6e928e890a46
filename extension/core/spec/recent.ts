// What was made of the texts that were asked for last.
// Invariant: what is kept does not grow beyond twice `mostKept` (or one longer text), and keeps no longer text alive that a part was cut from.

/** Characters of each of two generations: those since the last turn, and those before it that may still be asked for. */
const mostKept = 512 * 1024;

/** `make`, remembering its answers for the last megabyte of texts. */
export function recent<V extends object>(make: (text: string) => V): (text: string) => V {
  let [young, old] = [new Map<string, V>(), new Map<string, V>()];
  let size = 0;
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const made = old.get(text) ?? make(text);
    if (size + text.length > mostKept) {
      [young, old] = [new Map(), young];
      size = 0;
    }
    young.set(apart(text), made);
    size += text.length;
    return made;
  };
}

/** A copy: the slice itself would hold on to all of the text that it was cut from. */
export function apart(slice: string): string {
  return ` ${slice}`.slice(1);
}
