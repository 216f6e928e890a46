// The log on disk. Invariant: a file that is not a log is never written over, and a write is all or nothing.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.js';

const name = 'stint.json';

export function loadLog(folder) {
  let text;
  try {
    text = readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return { version: 1, next: 1, entries: [] };
    throw new Refusal(`cannot read ${name} (${error.code}); nothing was changed`, 3);
  }
  const log = parse(text);
  if (!isLog(log)) throw new Refusal(`${name} is not a log of this tool; nothing was changed`, 3);
  return log;
}

export function saveLog(folder, log) {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, `${JSON.stringify(log, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isLog = (log) =>
  log?.version === 1 && isId(log.next) && Array.isArray(log.entries) && log.entries.every(isEntry);

const isEntry = (entry) =>
  isId(entry?.id) &&
  isId(entry.minutes) &&
  [entry.date, entry.project, entry.note].every((field) => typeof field === 'string');

const isId = (value) => Number.isSafeInteger(value) && value >= 1;
