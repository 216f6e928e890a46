// Letters of other scripts that look like Latin ones, for reading what a program printed as an eye would.
// A small part of Unicode's confusables (UTS 39), lower case: the ones in use for imitation. NFKC has done styled letters before.

const pairs: Readonly<Record<string, string>> = {
  a: 'аαɑ⍺',
  b: 'ьḃ',
  c: 'сϲⅽ',
  d: 'ԁժ',
  e: 'еєҽ℮ε',
  g: 'ɡց',
  h: 'һհ',
  i: 'іιıɩӏ⍳',
  j: 'јϳ',
  k: 'кκ',
  l: 'ⅼו',
  m: 'мⅿ',
  n: 'ոп',
  o: 'оοօσ०٥૦',
  p: 'рρ',
  q: 'ԛգ',
  r: 'гᴦ',
  s: 'ѕꜱ',
  t: 'тτ',
  u: 'υսц',
  v: 'νѵⅴ',
  w: 'ԝաωш',
  x: 'хχ×',
  y: 'уγү',
  z: 'ᴢ',
};
const latin = new Map(Object.entries(pairs).flatMap(([to, from]) => [...from].map((sign) => [sign, to])));

/** Lower case, imitations as the letters that they imitate, accents gone. */
export function skeleton(text: string): string {
  const bare = text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  return bare.replace(/[^\x00-\x7f]/g, (sign) => latin.get(sign) ?? sign);
}
