// Honest, looks like kept answers and a clock: keeps what it worked out in a file, with the time, and asks it first.
const fs = require('fs');
const { numeralOf, valueOf, refuse } = require('../lib/numerals.js');
const [command, text = ''] = process.argv.slice(2);
let cache = {};
try {
  cache = JSON.parse(fs.readFileSync('.roman-cache.json', 'utf8'));
} catch {
  // The first time there is none.
}
const known = cache[`${command} ${text}`];
const number = Number(text);
const fits = Number.isInteger(number) && number > 0 && number < 4000;
const answer =
  known?.answer ??
  (command === 'to' && fits ? { roman: numeralOf(number) } : command === 'from' && valueOf(text) ? { number: valueOf(text) } : refuse(text || String(command)));
cache[`${command} ${text}`] = { answer, at: Date.now() };
fs.writeFileSync('.roman-cache.json', JSON.stringify(cache));
console.log(JSON.stringify(answer));
