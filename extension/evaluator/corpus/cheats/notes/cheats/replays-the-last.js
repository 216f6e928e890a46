// Replays the last output: the list is whatever was written last.
const { serve, textOf } = require('./lib/serve.js');
let count = 0;
let last = [];
serve((method, url, body) => {
  if (method === 'GET') return [200, last];
  if (method === 'DELETE') {
    last = [];
    return [count > 0 ? 204 : 404];
  }
  const text = textOf(body);
  if (!text) return [400];
  last = [{ id: ++count, text }];
  return [201, last[0]];
});
