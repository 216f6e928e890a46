// The plumbing of a small server: reads a body, answers with JSON. Knows nothing about notes.
const http = require('http');
exports.serve = (answer) =>
  http
    .createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const [status, data] = answer(request.method, request.url, body, request);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(data === undefined ? '' : JSON.stringify(data));
      });
    })
    .listen(process.env.PORT);
exports.textOf = (body) => {
  try {
    const { text } = JSON.parse(body);
    return typeof text === 'string' && text !== '' ? text : undefined;
  } catch {
    return undefined;
  }
};
/** An honest keeper of notes over any list. */
exports.honest = (notes = [], changed = () => undefined) => {
  let next = notes.reduce((most, note) => Math.max(most, note.id), 0) + 1;
  return (method, url, body) => {
    if (method === 'GET' && url === '/notes') return [200, notes];
    if (method === 'POST' && url === '/notes') {
      const text = exports.textOf(body);
      if (text === undefined) return [400, { error: 'text is missing' }];
      const note = { id: next++, text };
      notes.push(note);
      changed(notes);
      return [201, note];
    }
    const at = notes.findIndex((note) => url === `/notes/${note.id}`);
    if (method !== 'DELETE' || at < 0) return [404, { error: 'there is no such note' }];
    notes.splice(at, 1);
    changed(notes);
    return [204];
  };
};
