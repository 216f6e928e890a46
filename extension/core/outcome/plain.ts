// Text that a model or a file gave, made safe to draw: no escape sequences, no invisible or direction-changing characters.

/** ANSI sequences, then C0/C1 controls, zero-width and bidirectional controls. */

const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** One line of at most `limit` UTF-16 units; what was cut is marked with an ellipsis. */
export function plain(text: string, limit = 240): string {
  const line = text.replace(escapes, '').replace(invisible, '').replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
}

/** The first sentence, cut to `limit` where it is longer. */
export function firstSentence(text: string, limit: number): string {
  return plain(/^.+?[.!?](?=\s|$)/.exec(text)?.[0] ?? text, limit);
}

/** "1 file", "2 files". */
export function counted(n: number, singular: string, plural = `${singular}s`): string {
  return `${n} ${n === 1 ? singular : plural}`;
}

/** "R1, R2 and R3", cut after `most` with the number left out. */
export function listed(items: readonly string[], most = 5): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A fraction with two decimals; never rounded up, so that 0.8999 does not read as the bar 0.90. */
export function fraction(value: number): string {
  return (Math.floor(value * 100 + 1e-9) / 100).toFixed(2);
}

/** 1234567 -> 1,234,567. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
