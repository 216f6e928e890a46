// A twin of a mail service: takes mails over HTTP from the product, and tells on its control side what was sent.
// The product reaches PORT; CONTROL is a socket that only the evaluator reaches.
const http = require('node:http');

const longest = 64 * 1024;
const most = 200;
let sent = [];

function readBody(request) {
  return new Promise((resolve) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (text = text.length > longest ? text : text + chunk));
    request.on('end', () => resolve(text.length > longest ? undefined : text));
    request.on('error', () => resolve(undefined));
  });
}

function say(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function mailFrom(text) {
  try {
    const { to, subject = '', body = '' } = JSON.parse(text);
    if (typeof to !== 'string' || typeof subject !== 'string' || typeof body !== 'string') return undefined;
    const [link] = /https?:\/\/[^\s<>"]+/.exec(body) ?? [''];
    return { to, subject, body, link };
  } catch {
    return undefined;
  }
}

const productSide = http.createServer(async (request, response) => {
  const text = await readBody(request);
  if (request.method !== 'POST' || request.url !== '/send') return say(response, 404, { error: 'POST /send' });
  if (text === undefined) return say(response, 413, { error: 'too long' });
  const mail = mailFrom(text);
  if (mail === undefined) return say(response, 400, { error: 'expected to, subject and body' });
  if (sent.length >= most) return say(response, 429, { error: 'too many' });
  sent.push(mail);
  return say(response, 202, { queued: sent.length });
});

const controlSide = http.createServer(async (request, response) => {
  const text = await readBody(request);
  if (request.url === '/state') return say(response, 200, { sent, last: sent.at(-1) ?? null });
  if (request.url === '/reset') sent = [];
  else if (request.url === '/seed') {
    const { sent: before } = JSON.parse(text ?? '{}');
    if (!Array.isArray(before)) return say(response, 400, { error: 'expected { sent: [...] }' });
    sent.push(...before);
  } else return say(response, 404, {});
  return say(response, 200, {});
});

productSide.listen(process.env.PORT, '127.0.0.1');
controlSide.listen(process.env.CONTROL);
