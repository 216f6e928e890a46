// Third act: the run is launched, detached, and every event that its log gains is told in one line.
import { join } from 'node:path';
import {
  bold,
  count,
  cyan,
  dim,
  green,
  interval,
  line,
  red,
  seconds,
  step,
  typed,
  yellow,
} from './screen.mjs';
import { specPath } from './lint-spec.mjs';
import { demo, DemoFailure, dimmer, dimmerJson } from './workshop.mjs';

const tokenCap = '1000000';

/** Launches and follows a run until it rests. Returns its id. `onLaunch` hears the id before anything else happens. */
export async function followRun(workshop, model, onLaunch) {
  step(
    `Delegated at level 4 to ${model ? `the model ${model}` : 'the scripted model'}; the window may close now`,
  );
  const backend = model
    ? ['--backend', 'anthropic', '--model', model]
    : ['--backend', 'rehearsal', '--cassette', join(demo, 'cassette.yaml')];
  const args = ['run', specPath, '--level', '4', ...backend, '--budget-tokens', tokenCap, '--detach'];
  typed(`dimmer ${args.join(' ').replace(demo, 'demo')}`);
  const launched = await dimmerJson(workshop, args);
  const id = launched.run;
  if (typeof id !== 'string') throw new DemoFailure(`dimmer run named no run: ${JSON.stringify(launched)}`);
  onLaunch(id);
  line(`   run ${bold(id)}, carried out by a process of its own`);
  const tell = teller();
  await dimmer(workshop, ['show', id, '--follow', '--json'], {
    expect: [0, 1, 3],
    onLine: (text) => tell(parsed(text)),
  });
  return id;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Tells events as they come; keeps nothing but what the next line needs. */
function teller() {
  let turns = 0;
  let tools = 0;
  const startedAt = Date.now();
  const at = (stage, text) => line(`   ${dim(clock(startedAt))} ${cyan(stage.padEnd(10))} ${text}`);
  const tellers = {
    'sandbox-checked': ({ available, detail }) => at('sandbox', available ? 'holds' : red(detail)),
    'worktree-created': ({ branch }) => at('worktree', branch),
    'guardrail-finished': (event) => at(event.phase === 'base' ? 'before' : 'guardrail', guardrail(event)),
    'stage-entered': ({ stage, round }) => {
      if (stage === 'implement') {
        [turns, tools] = [0, 0];
        line(`   ${bold(`Round ${round}`)}`);
      }
    },
    'model-asked': ({ content, round }) => {
      const text = textOf(content);
      if (round === 1 || text === '') return;
      at('feedback', 'all that the agent learns:');
      for (const one of text.split('\n').filter(Boolean)) line(`${' '.repeat(14)}${dim(one)}`);
    },
    'model-replied': ({ content }) => {
      turns += 1;
      const text = textOf(content);
      if (text) at('agent', dim(`“${text}”`));
    },
    'tool-finished': ({ name, output }) => {
      tools += 1;
      const results = name === 'check' ? String(output).match(/^(?:guardrail|visible) .*$/gm) : undefined;
      if (results) at('check', results.join(', '));
    },
    'access-denied': ({ detail }) => at('denied', yellow(detail)),
    'assumption-recorded': ({ id, text, requirement }) =>
      at('assumes', `${id}${requirement ? ` (${requirement})` : ''} ${text}`),
    'work-committed': ({ files }) =>
      at(
        'commit',
        `${count(files.length, 'file')} changed, after ${count(turns, 'turn')} and ${count(tools, 'tool call')}`,
      ),
    'visible-checked': ({ satisfied, observed }) =>
      at('visible', ofAll(satisfied, observed, 'scenarios that the agent can read')),
    'evaluation-skipped': ({ reason }) => at('hidden', red(`not checked: ${reason}`)),
    'evaluation-finished': ({ feedback, tally }) => evaluation(at, feedback, tally),
    'run-suspended': ({ message }) => at('suspended', red(message)),
    'run-failed': ({ message }) => at('failed', red(message)),
    'run-stopped': ({ reason }) => at('stopped', red(reason)),
    'awaiting-decision': () => at('decision', 'waits for a human; the runner has ended'),
  };
  return (event) => tellers[event.type]?.(event);
}

function guardrail({ name, outcome, milliseconds }) {
  const word = outcome === 'pass' ? green('pass') : red(outcome);
  return `${name.padEnd(6)} ${word} ${dim(seconds(milliseconds))}`;
}

function evaluation(at, feedback, tally) {
  const verdict = feedback.gate === 'pass' ? green('gate passed') : red(`gate: ${feedback.gate}`);
  if (!tally) return at('hidden', verdict);
  at(
    tally.split,
    `${ofAll(tally.satisfied, tally.observed, 'hidden scenarios satisfied')} ${range(tally)}, ${verdict}`,
  );
  if (tally.split !== 'validation') return;
  for (const one of tally.requirements)
    line(
      `${' '.repeat(14)}${one.requirement.padEnd(3)} ${interval(one)} ${`${one.satisfied} of ${one.observed}`.padEnd(9)} ${dim(range(one))}`,
    );
}

/** The text of a message or reply, without tool calls and their results. */
function textOf(content) {
  const blocks = typeof content === 'string' ? [{ text: content }] : [content].flat();
  return blocks
    .map((block) => block?.text ?? '')
    .filter(Boolean)
    .join('\n');
}

const ofAll = (part, all, what) =>
  `${part === all ? green(`${part} of ${all}`) : red(`${part} of ${all}`)} ${what}`;

const range = ({ low, high }) => `[${low.toFixed(2)}, ${high.toFixed(2)}]`;

const clock = (startedAt) => seconds(Date.now() - startedAt).padStart(7);
