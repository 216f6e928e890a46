// For journeys: from *Delegate* on the spec in the editor to the form with every choice, past the questions that a spec asks.
import type { Frame } from 'playwright-core';
import type { Workbench } from './workbench.ts';

export async function openDelegateForm(vscode: Workbench): Promise<Frame> {
  await vscode.command('Dimmer: Delegate...');
  const row = (text: string | RegExp) =>
    vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  await row(/Ask no more|More choices/)
    .first()
    .waitFor({ timeout: 60_000 });
  if ((await row('Ask no more').count()) > 0) await row('Ask no more').click();
  await row('More choices').waitFor({ timeout: 60_000 });
  // By keyboard: the hover of a row above it may lie over it where the mouse was left.
  await vscode.page.locator('.quick-input-widget input[type="text"]').fill('More choices');
  await vscode.page.keyboard.press('Enter');
  return vscode.webview('Delegate a spec', 60_000);
}
