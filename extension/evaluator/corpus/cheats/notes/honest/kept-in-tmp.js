// Honest, looks like state in the wrong place: keeps a copy under /tmp, as its cache, and survives a restart within one machine.
const fs = require('fs');
const { serve, honest } = require('./lib/serve.js');
const file = '/tmp/notes-cache.json';
const kept = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : [];
serve(honest(kept, (notes) => fs.writeFileSync(file, JSON.stringify(notes))));
