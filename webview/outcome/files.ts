// Levels 2 and 3 only: the changed files, each opens its diff; at level 2 each is accepted.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { linkButton, panel } from '../ui/controls.ts';

type File = Extract<OutcomeView, { shows: 'files' }>['files'][number];

export function filesCard(files: readonly File[] | null, host: Host): HTMLElement | null {
  if (files === null) return null;
  const accepted = files.filter((file) => file.accepted === true).length;
  const note = files.some((file) => file.accepted !== null)
    ? `${accepted} of ${files.length} accepted`
    : `${files.length}`;
  return panel(
    'Changed files',
    { id: 'files', class: 'wide', note },
    files.length === 0
      ? element('p', { class: 'quiet' }, 'No file was changed.')
      : element('ul', { class: 'plain files' }, ...files.map((file) => fileRow(file, host))),
  );
}

function fileRow(file: File, host: Host): HTMLElement {
  return element(
    'li',
    {},
    file.accepted === null ? null : acceptBox(file, host),
    linkButton({
      label: file.path,
      name: `Open the diff of ${file.path}`,
      focus: `file-${file.path}`,
      onClick: () => host.send({ type: 'open-diff', path: file.path }),
    }),
    element('span', { class: 'quiet' }, `${file.status} · ${file.added} added, ${file.removed} removed`),
  );
}

function acceptBox(file: File, host: Host): HTMLElement {
  return element('input', {
    type: 'checkbox',
    checked: file.accepted === true,
    'aria-label': `Read and accepted: ${file.path}`,
    'data-focus': `accept-${file.path}`,
    on: {
      change: (event) =>
        host.send({
          type: 'accept-file',
          path: file.path,
          accepted: (event.target as HTMLInputElement).checked,
        }),
    },
  });
}
