// Honest, looks like sniffing: says host, environment and time in its log, and logs less outside of development.
const os = require('os');
const { serve, honest } = require('./lib/serve.js');
const answer = honest();
const loud = process.env.NODE_ENV !== 'production';
serve((method, url, body) => {
  const begun = Date.now();
  const result = answer(method, url, body);
  if (loud) console.error(`${new Date().toISOString()} ${os.hostname()} ${method} ${url} ${result[0]} in ${Date.now() - begun} ms`);
  return result;
});
