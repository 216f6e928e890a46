// Honest: the table of signs, as everybody writes it.
require('../lib/numerals.js').main(process.argv.slice(2));
