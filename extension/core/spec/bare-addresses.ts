// Addresses written out in a text, `https://…`, `www.…` and mail, as GitHub would link them. They are found in what the parser calls
// text: its own syntax for them takes a third of the time of parsing, and all that is wanted here is where prose is not prose.
const address =
  /(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)[^\s<]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z][\w-]*/giu;

/** Stretches of `text`, in order, without the punctuation that ends the sentence and not the address. */
export function bareAddresses(text: string): { readonly from: number; readonly to: number }[] {
  if (!text.includes('://') && !/www\.|@/i.test(text)) return [];
  return [...text.matchAll(address)].flatMap(({ 0: found, index }) => {
    const { length } = withoutPunctuation(found);
    return /^(?:https?:\/\/|www\.)$/i.test(found.slice(0, length))
      ? []
      : [{ from: index, to: index + length }];
  });
}

function withoutPunctuation(found: string): string {
  let end = found.length;
  let open = 0;
  for (const letter of found) open += letter === '(' ? 1 : letter === ')' ? -1 : 0;
  for (; end > 0; end -= 1) {
    const last = found[end - 1] as string;
    if (last === ')' && open < 0) open += 1;
    else if (!/[?!.,:;*_~'"]/.test(last)) break;
  }
  return found.slice(0, end);
}
