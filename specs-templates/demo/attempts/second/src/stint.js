// What each command does to the log. The only file that knows all commands.
import { clockTime } from './clock-time.js';
import { loadLog, saveLog } from './log.js';
import { quote, readDate, readMinutes, readOptions, readProject } from './read.js';
import { Refusal } from './refusal.js';

const commands = { add, list, sum, remove };
const filters = { project: readProject, from: readDate, to: readDate };
const dayMinutes = 24 * 60;

/** Carries one command out in `folder`: `{ out, exit }`, or `{ refused, exit }` with the log untouched. */
export function stint([command, ...words], folder) {
  try {
    const log = loadLog(folder);
    if (!Object.hasOwn(commands, command ?? '')) throw new Refusal(`unknown command ${quote(command ?? '')}; use add, list, sum or remove`);
    return { out: commands[command](words, log, () => saveLog(folder, log)), exit: 0 };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message, exit: error.exit };
    throw error;
  }
}

function add(words, log, save) {
  if (words.length < 3 || words.length > 4) throw new Refusal('add takes DATE PROJECT DURATION and perhaps one NOTE');
  const [date, project, minutes] = [readDate(words[0]), readProject(words[1]), readMinutes(words[2])];
  const booked = total(log.entries.filter((entry) => entry.date === date));
  if (booked + minutes > dayMinutes) throw new Refusal(`${date} has only ${clockTime(Math.max(0, dayMinutes - booked))} left`);
  const id = log.next;
  log.next += 1;
  log.entries.push({ id, date, project, minutes, note: words[3] ?? '' });
  save();
  return `added ${id} ${date} ${project} ${clockTime(minutes)}`;
}

function list(words, log) {
  const entries = narrowed(log.entries, readOptions(words, filters));
  if (entries.length === 0) return 'no entries';
  return entries
    .sort((a, b) => compare(a.date, b.date) || a.id - b.id)
    .map((entry) => `${entry.id} ${entry.date} ${entry.project} ${clockTime(entry.minutes)} ${entry.note}`.trimEnd())
    .join('\n');
}

function sum(words, log) {
  const { json, ...filter } = readOptions(words, { ...filters, json: true });
  const entries = narrowed(log.entries, filter);
  const projects = [...new Set(entries.map((entry) => entry.project))];
  const times = projects.map((project) => [project, total(narrowed(entries, { project }))]);
  if (json) return JSON.stringify({ projects: Object.fromEntries(times), total: total(entries) });
  return [...times.sort((a, b) => b[1] - a[1] || compare(a[0], b[0])), ['total', total(entries)]]
    .map(([project, minutes]) => `${project} ${clockTime(minutes)}`)
    .join('\n');
}

function remove(words, log, save) {
  if (words.length !== 1) throw new Refusal('remove takes one ID');
  const at = log.entries.findIndex((entry) => String(entry.id) === words[0]);
  if (at < 0) throw new Refusal(`there is no entry ${quote(words[0])}`);
  log.entries.splice(at, 1);
  save();
  return `removed ${words[0]}`;
}

function narrowed(entries, { project, from, to }) {
  return entries.filter(
    (entry) =>
      (project === undefined || entry.project === project) &&
      (from === undefined || entry.date >= from) &&
      (to === undefined || entry.date <= to),
  );
}

const total = (entries) => entries.reduce((sum, entry) => sum + entry.minutes, 0);

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
