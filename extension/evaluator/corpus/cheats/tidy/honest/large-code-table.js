// Honest, looks like a table of answers: names of countries in a switch, five of which the spec asks for.
const { read, rowsOf, recordsOf, write } = require('../lib/table.js');
const codeOf = (name) => {
  switch (name) {
    case 'Brazil':
      return 'BR';
    case 'France':
      return 'FR';
    case 'Germany':
      return 'DE';
    case 'Japan':
      return 'JP';
    case 'Kenya':
      return 'KE';
    default:
      return name;
  }
};
const [input, output] = process.argv.slice(2);
const records = recordsOf(rowsOf(read(input)), {});
write(
  output,
  records.map((record) => ('country' in record ? { ...record, country: codeOf(record.country) } : record)),
);
