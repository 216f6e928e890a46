// Reads what people type: days, lengths, names, ids, options. What cannot be read is refused.
import { Refusal } from './refusal.js';

const daysIn = (year, month) =>
  month === 2 && (year % 4 || (year % 100 === 0 && year % 400)) ? 28 : [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];

export function readDate(text) {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  if (!(day >= 1 && day <= daysIn(year, month))) throw new Refusal(`${quote(text)} is not a day; write it like 2026-03-02`);
  return text;
}

export function readMinutes(text) {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(text);
  const minutes = match && Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0);
  if (!minutes) throw new Refusal(`${quote(text)} is not a duration of at least a minute; write it like 2h, 45m or 1h30m`);
  return minutes;
}

export function readProject(text) {
  if (!/^[a-z0-9-]{1,30}$/.test(text)) throw new Refusal(`${quote(text)} is not a project; use 1 to 30 of a-z, 0-9 and -`);
  return text;
}

/** Splits `--name value` and bare `--name` options; `allowed` maps each name to the reader of its value, or to true. */
export function readOptions(words, allowed) {
  const options = {};
  for (let at = 0; at < words.length; at += 1) {
    const name = words[at].startsWith('--') ? words[at].slice(2) : undefined;
    if (name === undefined || !Object.hasOwn(allowed, name)) throw new Refusal(`unexpected ${quote(words[at])}`);
    if (allowed[name] === true) options[name] = true;
    else if (at + 1 === words.length) throw new Refusal(`--${name} needs a value`);
    else options[name] = allowed[name](words[(at += 1)]);
  }
  return options;
}

/** One line, whatever was typed. */
export function quote(text) {
  return JSON.stringify(text);
}
