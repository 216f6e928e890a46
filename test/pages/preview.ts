// Saves pictures of every page in every theme for people to look at.
// Usage: node test/pages/preview.ts FOLDER [part of a name] [theme]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openGallery } from './harness.ts';
import { themes } from './themes.ts';
import { sights } from './views.ts';

const [folder = 'test/artifacts/pages', part = '', only = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const gallery = await openGallery();
for (const sight of sights.filter(({ name }) => name.includes(part)))
  for (const theme of themes.filter(({ name }) => name.includes(only)))
    for (const width of sight.page === 'level' ? [300, 220, 560] : [1400, 480]) {
      const { page, post, problems } = await gallery.show(sight.page, theme, { width, height: 900 });
      await post({ type: 'snapshot', view: sight.view });
      await page.waitForSelector('h1');
      await page.waitForTimeout(150);
      await page.screenshot({
        path: join(folder, `${sight.name}-${theme.name}-${width}.png`),
        fullPage: true,
      });
      for (const problem of problems) console.error(`${sight.name} ${theme.name}: ${problem}`);
      await page.close();
    }
await gallery.close();
