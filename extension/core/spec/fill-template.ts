// Fills `{{name}}` places of a template that users start from, and names the file it becomes.

/** Places without a value stay as they are, so that nothing is lost silently. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (place, name: string) => values[name] ?? place);
}

/** A file name from a title: lower case, words joined by `-`, at most 60 characters; `untitled` when nothing is left. */
export function slug(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  let name = '';
  for (const word of words) {
    if (name.length + word.length + 1 > 60) break;
    name += name === '' ? word : `-${word}`;
  }
  return name || (words[0]?.slice(0, 60) ?? 'untitled');
}

/** The first sentence of what somebody wrote, as a title of at most 70 characters. */
export function titleOf(intent: string): string {
  const line =
    intent
      .trim()
      .split(/\n|(?<=[.!?])\s/)[0]
      ?.replace(/^#+\s*/, '')
      .replace(/[.!?]+$/, '')
      .trim() ?? '';
  const cut = line.length <= 70 ? line : wholeWords(line.slice(0, 71)) || line.slice(0, 70);
  return cut.charAt(0).toUpperCase() + cut.slice(1);
}

/** Ends before a word that was cut, and not with one that only leads on. */
function wholeWords(start: string): string {
  let kept = start.replace(/\s*\S*$/, '');
  while (leadsOn.test(kept)) kept = kept.replace(leadsOn, '');
  return kept;
}

const leadsOn =
  /[\s,;:]+(?:and|or|but|when|where|while|if|that|which|who|with|without|to|of|in|on|at|for|from|by|as|the|a|an|its|their|is|are|be|not|must|shall|should|then|than|it)$|[,;:]+$/i;
