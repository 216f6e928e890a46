// What an id looks like, in one place: `R7`, `AUTH-3`, `REQ-AUTH-007`, `FR-001`, and what only looks like one.

const pattern = '[A-Z][A-Z0-9]{0,15}(?:-[A-Z][A-Z0-9]{0,15}){0,3}-?\\d{1,5}';

/** Names of standards, formats, priorities and quarters that have the shape of an id. */
const notAnId =
  /^(UTF|UCS|SHA|MD|ISO|IEC|RFC|BCP|IEEE|EN|DIN|NIST|FIPS|CVE|CWE|ECMA|ES|HTTP|TLS|SSL|IPV|IP|AES|RSA|ED|CRC|BASE|ARGON|X|H|P|Q|V|T|US|EIP|ERC|BIP|PEP|KEP|GPT|MP|WEB|OAUTH|S3|EC2|A11Y|I18N|L10N|K8S|UUIDV|WCAG|UTC|GMT|PG|INT|UINT|FLOAT|BYTES)-?\d+$/;

export function isRequirementId(id: string): boolean {
  return new RegExp(`^${pattern}$`).test(id) && !notAnId.test(id);
}

/** Every id-shaped word in `text` that is not part of a longer word, path or number. */
export function* idsIn(text: string): Generator<{ readonly id: string; readonly index: number }> {
  for (const match of text.matchAll(new RegExp(`(?<![\\w/.#-])${pattern}(?![\\w-]|\\.\\d)`, 'g'))) {
    if (!notAnId.test(match[0])) yield { id: match[0], index: match.index };
  }
}

/** The prefix of an id without its number: `FR` of `FR-001`. */
export function idPrefix(id: string): string {
  return id.replace(/-?\d+$/, '');
}

const leading = new RegExp(
  `^(\\s*)(\\*\\*|__)?(${pattern})(?:(\\*\\*|__)\\s*[:.]?|\\s*[:.](?:\\*\\*|__)?(?=\\s|$))\\s*`,
);

/** The id that begins a heading or list item, followed by `:`, by `.`, or bold. Offsets are relative to `source`. */
export function leadingId(
  source: string,
):
  | { readonly id: string; readonly start: number; readonly end: number; readonly textStart: number }
  | undefined {
  const match = leading.exec(source);
  if (!match) return undefined;
  const [whole, space = '', open, id = '', close] = match;
  if (close !== undefined && open === undefined) return undefined;
  if (!isRequirementId(id)) return undefined;
  const start = space.length + (open?.length ?? 0);
  return { id, start, end: start + id.length, textStart: whole.length };
}
