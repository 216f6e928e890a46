// One sentence of a draft with the places that show it. Invariant: a claim cannot be made without a tag.

export interface Claim {
  /** Markdown; whatever comes from the module is quoted in it. */
  readonly text: string;
  readonly tags: readonly [string, ...string[]];
}

export function claim(text: string, tag: string, ...more: readonly string[]): Claim {
  return { text, tags: [tag, ...more] };
}

export const written = ({ text, tags }: Claim) => `${text} ${tags.join(' ')}`;
