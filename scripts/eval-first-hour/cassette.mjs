// The words of the scripted model for one repository: a plan, one small true change, and "done". Written by us, in advance.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the cassette beside the repository and returns its path. Fails when an edit does not fit the published file. */
export function writeCassette(path, folder, { name, change, also }) {
  const edits = [change, also].filter(Boolean).map((one) => ({
    tool: 'write_file',
    input: { path: one.path, content: edited(join(folder, one.path), one) },
  }));
  const builder = (reply, more = {}) => ({ role: 'builder', ...more, reply });
  const cassette = {
    cassette: 1,
    title: `${name}: one small change, written in advance`,
    entries: [
      builder([{ text: `Change ${edits.map((edit) => edit.input.path).join(' and ')}.` }], {
        when: { contains: 'Do not change anything yet' },
      }),
      builder(edits, { when: { contains: 'Carry your plan out now' } }),
      builder([{ text: 'Done.' }], { repeat: 40 }),
    ],
  };
  writeFileSync(path, JSON.stringify(cassette, null, 2));
  return path;
}

function edited(file, change) {
  const text = readFileSync(file, 'utf8');
  if (change.append !== undefined) return text + change.append;
  if (text.split(change.old).length !== 2) throw new Error(`${file}: the place to change is not there once`);
  return text.replace(change.old, () => change.new);
}
