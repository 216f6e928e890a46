// What the view shows while no folder is open: why, and the one thing to do.
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button } from '../ui/controls.ts';

export function emptySection(host: Host): HTMLElement {
  return element(
    'section',
    { class: 'empty' },
    element('h1', {}, 'No folder is open'),
    element('p', { class: 'quiet' }, 'A level is kept with a folder.'),
    button({
      label: 'Open Folder',
      primary: true,
      onClick: () => host.send({ type: 'run-command', command: 'vscode.openFolder' }),
    }),
  );
}
