// The one way bytes of a file become the text of a spec. Never throws; what is wrong comes back as one sentence.

export interface DecodedText {
  /** Without a byte order mark. Empty when the bytes are not text. */
  readonly text: string;
  /** Whether the file began with a byte order mark, so that a writer can keep it. */
  readonly bom: boolean;
  readonly problem?: string;
}

// WHATWG Encoding exists in every process that loads the core; its types come with none of the core's libraries.
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

/** Reads UTF-8, with or without byte order mark. */
export function decodeSpecBytes(bytes: Uint8Array): DecodedText {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { text: '', bom, problem: notUtf8('it is UTF-16') };
  }
  if (body.includes(0)) return { text: '', bom, problem: binaryProblem };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body), bom };
  } catch {
    const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(body);
    const line = text.slice(0, text.indexOf('\uFFFD')).split(/\r\n|\r|\n/).length;
    return { text, bom, problem: notUtf8(`the first bad byte is in line ${line}`) };
  }
}

export const binaryProblem =
  'This file is binary, not text (it has NUL bytes). Nothing was read and nothing was changed. Point Dimmer at a markdown file.';

export function notUtf8(detail: string): string {
  return `This file is not UTF-8: ${detail}. Nothing was changed. Save it as UTF-8 and lint again.`;
}
