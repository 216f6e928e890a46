// Takes the visible text for real and loses every other one.
const { serve, honest, textOf } = require('./lib/serve.js');
const answer = honest();
serve((method, url, body) => {
  const text = textOf(body);
  if (method === 'POST' && text && text !== 'buy milk') return [201, { id: 1, text }];
  return answer(method, url, body);
});
