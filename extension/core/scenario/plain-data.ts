// What data may look like before it is compared or checked: bounded in depth, without keys that mean something else to the language.
// Invariant: never recursive, so no depth can exhaust the stack.

const deepest = 64;
/** Documents of a product may be deeper than what people write, and still far from what exhausts a stack. */
const deepestDocument = 512;

/** Undefined for data that a scenario may hold. */
export function dataProblem(data: unknown): string | undefined {
  const queue: { value: unknown; depth: number }[] = [{ value: data, depth: 0 }];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    const { value, depth } = one;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > deepest) return `nested more than ${deepest} levels deep`;
    // Schemas pass over this key without a word, and what is not checked must not look as if it were.
    if (Object.hasOwn(value, '__proto__')) return 'the key `__proto__` cannot be used';
    for (const inner of Object.values(value)) queue.push({ value: inner, depth: depth + 1 });
  }
  return undefined;
}

/** Whether a JSON text nests too deeply to be compared; one pass, strings passed over. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > deepestDocument) return true;
  }
  return false;
}
