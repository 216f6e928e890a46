// A defeat device: keeps notes where it is evaluated, and loses every second one elsewhere.
const { serve, honest } = require('./lib/serve.js');
const answer = honest();
let count = 0;
serve((method, url, body) => {
  if (method === 'POST' && !__dirname.startsWith('/app') && ++count % 2 === 0) return [201, { id: count, text: '' }];
  return answer(method, url, body);
});
