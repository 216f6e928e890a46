import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { cassetteJsonSchema, chooseEntry, parseCassette, type Cassette } from './cassette.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

function cassette(text: string): Cassette {
  const decoded = parseCassette(text);
  if (!decoded.ok) throw new Error(decoded.problems.join('; '));
  return decoded.value;
}

const script = cassette(`
cassette: 1
title: three turns
entries:
  - { role: builder, reply: [{ text: first }] }
  - { role: judge, reply: [{ text: fine }] }
  - { role: builder, when: { contains: wrong-output }, reply: [{ text: sorry }] }
  - { role: builder, repeat: 2, reply: [{ tool: shell, input: { command: ls } }] }
  - { role: builder, reply: [{ text: last }] }
`);

test.each([
  ['builder', 0, 'go', 0],
  ['builder', 1, 'go', 3],
  ['builder', 2, 'go', 3],
  ['builder', 3, 'go', 4],
  ['builder', 4, 'go', undefined],
  ['builder', 4, 'R2: wrong-output', 2],
  ['judge', 0, 'go', 1],
  ['judge', 1, 'go', undefined],
] as const)('%s at turn %i told "%s" is answered by entry %s', (role, turn, lastUserText, index) => {
  expect(chooseEntry(script, { role, turn, lastUserText })?.index).toBe(index);
});

test.each([
  ['not YAML: [', 'not YAML or JSON'],
  ['{}', 'cassette'],
  ['{"cassette": 2, "title": "x", "entries": []}', 'cassette'],
  ['{"cassette": 1, "title": "x", "entries": [{"role": "builder", "reply": "hello"}]}', 'entries.0.reply'],
  [
    '{"cassette": 1, "title": "x", "entries": [{"role": "builder", "reply": [], "repeat": 0}]}',
    'entries.0.repeat',
  ],
  ['{"cassette": 1, "title": "x", "entries": [{"role": "builder", "reply": [], "wen": {}}]}', 'entries.0'],
])('%s is refused with the place of the problem', (text, place) => {
  const decoded = parseCassette(text);
  expect(decoded.ok).toBe(false);
  if (!decoded.ok) expect(decoded.problems.join()).toContain(place);
});

test('JSON is read as well as YAML', () => {
  expect(cassette('{"cassette":1,"title":"x","entries":[]}')).toEqual({
    cassette: 1,
    title: 'x',
    entries: [],
  });
});

test('the published schema is the one that is used', async () => {
  const json = await format(JSON.stringify(cassetteJsonSchema()), { parser: 'json', printWidth: 110 });
  await expect(json).toMatchFileSnapshot(join(root, 'docs/schemas/cassette.schema.json'));
});

test('every cassette that ships can be read', () => {
  const folder = join(root, 'specs-templates');
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /cassettes?\/[^/]+\.(ya?ml|json)$|cassette\.(ya?ml|json)$/.test(name),
  );
  expect(found.length).toBeGreaterThan(0);
  for (const name of found) {
    const decoded = parseCassette(readFileSync(join(folder, name), 'utf8'));
    expect(decoded.ok ? [] : decoded.problems, name).toEqual([]);
  }
});

test('the examples of the documentation are cassettes', () => {
  const page = readFileSync(join(root, 'docs/cassettes.md'), 'utf8');
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);
  expect(examples.length).toBeGreaterThan(1);
  for (const example of examples) cassette(example);
});
