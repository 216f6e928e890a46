// For journeys: what a developer does on an outcome card.
import type { Frame } from 'playwright-core';
import { expect } from 'vitest';

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
