// What the demo writes: plain lines, colours on a terminal only.

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint('1');
export const dim = paint('2');
export const red = paint('31');
export const green = paint('32');
export const yellow = paint('33');
export const cyan = paint('36');

let steps = 0;

export function line(text = '') {
  process.stdout.write(`${text}\n`);
}

export function step(title) {
  steps += 1;
  line();
  line(bold(`${steps}. ${title}`));
}

/** A command as the user would type it. */
export function typed(text) {
  line(`   ${dim('$')} ${cyan(text)}`);
}

export function said(text) {
  for (const one of text.trimEnd().split('\n')) line(`   ${one}`.trimEnd());
}

/** Satisfaction from 0 to 1 on a scale of `cells`: the 95 % interval as a line, the observed rate as a dot. */
export function interval({ satisfied, observed, low, high }, cells = 24) {
  const at = (value) => Math.min(cells - 1, Math.floor(value * cells));
  const rate = at(observed === 0 ? 0 : satisfied / observed);
  const colour = satisfied === observed ? green : red;
  return Array.from({ length: cells }, (_, cell) => {
    if (cell === rate) return colour('●');
    return cell >= at(low) && cell <= at(high) ? colour('─') : dim('·');
  }).join('');
}

export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** 1, 'file' -> "1 file"; 2, 'file' -> "2 files". */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
