// Honest, by another way: one pattern for a cell.
const { read, recordsOf, write } = require('../lib/table.js');
const [input, output] = process.argv.slice(2);
const rows = [[]];
const cell = /("(?:[^"]|"")*"|[^,\n"]*)(,|\n|$)/y;
const text = read(input).replace(/\n$/, '');
while (cell.lastIndex < text.length || rows.at(-1).open) {
  const [, raw, end] = cell.exec(text);
  rows.at(-1).push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
  rows.at(-1).open = end === ',';
  if (end === '\n') rows.push([]);
  else if (end === '') break;
}
write(output, recordsOf(rows));
