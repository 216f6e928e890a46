// Takes the README's pictures from the demo's finished run in a real VS Code.
// Usage, after build and package: node test/make-images.ts
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDelegateForm } from './delegate-form.ts';
import { makeDemoRepository } from './demo-repository.ts';
import { openWorkbench, repositoryRoot } from './workbench.ts';

const images = join(repositoryRoot, 'docs', 'images');
await mkdir(images, { recursive: true });
const demo = await makeDemoRepository({ vault: 'whole' });
try {
  const spec = join(demo.folder, 'specs', 'stint.md');
  const text = await readFile(spec, 'utf8');
  await writeFile(
    spec,
    text.replace('exit with code TBD', 'exit with code 2').replace(/at most 5\./, 'at most 5 seconds.'),
  );
  demo.git('commit', '-qam', 'Answer what the linter asked');
  demo.dimmer(['run', 'specs/stint.md', '--level', '4', '--backend', 'rehearsal'], [0, 1]);
  const vscode = await openWorkbench({
    folder: demo.folder,
    env: demo.env,
    settings: { 'dimmer.backend': 'rehearsal', 'dimmer.level': 4 },
  });
  try {
    const { page } = vscode;
    await page.locator('.activitybar [aria-label^="Dimmer"]').first().click({ timeout: 90_000 });
    await vscode.command('Dimmer: Open Outcome');
    await vscode.webview('of 40', 60_000);
    await page.mouse.move(700, 890);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(images, 'outcome.png') });
    await vscode.openFile('specs/stint.md');
    await openDelegateForm(vscode);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(images, 'delegate.png') });
  } finally {
    await vscode.close();
  }
} finally {
  await demo.remove();
}
