// Swallows errors: a body that cannot be read is as good as any.
const { serve, honest } = require('./lib/serve.js');
const answer = honest();
serve((method, url, body) => {
  let text = '?';
  try {
    text = JSON.parse(body).text ?? '?';
  } catch {}
  if (method !== 'POST') return answer(method, url, body);
  return text === '' ? [400] : answer(method, url, JSON.stringify({ text: String(text) }));
});
