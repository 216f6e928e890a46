// The least page that can stand in the shell of ours: the toolkit is loaded, a heading is drawn when the snapshot comes.
import '../webview/ui/toolkit.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const root = document.getElementById('page') as HTMLElement;
window.addEventListener('message', () => {
  const heading = document.createElement('h1');
  heading.textContent = 'Empty';
  root.replaceChildren(heading);
});
acquireVsCodeApi().postMessage({ type: 'ready' });
