// The parts of a requirement: what must hold for it to apply, who acts, how binding it is, and what then happens.

export interface Clauses {
  /** `When the upload ends`, `if it fails`: keyword and words, in order. */
  readonly conditions: readonly { readonly keyword: string; readonly text: string }[];
  /** `the server`; empty where the sentence names none. */
  readonly subject: string;
  /** `must`, `shall not`, …; empty where there is no modal verb. */
  readonly modal: string;
  readonly response: string;
}

const leading =
  /^(?:and\s+)?(when(?:ever)?|while|if|where|after|before|upon|once|until|unless|during|given)\s+([^,]{2,300}),\s*(?:then\s+)?/i;
const trailing =
  /[\s,]+((?:only\s+)?(?:when(?:ever)?|while|if|where|after|before|upon|once|until|unless|during))\s+(\S.{1,300})$/i;
const core = /^(.{0,120}?)\s*\b(must|shall|should|may|will|can)\b(\s+(?:not|never|only))?\s*(.*)$/is;

/** `text`: one sentence, whitespace folded. Never fails; what is not found stays empty. */
export function clausesOf(text: string): Clauses {
  const conditions: { keyword: string; text: string }[] = [];
  let rest = text.trim().slice(0, 2000);
  for (let match = leading.exec(rest); match && conditions.length < 5; match = leading.exec(rest)) {
    conditions.push({ keyword: (match[1] ?? '').toLowerCase(), text: match[2] ?? '' });
    rest = rest.slice(match[0].length);
  }
  const match = core.exec(rest);
  const [subject, modal] = match ? [match[1] ?? '', `${match[2]}${match[3] ?? ''}`] : ['', ''];
  let response = (match?.[4] ?? rest).replace(/[.;:\s]+$/, '');
  const tail = trailing.exec(response);
  if (tail) {
    conditions.push({ keyword: (tail[1] ?? '').toLowerCase(), text: tail[2] ?? '' });
    response = response.slice(0, tail.index);
  }
  return { conditions, subject: subject.trim(), modal: modal.toLowerCase().replace(/\s+/g, ' '), response };
}
