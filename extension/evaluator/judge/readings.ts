// The ways in which a model may read what a program printed: as it stands, without disguise, and unpacked.
// Invariant: linear in the text; a reading is only ever searched for words that speak to the judge, never shown to anybody.
import { skeleton } from './confusables.ts';

const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;

/** Without terminal sequences. */
export function withoutEscapes(text: string): string {
  return text.replace(escapes, '');
}

/** Every reading once. The first is the text without what cannot be seen. */
export function readingsOf(text: string): string[] {
  const seen = visible(withoutEscapes(tagLetters(text)));
  const once = packed(seen);
  const unpacked = [seen, ...once, ...packed(once.join('\n'))].join('\n');
  const decoded = visible(entities(percent(escaped(unpacked))));
  const plain = [...new Set([seen, decoded])];
  const all = plain.flatMap((one) => [one, skeleton(one), ...disguises(skeleton(one))]);
  return [...new Set([...all, ...sequences(text)])];
}

/** NFKC, without control and format characters, words that a hyphen or a mark breaks put together. */
function visible(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/.[\b]/gu, '')
    .replace(/[\p{Cf}\u00ad\ufe00-\ufe0f\u034f\u115f\u1160\u3164]/gu, '')
    .replace(/\p{Cc}/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .replace(/([\p{L}])[*~`]{1,3}(?=\p{L})/gu, '$1');
}

/** What terminal sequences hold themselves: titles, links, the clipboard. */
function sequences(text: string): string[] {
  const held = [...text.matchAll(/\u001b\](?:\d+;)?([^\u0007\u001b]*)/g)].map(([, payload]) => payload ?? '');
  return held.length === 0
    ? []
    : [skeleton(visible([percent(held.join('\n')), ...packed(held.join(' '))].join('\n')))];
}

/** Tag characters, which spell ASCII invisibly. */
function tagLetters(text: string): string {
  return text.replace(/[\u{E0020}-\u{E007E}]/gu, (sign) =>
    String.fromCharCode((sign.codePointAt(0) ?? 0) - 0xe0000),
  );
}

/** Letters apart, digits for letters, read from the other end, turned by thirteen. */
function disguises(text: string): string[] {
  const marked = text.replace(
    /\b[a-z]([.\-_])(?:[a-z]\1){2,}[a-z]\b|\b[a-z]([.\-_])[a-z](?:\2[a-z])?\b/g,
    (run) => run.replace(/[.\-_]/g, ''),
  );
  const apart = text.replace(/\b[a-z](?: [a-z]\b){2,}/g, (run) => run.replace(/ /g, ''));
  const leet = text.replace(/[013457@$!]/g, (sign) => leetLetters[sign] ?? sign);
  const turned = text.replace(/[a-z]/g, (sign) =>
    String.fromCharCode(((sign.charCodeAt(0) - 97 + 13) % 26) + 97),
  );
  return [marked, apart, leet, [...text].reverse().join(''), turned];
}

const leetLetters: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** `\u0069`, `\x69`, `\n`, as JSON and source texts write them. */
function escaped(text: string): string {
  return text
    .replace(
      /\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})/gi,
      (_, wide: string | undefined, byte: string | undefined) =>
        fromCode(Number.parseInt(wide ?? byte ?? '', 16)),
    )
    .replace(/\\[nrt]/g, ' ');
}

const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  zwnj: '',
  zwj: '',
};

/** HTML's `&#105;`, `&#x69;` and the common names; comments and tags that stand inside of a word. */
function entities(text: string): string {
  return text
    .replace(
      /&#(\d{1,7});?|&#x([0-9a-f]{1,6});?/gi,
      (_, decimal: string | undefined, hex: string | undefined) =>
        fromCode(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)),
    )
    .replace(/&(\w{2,5});/g, (whole, name: string) => named[name.toLowerCase()] ?? whole)
    .replace(
      /(?<=\p{L})<(?:!--.{0,40}?--|\/?(?:b|i|u|em|strong|span|wbr|font)\b[^<>]{0,60})>(?=\p{L})/gu,
      '',
    );
}

function percent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** Texts that stand there as base64 or as hexadecimal digits. */
function packed(text: string): string[] {
  const found = [
    ...[...text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)].map(([run]) =>
      Buffer.from(run, 'base64').toString('utf8'),
    ),
    ...[...text.matchAll(/\b(?:[0-9a-f]{2}[ :]?){16,}/gi)].map(([run]) =>
      Buffer.from(run.replace(/[ :]/g, ''), 'hex').toString('utf8'),
    ),
  ];
  return found.filter((one) => !/[^\P{C}\n\t]|\ufffd/u.test(one));
}

function fromCode(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
