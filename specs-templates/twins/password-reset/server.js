// A product that talks to an outside service: whoever lost a password gets a link by mail and chooses a new one.
const http = require('node:http');
const fs = require('node:fs');
const { randomBytes } = require('node:crypto');

const file = 'users.json';
const users = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
const tokens = new Map();

const page = (title, body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><main><h1>${title}</h1>${body}</main></html>`;
const form = (token) =>
  page(
    'Choose a password',
    `<form method="post" action="/reset/${token}"><label>New password <input type="password" name="password" required></label> <button>Save</button></form>`,
  );
const loginForm = (note) =>
  page(
    'Log in',
    `<p role="status">${note}</p><form method="post" action="/login"><label>E-mail <input name="email"></label> <label>Password <input type="password" name="password"></label> <button>Log in</button></form>`,
  );

async function readBody(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function html(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(text);
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function askForReset(request, response) {
  const { email } = JSON.parse(await readBody(request));
  const token = randomBytes(16).toString('hex');
  tokens.set(token, email);
  const link = `http://${request.headers.host}/reset/${token}`;
  const body = `Hello,\n\nsomebody asked for a new password for ${email}. Open this address to choose one:\n${link}\n\nIf it was not you, do nothing.\n`;
  const mail = { to: email, subject: 'Choose a new password', body };
  const sent = await fetch(`${process.env.MAIL_URL}/send`, { method: 'POST', body: JSON.stringify(mail) });
  return sent.ok
    ? json(response, 202, { status: 'sent' })
    : json(response, 502, { status: 'mail is not available' });
}

async function reset(request, response, token) {
  const email = tokens.get(token);
  if (email === undefined) return html(response, 410, page('This address is used up', '<p>Ask for another.</p>'));
  if (request.method === 'GET') return html(response, 200, form(token));
  users[email] = new URLSearchParams(await readBody(request)).get('password');
  fs.writeFileSync(file, JSON.stringify(users));
  tokens.delete(token);
  return response.writeHead(303, { location: '/login?changed' }).end();
}

async function login(request, response, url) {
  if (request.method === 'GET')
    return html(response, 200, loginForm(url.searchParams.has('changed') ? 'Your password was changed.' : ''));
  const given = new URLSearchParams(await readBody(request));
  const right = users[given.get('email')] === given.get('password');
  return right
    ? html(response, 200, page('Welcome', '<p>You are logged in.</p>'))
    : html(response, 403, loginForm('That is not right.'));
}

http
  .createServer(async (request, response) => {
    const url = new URL(request.url, 'http://product');
    const [, first, token] = url.pathname.split('/');
    if (url.pathname === '/health') return json(response, 200, {});
    if (first === 'reset' && token !== undefined) return reset(request, response, token);
    if (first === 'reset' && request.method === 'POST') return askForReset(request, response);
    if (first === 'login') return login(request, response, url);
    return html(response, 404, page('Not found', ''));
  })
  .listen(process.env.PORT, '127.0.0.1');
