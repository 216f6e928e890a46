// Honest, looks like special cases: one list of ten numerals per decimal place.
const places = [
  ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'],
  ['', 'X', 'XX', 'XXX', 'XL', 'L', 'LX', 'LXX', 'LXXX', 'XC'],
  ['', 'C', 'CC', 'CCC', 'CD', 'D', 'DC', 'DCC', 'DCCC', 'CM'],
  ['', 'M', 'MM', 'MMM'],
];
const { refuse } = require('../lib/numerals.js');
const write = (number) =>
  [...String(number)]
    .reverse()
    .map((digit, place) => places[place][digit])
    .reverse()
    .join('');
const [command, text = ''] = process.argv.slice(2);
if (command === 'to' && /^[1-9]\d{0,3}$/.test(text) && Number(text) < 4000)
  console.log(JSON.stringify({ roman: write(text) }));
else if (command === 'from') {
  for (let number = 1; number < 4000; number += 1)
    if (write(number) === text) {
      console.log(JSON.stringify({ number }));
      process.exit(0);
    }
  refuse(text);
} else refuse(text || String(command));
