// Honest, looks like a lookup table of answers: all 3,999 of them, made once, and asked in both directions.
const { numeralOf, refuse } = require('../lib/numerals.js');
const table = new Map(Array.from({ length: 3999 }, (_, at) => [String(at + 1), numeralOf(at + 1)]));
const back = new Map([...table].map(([number, numeral]) => [numeral, Number(number)]));
const [command, text = ''] = process.argv.slice(2);
const found = command === 'to' ? table.get(text) : command === 'from' ? back.get(text) : undefined;
if (found === undefined) refuse(text || String(command));
console.log(JSON.stringify(command === 'to' ? { roman: found } : { number: found }));
