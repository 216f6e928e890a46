// A scenario that nobody has kept yet says `status: draft` in its front matter; it counts in no evaluation.
// Why: editors save by themselves after a second, and what an editor saved is not what a human decided.

const pattern = /^(---\n(?:(?!---\n)[^\n]*\n)*?status:[ \t]*)draft([ \t]*(?:#[^\n]*)?)(?=\n)/;

export function isDraft(text: string): boolean {
  return pattern.test(text);
}

/** The same scenario, decided on: it counts from now on. */
export function keptText(text: string): string {
  return text.replace(pattern, (_, before: string, after: string) => `${before}active${after}`);
}
