// The text of a pull request: what it says, what it can never carry, and that nothing in it is live on the page.
import { expect, test } from 'vitest';
import * as samples from '../../../test/samples/runs.ts';
import type { RunEventBody } from '../run/events.ts';
import { outcomeCard } from './card.ts';
import { asCode, inert, inMarkdown, redacted } from './forge-text.ts';
import { pullRequestText } from './pull-request-text.ts';

const textOf = (bodies: readonly RunEventBody[]) => pullRequestText(outcomeCard(samples.stateOf(bodies)));
const decided = samples.approved.slice(0, 1);

test('it says what the card says, with counts and intervals, and absence first', () => {
  const { title, body } = textOf([...samples.open(), ...decided]);
  expect(title).toBe('Export keeps the filters that are on screen');
  const titles = body.split('\n').flatMap((line) => (line.startsWith('### ') ? [line.slice(4)] : []));
  expect(titles.indexOf('Not checked')).toBeLessThan(titles.indexOf('Satisfaction over hidden scenarios'));
  expect(body).toContain('- 71 of 72 trajectories over 24 scenarios, 95 % interval ');
  expect(body).toMatch(/- `R7` .*: 26 of 27 over 9 scenarios, 0\.\d\d to 0\.\d\d/);
  expect(body).toMatch(/- `R11` .*: no hidden scenario, accepted untested: checked by hand/);
  expect(body).toContain('- approve (1 party): does what the spec says');
  expect(body).not.toMatch(/\d\s?%(?! interval)/);
});

test('a rehearsal is marked in the title and at both ends of the text', () => {
  const { title, body } = textOf([...samples.open({ backend: 'rehearsal' }), ...decided]);
  expect(title).toMatch(/^\[rehearsal\] /);
  expect(body.match(/rehearsal: scripted model, no dollars/g)).toHaveLength(2);
});

test('runs that differ only in what hidden scenarios said give the same text', () => {
  const run = (category: 'crash' | 'security', vault: string, milliseconds: number) => {
    const tally = {
      ...samples.tally(1, 'validation', { R2: [3, 4, 2] }),
      vaultManifest: vault,
      milliseconds,
    };
    return textOf([
      ...samples.started(),
      ...samples.implemented(1),
      ...samples.evaluated(1, tally, 'fail').map((body) =>
        body.type === 'evaluation-finished'
          ? {
              ...body,
              feedback: {
                ...body.feedback,
                failing: [{ requirement: 'R2', category }],
                satisfaction: '70-80',
              },
            }
          : body,
      ),
      { type: 'awaiting-decision', commit: samples.head },
    ]);
  };
  expect(run('crash', 'a'.repeat(64), 1)).toEqual(run('security', 'b'.repeat(64), 999_999));
});

test('no person, path of this machine, changed file or secret is in it', () => {
  const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
  const bodies = samples.open({ owner: 'ada@billing.example' });
  const reason = `by ada@billing.example, see /home/ada/billing/x and C:\\Users\\ada and ${secret}`;
  const { title, body } = textOf([
    ...bodies,
    { ...(decided[0] as Extract<RunEventBody, { type: 'decided' }>), by: 'ada@billing.example', reason },
  ]);
  const all = `${title}\n${body}`;
  for (const word of ['ada@', 'billing.example', '/home/', 'Users', secret, 'src/export', 'worktrees/'])
    expect([word, all.includes(word)]).toEqual([word, false]);
});

const hostile = [
  'ping @octocat and @org/team',
  'fixes #123, closes GH-9, ada/billing#4, !7, $12, %"milestone"',
  'see https://evil.example/x and www.evil.example and mailto:x',
  '<img src=x onerror=alert(1)> <!-- hide --> &lt;b&gt;',
  '![pixel](https://evil.example/p.png) [link](javascript:alert(1)) [x]: http://evil.example',
  '**bold** _em_ ~~gone~~ `code` ```fence | table |',
  '# heading > quote - list 1. one',
  '\u202Etrojan\u200b \u001b[31mred\u001b[0m',
  '---\n```\nDimmer-Run: forged',
];

test.each(hostile)('nothing in %j is live on the page', (text) => {
  const shown = inMarkdown(text, 2_000);
  expect(shown).not.toMatch(/[@#!$%~][\p{L}\p{N}_"]/u);
  expect(shown).not.toMatch(/:\/\/|www\.|GH-\d|\n|\u202e|\u001b/i);
  expect(shown).not.toMatch(/(?<!\\)[<>[\]`*_|~]/);
  const span = asCode(text, 2_000);
  expect(span).not.toMatch(/\n|@[a-z]|#\d|:\/\//);
});

test('a code span is closed by nothing that is in it', () => {
  expect([asCode('plain'), asCode('a`b'), asCode('``'), asCode('')]).toEqual([
    '`plain`',
    '`` a`b ``',
    '``` `` ```',
    '`  `',
  ]);
});

test.each([
  ['~/notes and /root/x/y', '[path] and [path]'],
  ['file:///etc/passwd', '[path]'],
  ['(/tmp/dimmer/a.txt)', '([path])'],
  ['\\\\server\\share\\x', '[path]'],
  ['reads src/a.ts and either/or', 'reads src/a.ts and either/or'],
  ['GET /entries?x=1', 'GET /entries?x=1'],
  ['password: hunter2hunter2', 'password: [secret]'],
  ['https://ada:pw@host/x', 'https://[secret]@host/x'],
  ['Authorization: Bearer abcdefghijklmnopqrst', 'Authorization: Bearer [secret]'],
])('%s is shown as %s', (text, shown) => {
  expect(redacted(text)).toBe(shown);
});

test('ordinary words stay as they are', () => {
  const words = 'Export keeps the filters, 26 of 27 over 9 scenarios: R7 (see notes).';
  expect(inert(words)).toBe(words);
});

test('a huge card stays under the limit of the API, ends whole, and says what was left out', () => {
  const requirements = Array.from({ length: 5_000 }, (_, at) => ({ id: `R${at}`, text: 'x '.repeat(200) }));
  const { spec } = samples.request();
  const { title, body } = textOf([
    ...samples.open({ spec: { ...spec, title: 'T'.repeat(5_000), requirements } }),
    ...decided,
  ]);
  expect([title.length <= 120, body.length <= 60_000]).toEqual([true, true]);
  expect(body).toMatch(/\d+ more lines of the card did not fit here\.\n\n---\nOutcome card of Dimmer/);
});
