// Says changes to screen readers: one polite live region a page, spoken only when its text changes.
import { element } from '../dom.ts';

export function liveRegion(): (text: string) => void {
  const region = element('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  document.body.append(region);
  let last = '';
  return (text) => {
    if (text === last) return;
    last = text;
    region.textContent = text;
  };
}
