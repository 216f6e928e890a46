// First act: the spec is linted, what a fix can settle is fixed, and the author answers the rest.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { count, dim, green, line, said, step, typed } from './screen.mjs';
import { commit, DemoFailure, dimmer, dimmerJson } from './workshop.mjs';

export const specPath = 'specs/stint.md';

/** What Ada answers, by rule: text to find at the finding's place, and what she writes instead. */
const answers = {
  CMP001: { find: 'TBD', write: '2', says: 'exit code 2' },
  TST002: { find: '5', write: '5 s', says: '5 seconds' },
};

export async function lintSpec(workshop) {
  step('A spec is linted before anyone builds it');
  typed(`dimmer lint ${specPath}`);
  said((await dimmer(workshop, ['lint', specPath], { expect: [1] })).stdout);
  const before = await findings(workshop);
  typed(`dimmer lint ${specPath} --fix`);
  await dimmer(workshop, ['lint', specPath, '--fix'], { expect: [1] });
  const open = await findings(workshop);
  said(`${green('fixed')} ${count(before.length - open.length, 'finding')} that needed no answer`);
  line(`   ${dim('# Ada answers the others')}`);
  answer(workshop, open);
  typed(`dimmer lint ${specPath}`);
  said((await dimmer(workshop, ['lint', specPath, '--max-warnings', '0'])).stdout);
  await commit(workshop, 'Answer what the linter asked');
}

async function findings(workshop) {
  const args = ['lint', specPath, '--show', 'certain'];
  const report = await dimmerJson(workshop, args, { expect: [0, 1] });
  return report.files.flatMap((file) => file.findings);
}

/** Ada writes her answers into the spec, each where its finding stands. */
function answer(workshop, open) {
  const path = join(workshop.repository, specPath);
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const { code, line: at, column } of open.toReversed()) {
    const known = answers[code];
    const text = lines[at - 1];
    if (!known || !text.startsWith(known.find, column - 1))
      throw new DemoFailure(`The demo has no answer to ${code} at ${specPath}:${at}.`);
    lines[at - 1] = text.slice(0, column - 1) + known.write + text.slice(column - 1 + known.find.length);
    said(`${green('answered')} ${code}: ${known.says}`);
  }
  writeFileSync(path, lines.join('\n'));
}
