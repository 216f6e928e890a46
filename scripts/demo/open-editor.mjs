// Afterwards: the same repository in a real VS Code, until Ctrl-C.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startCodeServer } from '../code-server.mjs';
import { root } from '../setup.mjs';
import { bold, dim, line } from './screen.mjs';
import { demo, DemoFailure, run } from './workshop.mjs';

export async function openEditor(workshop, { port, model }) {
  line();
  line('Packing the extension and starting a VS Code on this repository...');
  const packed = await run(
    process.execPath,
    [join(root, 'scripts', 'package.mjs')],
    workshop,
    undefined,
    root,
  );
  if (packed.exit !== 0 || !existsSync(join(root, 'dimmer.vsix')))
    throw new DemoFailure(`The extension could not be packed: ${packed.stderr || packed.stdout}`);
  const settings = {
    'dimmer.level': 4,
    ...(model
      ? { 'dimmer.model': model }
      : { 'dimmer.backend': 'rehearsal', 'dimmer.cassette': join(demo, 'cassette.yaml') }),
  };
  const ended = new Promise((end) => process.once('SIGINT', end).once('SIGTERM', end));
  const server = await startCodeServer({
    folder: workshop.repository,
    port,
    home: join(workshop.folder, 'editor'),
    settings,
    env: workshop.environment,
  }).catch((error) => {
    throw new DemoFailure(`The editor did not start: ${error.message}`);
  });
  line(`Open ${bold(server.url)}`);
  line(dim(`The key of the vault is in ${workshop.identity}. Ctrl-C ends the editor.`));
  await ended;
  await server.stop();
}
