// Watches a VS Code window from outside of the product: what Dimmer showed in it, and how often a modal prompt stood in the way.
// Invariant: counted from the document itself, text by text as it appears; the palette's list of commands is VS Code's, not a step.

/** The words that Dimmer gives a meaning of its own, each with the forms that count as it. */
export const glossary = {
  level: /\blevels?\b/i,
  area: /\bareas?\b/i,
  spec: /\bspecs?\b/i,
  finding: /\bfindings?\b/i,
  run: /\bruns?\b/i,
  workflow: /\bworkflows?\b/i,
  worktree: /\bworktrees?\b/i,
  guardrail: /\bguardrails?\b/i,
  scenario: /\bscenarios?\b/i,
  validation: /\bvalidation\b/i,
  sealed: /\bsealed\b/i,
  vault: /\bvaults?\b/i,
  evaluator: /\bevaluators?\b/i,
  trajectory: /\btrajector(y|ies)\b/i,
  satisfaction: /\bsatisfaction\b/i,
  twin: /\btwins?\b/i,
  outcome: /\boutcomes?\b/i,
  decision: /\bdecisions?\b/i,
  'break-glass': /\bbreak-glass\b/i,
  flip: /\bflips?\b/i,
  ledger: /\bledgers?\b/i,
  holdout: /\bholdouts?\b/i,
  trial: /\btrials?\b/i,
};

/** Starts to watch. `shown()` gives every text that Dimmer put in front of the user so far, `modals()` how many prompts. */
export async function watch(page) {
  await page.evaluate(collect);
  const panels = new Set();
  return {
    async shown() {
      const inWindow = await page.evaluate(() => [...window.dimmerSeen.texts]);
      const inPanels = await Promise.all(page.frames().map(panelText));
      for (const text of inPanels.filter(Boolean)) panels.add(text);
      return [...inWindow, ...panels];
    },
    modals: () => page.evaluate(() => window.dimmerSeen.modals),
  };
}

/** What a webview of ours shows; nothing for any other frame. */
async function panelText(frame) {
  return frame
    .evaluate(() => (document.getElementById('page') === null ? '' : document.body.innerText))
    .catch(() => '');
}

/** The glossary's words in `texts`, in the glossary's order, each with the lines that hold it. */
export function wordsIn(texts) {
  const lines = [...new Set(texts.flatMap((text) => text.split('\n').map((line) => line.trim())))];
  return Object.entries(glossary)
    .map(([word, form]) => ({ word, lines: lines.filter((line) => form.test(line)) }))
    .filter(({ lines: found }) => found.length > 0);
}

/** Runs in the window. */
function collect() {
  const surfaces = [
    '.quick-input-widget',
    '.notification-toast',
    '.statusbar-item[id^="dimmer."]',
    '.codelens-decoration',
    '.monaco-dialog-box',
    '.monaco-hover',
  ];
  const seen = { texts: new Set(), modals: 0, last: '' };
  window.dimmerSeen = seen;
  const look = () => {
    for (const surface of surfaces)
      for (const node of document.querySelectorAll(surface)) {
        if (node.offsetParent === null && getComputedStyle(node).position !== 'fixed') continue;
        const palette = node.querySelector?.('input')?.value?.startsWith('>');
        if (!palette && node.innerText) seen.texts.add(node.innerText);
      }
    const dialog = document.querySelector('.monaco-dialog-box')?.textContent ?? '';
    if (dialog !== '' && dialog !== seen.last) seen.modals += 1;
    seen.last = dialog;
  };
  look();
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}
