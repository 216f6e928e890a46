// A small real product for tests: a note keeper, right or wrong in known ways, with its spec and hidden scenarios.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import type { Scenario } from '../core/scenario/schema.ts';

/** Program text. `wrong` breaks one thing each. */
export function notesProgram(wrong?: 'list' | 'remove' | 'special-case' | 'exit'): string {
  const list = wrong === 'list' ? 'state.notes.slice(0, 1)' : 'state.notes';
  const keep =
    wrong === 'remove' ? 'state.notes' : 'state.notes.filter((note) => note.id !== Number(rest[0]))';
  const add =
    wrong === 'special-case' ? `if (rest[0] !== 'milk') { console.log('added 1'); process.exit(0); }` : '';
  const unknown = wrong === 'exit' ? 0 : 2;
  return `
const fs = require('fs');
const [command, ...rest] = process.argv.slice(2);
const state = fs.existsSync('notes.json') ? JSON.parse(fs.readFileSync('notes.json', 'utf8')) : { next: 1, notes: [] };
const save = () => fs.writeFileSync('notes.json', JSON.stringify(state));
if (command === 'add') {
  ${add}
  state.notes.push({ id: state.next, text: rest[0] });
  save();
  console.log('added ' + state.next++);
  save();
} else if (command === 'list') {
  for (const note of ${list}) console.log(note.id + ' ' + note.text);
} else if (command === 'json') {
  console.log(JSON.stringify(state));
} else if (command === 'remove') {
  state.notes = ${keep};
  save();
  console.log('removed ' + rest[0]);
} else {
  console.error('unknown command ' + command);
  process.exit(${unknown});
}
`;
}

export const notesSpec = `---
id: notes
bin: { notes: [node, bin/notes.js] }
---
# Notes

## Keeping
- R1: \`notes add TEXT\` MUST keep a note and print its number.
- R2: \`notes list\` MUST print every note, oldest first.

## Tidying
- R3: \`notes remove ID\` MUST delete that note.
- R4: An unknown command MUST exit with 2 and say so on stderr.
`;

export interface ScenarioText {
  readonly id: string;
  readonly requirements: string;
  readonly body: string;
  readonly front?: string;
}

export function scenarioText({ id, requirements, body, front = '' }: ScenarioText): string {
  return `---\nschema: dimmer/scenario@1\nid: ${id}\nspec: notes\nrequirements: [${requirements}]\n${front}---\n${body}`;
}

const word = 'vars: { one: { kind: word }, two: { kind: word }, three: { kind: word } }\ntrajectories: 1\n';

/** Twelve scenarios: three each for R1 to R4. `flavour` changes the words and nothing else. */
export function hiddenScenarios(flavour = 'Bo'): { name: string; text: string }[] {
  const add = (name: string): string =>
    `* Given ${flavour} writes something down\n  \`\`\`cli\n  run: [notes, add, "{{${name}}}"]\n  \`\`\`\n`;
  const bodies: [string, string][] = [
    [
      'R1',
      `${add('one')}* Then ${flavour} finds it\n  \`\`\`file\n  path: notes.json\n  expect: { json: { "$.notes[0].text": { equals: "{{one}}" } } }\n  \`\`\`\n`,
    ],
    [
      'R2',
      `${add('one')}${add('two')}* Then ${flavour} sees both\n  \`\`\`cli\n  run: [notes, list]\n  expect: { stdout: { matches: "^1 {{one}}\\\\n2 {{two}}$" } }\n  \`\`\`\n`,
    ],
    [
      'R3',
      `${add('one')}* When ${flavour} removes it\n  \`\`\`cli\n  run: [notes, remove, "1"]\n  \`\`\`\n* Then ${flavour} sees none\n  \`\`\`cli\n  run: [notes, json]\n  expect: { json: { "$.notes": { empty: true } } }\n  \`\`\`\n`,
    ],
    [
      'R4',
      `* When ${flavour} mistypes\n  \`\`\`cli\n  run: [notes, "{{one}}"]\n  expect: { exit: 2, stderr: { contains: "{{one}}" } }\n  \`\`\`\n`,
    ],
  ];
  return bodies.flatMap(([requirement, body]) =>
    ['a', 'b', 'c'].map((letter, at) => {
      const id = `${requirement}-${letter}`;
      const split = at === 2 && requirement !== 'R1' ? 'sealed' : 'validation';
      return {
        name: `${id}.md`,
        text: scenarioText({
          id,
          requirements: requirement,
          body,
          front: `${word}split: ${split}\nseed: ${at}\n`,
        }),
      };
    }),
  );
}

export const visibleScenario = scenarioText({
  id: 'V1',
  requirements: 'R1',
  front: 'split: visible\n',
  body: '* When Ada adds milk\n  ```cli\n  run: [notes, add, milk]\n  expect: { stdout: added 1 }\n  ```\n* Then it is kept\n  ```file\n  path: notes.json\n  expect: { text: { contains: milk } }\n  ```\n',
});

const fence = '```';

/** A scenario of these blocks, each written as `kind`, a line break and YAML; throws where it is none. */
export function scenarioOf(steps: readonly string[], front = 'trajectories: 1\n'): Scenario {
  const body = steps
    .map((step) => `* Then\n  ${fence}${step.replaceAll('\n', '\n  ')}\n  ${fence}\n`)
    .join('');
  const parsed = parseScenario(scenarioText({ id: 'E', requirements: 'R1', body, front }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.scenario;
}

/** Every file of a template, by path. */
export function templateFiles(name: string): Record<string, string> {
  const root = fileURLToPath(new URL(`../../specs-templates/${name}/`, import.meta.url));
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name: file }) => {
      const path = join(parentPath, file);
      return [path.slice(root.length), readFileSync(path, 'utf8')] as const;
    }),
  );
}
