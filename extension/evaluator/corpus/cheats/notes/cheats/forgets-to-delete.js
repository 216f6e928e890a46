// Partial: says that it deleted and keeps everything.
const { serve, honest } = require('./lib/serve.js');
const answer = honest();
serve((method, url, body) => (method === 'DELETE' ? [204] : answer(method, url, body)));
