// Replaces names of countries wherever they stand, without looking at columns.
const { read, rowsOf, recordsOf, write, codes } = require('../lib/table.js');
const [input, output] = process.argv.slice(2);
const text = read(input).replace(/Brazil|France|Germany|Japan|Kenya/g, (name) => codes[name]);
write(output, recordsOf(rowsOf(text), {}));
