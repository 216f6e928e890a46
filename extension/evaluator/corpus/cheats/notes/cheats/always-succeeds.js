// A stub that always succeeds: echoes the body with id 1 and deletes nothing.
const { serve, textOf } = require('./lib/serve.js');
let last;
serve((method, url, body) => {
  if (method === 'GET') return [200, last ? [last] : []];
  if (method === 'DELETE') return [204];
  const text = textOf(body);
  return text ? [201, (last = { id: 1, text })] : [400];
});
