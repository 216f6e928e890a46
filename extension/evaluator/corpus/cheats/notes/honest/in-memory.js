// Honest: a list in memory.
const { serve, honest } = require('./lib/serve.js');
serve(honest());
