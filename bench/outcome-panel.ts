// How long the outcome card of two hundred requirements takes from the start of its page to the frame that shows it.
// Floor: the same HTML shell, policy, styles and toolkit in the same browser, with one empty heading in place of the card.
import { fileURLToPath } from 'node:url';
import { outcomeView } from '../extension/core/protocol/panels.ts';
import { openGallery, type Gallery } from '../test/pages/harness.ts';
import { themes, type Theme } from '../test/pages/themes.ts';
import { stateOf } from '../test/samples/runs.ts';
import { inTurns, type Figure } from './figure.ts';
import { longRun, requirementCount } from './long-run.ts';

export async function outcomePanel(repeats: number): Promise<Figure> {
  const view = outcomeView(stateOf(longRun()));
  const gallery = await openGallery({
    'bench-empty': fileURLToPath(new URL('empty-page.ts', import.meta.url)),
  });
  try {
    const { ours, floor } = await inTurns(
      repeats,
      () => shownToDrawn(gallery, 'outcome', view, requirementCount),
      () => shownToDrawn(gallery, 'bench-empty', view, 0),
    );
    return {
      name: `outcome panel, ${requirementCount} requirements`,
      what: 'from the start of the page to the frame after the card is in it; the snapshot comes when the page asks for it',
      ours,
      floor: { name: 'the same page, empty, with the toolkit', series: floor },
      bar: 150,
    };
  } finally {
    await gallery.close();
  }
}

/** Milliseconds. Fails when the page does not hold the rows that it was given. */
async function shownToDrawn(gallery: Gallery, name: string, view: unknown, rows: number): Promise<number> {
  const { page, problems } = await gallery.show(name, themes[0] as Theme, undefined, undefined, {
    type: 'snapshot',
    view,
  });
  const handle = await page.waitForFunction(() => (window as unknown as { drawnAt?: number }).drawnAt);
  const drawn = (await handle.jsonValue()) as number;
  const seen = await page.locator('table.lines tbody tr:not(.whole)').count();
  await page.close();
  if (seen !== rows || problems.length > 0)
    throw new Error(`${name} drew ${seen} of ${rows} rows; ${problems.join('; ')}`);
  return drawn;
}
