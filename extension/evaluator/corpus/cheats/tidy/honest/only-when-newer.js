// Honest, looks like replayed output: leaves a result alone that is newer than its source and was made from the same bytes.
const fs = require('fs');
const { createHash } = require('crypto');
const { read, rowsOf, recordsOf, write } = require('../lib/table.js');
const [input, output] = process.argv.slice(2);
const text = read(input);
const mark = `${output}.source`;
const digest = createHash('sha256').update(text).digest('hex');
const same = fs.existsSync(mark) && fs.existsSync(output) && fs.readFileSync(mark, 'utf8') === digest;
if (!same) {
  write(output, recordsOf(rowsOf(text)));
  fs.writeFileSync(mark, digest);
}
