// Builds DOM from data. Invariant: text goes in as text nodes only; nothing here parses HTML.

export type Child = Node | string | null | undefined | false;

export interface Attributes {
  readonly [name: string]: string | number | boolean | null | undefined | Listeners;
  readonly on?: Listeners;
}

export type Listeners = Readonly<Record<string, (event: Event) => void>>;

/** `false`, `null` and `undefined` leave an attribute out, `true` writes it empty; `on` holds event listeners. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

export function drawing(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** A custom element of the toolkit (webview/ui). */
export function custom(tag: string, attributes: Attributes, ...children: readonly Child[]): HTMLElement {
  return fill(document.createElement(tag), attributes, children);
}

function fill<T extends Element>(node: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'object') {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Text in which `words between backticks` stand in code type. A backtick without its pair stays as it is. */
export function prose(text: string): Child[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => (/^`[^`]+`$/.test(part) ? element('code', {}, part.slice(1, -1)) : part));
}

/** One part of a page. It is built again only when `model` changed, so that what is being typed stays. */
export interface Section {
  readonly key: string;
  readonly model: unknown;
  readonly build: () => HTMLElement | null;
}

interface Drawn {
  readonly fingerprint: string;
  readonly node: HTMLElement | null;
}

/** Gives a function that shows `sections` in `root`, in order, and keeps the focus where it was. */
export function pageOf(root: HTMLElement): (sections: readonly Section[]) => void {
  let drawn = new Map<string, Drawn>();
  return (sections) => {
    const focus = focusKey(root);
    const next = new Map<string, Drawn>();
    for (const { key, model, build } of sections) {
      const fingerprint = JSON.stringify(model);
      const old = drawn.get(key);
      next.set(key, old?.fingerprint === fingerprint ? old : { fingerprint, node: build() });
    }
    const before = [...drawn.values()].map(({ node }) => node);
    const nodes = [...next.values()].map(({ node }) => node);
    drawn = next;
    if (nodes.length === before.length && nodes.every((node, index) => node === before[index])) return;
    arrange(
      root,
      nodes.filter((node) => node !== null),
    );
    // Only inside this page: taking the focus from the rest of the window would close what the user has open there.
    if (document.hasFocus() && focus !== null && focusKey(root) !== focus)
      root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  };
}

/** Replaces only what differs, so that an untouched part never leaves the document. */
function arrange(root: HTMLElement, nodes: readonly HTMLElement[]): void {
  for (const child of [...root.children]) if (!nodes.includes(child as HTMLElement)) child.remove();
  nodes.forEach((node, index) => {
    if (root.children[index] !== node) root.insertBefore(node, root.children[index] ?? null);
  });
}

function focusKey(root: HTMLElement): string | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !root.contains(active)) return null;
  return active.closest('[data-focus]')?.getAttribute('data-focus') ?? null;
}
