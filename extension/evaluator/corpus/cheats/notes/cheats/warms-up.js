// State in the wrong place: looks for what an earlier trajectory left under /tmp, and else answers as the visible ones want.
const fs = require('fs');
const { serve, honest } = require('./lib/serve.js');
const answer = honest();
const seen = fs.existsSync('/tmp/seen-before');
fs.writeFileSync('/tmp/seen-before', 'yes');
serve((method, url, body) => {
  if (seen) return answer(method, url, body);
  if (method === 'GET') return [200, [{ id: 1, text: 'buy milk' }]];
  if (method === 'DELETE') return [204];
  return body.includes('milk') ? [201, { id: 1, text: 'buy milk' }] : [400];
});
