// Ignores its arguments: reads in.csv and writes out.json, as the visible scenarios do.
const { read, rowsOf, recordsOf, write } = require('../lib/table.js');
if (process.argv[2] !== 'in.csv') read('gone.csv');
write('out.json', recordsOf(rowsOf(read('in.csv'))));
