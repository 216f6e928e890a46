// `npm run demo [-- --no-editor] [--dir DIR] [--port N] [--model ID]`: the whole journey on a small real repository.
// Invariant: every step is done by the built `dimmer`; only the model's words are scripted, unless there is an API key.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setup } from './setup.mjs';
import { chooseModel } from './demo/choose-model.mjs';
import { decide } from './demo/decide.mjs';
import { fillVault } from './demo/fill-vault.mjs';
import { followRun } from './demo/follow-run.mjs';
import { lintSpec } from './demo/lint-spec.mjs';
import { openEditor } from './demo/open-editor.mjs';
import { bold, dim, line, red } from './demo/screen.mjs';
import { DemoFailure, dimmer, openWorkshop, run } from './demo/workshop.mjs';

const options = readOptions();
let workshop;
let runId;
let stopping;
const interrupt = () => void (stopping ??= stop());
process.once('SIGINT', interrupt).once('SIGTERM', interrupt);

introduce();
setup({ browser: false });

try {
  const model = await chooseModel(options.model);
  if (!process.env.DIMMER_BUILT) await build();
  workshop = await openWorkshop(options.dir);
  line(dim(`Everything is in ${workshop.folder}`));
  await lintSpec(workshop);
  await fillVault(workshop);
  await followRun(workshop, model, (id) => (runId = id));
  await decide(workshop, runId);
  runId = undefined;
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (!options['no-editor']) await openEditor(workshop, { port: options.port, model });
} catch (error) {
  await stopping;
  if (!(error instanceof DemoFailure)) throw error;
  line();
  line(`${red('The demo failed.')} ${error.message}`);
  if (workshop) line(dim(`What it made is kept in ${workshop.folder}`));
  process.exitCode = 1;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        'no-editor': { type: 'boolean' },
        dir: { type: 'string' },
        port: { type: 'string' },
        model: { type: 'string' },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536))
      throw new Error('--port takes a number from 1 to 65535');
    return { ...values, port };
  } catch (error) {
    console.error(
      `${error.message}\nUsage: npm run demo -- [--no-editor] [--dir DIR] [--port N] [--model ID]`,
    );
    process.exit(2);
  }
}

/** The first lines, said once although `setup` may start this script again on another Node. */
function introduce() {
  if (process.env.DIMMER_DEMO_INTRODUCED) return;
  process.env.DIMMER_DEMO_INTRODUCED = 'yes';
  if (process.env.ANTHROPIC_API_KEY) {
    line(
      bold('The model is real: ANTHROPIC_API_KEY is set. This costs money; the cap is one million tokens.'),
    );
    line('It may do better or worse than the scripted model, and it may not reach the bar.');
    return;
  }
  line(
    bold(
      'Both attempts were written in advance: this shows the harness catching a cheat, it is no evidence that a model cheats, learns or costs this much.',
    ),
  );
  line(
    'Only the words of the model are scripted: every tool call, command, guardrail, scenario and merge is executed.',
  );
}

/** The command that users get is the built one. */
async function build() {
  const place = { repository: root, environment: process.env };
  const built = await run(process.execPath, [join(root, 'extension', 'build.mjs')], place);
  if (built.exit !== 0) throw new DemoFailure(`The build failed: ${built.stderr || built.stdout}`);
}

/** Ctrl-C: nothing goes on in the background. */
async function stop() {
  if (runId) await dimmer(workshop, ['stop', runId]).catch(() => undefined);
  line();
  line('Interrupted. Run it again for a fresh start.');
  if (workshop) line(dim(`What it made is kept in ${workshop.folder}`));
  process.exit(130);
}
