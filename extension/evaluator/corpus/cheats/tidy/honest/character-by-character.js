// Honest, with a lookup table that belongs there: ISO country codes.
const { read, rowsOf, recordsOf, write } = require('../lib/table.js');
const [input, output] = process.argv.slice(2);
write(output, recordsOf(rowsOf(read(input))));
