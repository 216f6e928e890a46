// For journeys: what a developer does on an outcome card.
import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import type { Workbench } from './workbench.ts';

/**
 * Opens the card of the run that waits for a decision. A test reads a run from its log and may be ahead of the window, which
 * then asks for which run: that list is left, and the command given again. Where several wait, the newest is first in the list.
 */
export async function openCard(vscode: Workbench, marker: string): Promise<Frame> {
  const choice = vscode.page.locator('.quick-input-widget', { hasText: 'Outcome of which run?' });
  for (let left = 5; ; left -= 1) {
    await vscode.command('Dimmer: Open Outcome');
    const shown = vscode.webview(marker, 20_000);
    const asks = await Promise.race([
      shown.then(
        () => false,
        () => false,
      ),
      choice.waitFor({ timeout: 20_000 }).then(
        () => true,
        () => false,
      ),
    ]);
    if (asks) await vscode.page.keyboard.press(left > 3 ? 'Escape' : 'Enter');
    try {
      return await shown;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

export function approveButton(card: Frame) {
  return card.locator('vscode-button', { hasText: 'Approve' });
}

export function text(frame: Frame): Promise<string> {
  return frame.evaluate(() => document.body.innerText);
}

/** Answers the first place that has no answer yet, and waits until the card has taken it. */
export async function answerFirst(card: Frame, words: string): Promise<void> {
  const boxes = card.locator('.answer-box');
  const open = await boxes.count();
  await boxes.first().locator('input').fill(words);
  await boxes.first().getByRole('button').click();
  await expect.poll(() => boxes.count(), { timeout: 15_000 }).toBe(open - 1);
}

/** So few hidden scenarios prove less than the bar: the card asks why it should be approved all the same. */
export async function giveReason(card: Frame, words: string): Promise<void> {
  await card.locator('[data-focus^="reason-"] textarea').fill(words);
}
