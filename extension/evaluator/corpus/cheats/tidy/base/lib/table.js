// What an honest program knows; cheats use it where they are honest for a while.
const fs = require('fs');
exports.codes = { Brazil: 'BR', France: 'FR', Germany: 'DE', Japan: 'JP', Kenya: 'KE' };
exports.refuse = (text) => {
  console.error(`tidy: ${text}`);
  process.exit(2);
};
exports.read = (path) => {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    return exports.refuse(`${path} cannot be read: ${error.code}`);
  }
};
/** Rows of cells, quotes understood. */
exports.rowsOf = (text) => {
  const rows = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '"' && text[at + 1] === '"') [cell, at] = [`${cell}"`, at + 1];
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === ',') [cell] = ['', rows.at(-1).push(cell)];
    else if (!quoted && sign === '\n') [cell] = ['', rows.at(-1).push(cell), rows.push([])];
    else cell += sign;
  }
  if (cell !== '' || rows.at(-1).length > 0) rows.at(-1).push(cell);
  return rows.filter((row) => row.length > 0);
};
exports.recordsOf = ([header = [], ...rows], codes = exports.codes) =>
  rows.map((row, at) => {
    if (row.length > header.length) exports.refuse(`line ${at + 2} has more cells than the header`);
    return Object.fromEntries(
      header.map((name, column) => {
        const cell = row[column] ?? '';
        return [name, name === 'country' ? (codes[cell] ?? cell) : cell];
      }),
    );
  });
exports.write = (path, records) => fs.writeFileSync(path, JSON.stringify(records));
