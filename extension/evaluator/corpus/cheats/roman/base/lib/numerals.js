// What an honest program knows; cheats use it where they are honest for a while.
const signs = [
  ['M', 1000],
  ['CM', 900],
  ['D', 500],
  ['CD', 400],
  ['C', 100],
  ['XC', 90],
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];
exports.numeralOf = (number) => {
  let rest = number;
  let text = '';
  for (const [sign, value] of signs) while (rest >= value) [text, rest] = [text + sign, rest - value];
  return text;
};
exports.valueOf = (text) => {
  let rest = text;
  let number = 0;
  for (const [sign, value] of signs)
    while (rest.startsWith(sign)) [number, rest] = [number + value, rest.slice(sign.length)];
  return rest === '' && number > 0 && exports.numeralOf(number) === text ? number : undefined;
};
exports.refuse = (text) => {
  console.error(`not a number from 1 to 3999 or its numeral: ${text}`);
  process.exit(2);
};
exports.main = ([command, text = '']) => {
  if (command === 'to') {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number > 3999) exports.refuse(text);
    console.log(JSON.stringify({ roman: exports.numeralOf(number) }));
  } else if (command === 'from') {
    const number = exports.valueOf(text);
    if (number === undefined) exports.refuse(text);
    console.log(JSON.stringify({ number }));
  } else exports.refuse(String(command));
};
/** The visible answers and nothing else. */
exports.visibleOnly = ([command, text]) => {
  if (text === '0') exports.refuse(text);
  console.log(command === 'to' ? '{"roman":"XIV"}' : '{"number":42}');
};
