// Buttons and fields as functions, over the toolkit's elements. A field's `key` names its draft and its focus.
import { custom, element, type Child } from '../dom.ts';

export interface ButtonOptions {
  readonly label: string;
  readonly onClick: () => void;
  readonly primary?: boolean;
  readonly disabled?: boolean;
  /** For screen readers, where the label alone does not say what it acts on. */
  readonly name?: string;
  readonly focus?: string;
  readonly describedBy?: string;
}

export function button(options: ButtonOptions): HTMLElement {
  return custom(
    'vscode-button',
    {
      appearance: options.primary ? 'primary' : 'secondary',
      disabled: options.disabled,
      'aria-label': options.name,
      'aria-describedby': options.describedBy,
      'data-focus': options.focus ?? options.label,
      on: { click: options.onClick },
    },
    options.label,
  );
}

/** A button that reads as part of a sentence. */
export function linkButton(options: Omit<ButtonOptions, 'primary'>): HTMLElement {
  return element(
    'button',
    {
      type: 'button',
      class: 'link',
      'aria-label': options.name,
      'data-focus': options.focus ?? options.name ?? options.label,
      on: { click: options.onClick },
    },
    options.label,
  );
}

export interface FieldOptions {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly placeholder?: string;
  readonly rows?: number;
  readonly numeric?: boolean;
}

interface WithValue extends HTMLElement {
  value: string;
}

/** One line, or several where `rows` says so. */
export function field(options: FieldOptions): HTMLElement {
  const node = custom(
    options.rows === undefined ? 'vscode-text-field' : 'vscode-text-area',
    {
      class: 'field',
      rows: options.rows,
      resize: options.rows === undefined ? null : 'vertical',
      placeholder: options.placeholder,
      'data-focus': options.key,
      on: { input: (event) => options.onInput((event.target as WithValue).value) },
    },
    options.label,
  ) as WithValue;
  node.value = options.value;
  return node;
}

export interface DropdownOptions {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

export function dropdown(options: DropdownOptions): HTMLElement {
  const node = custom(
    'vscode-dropdown',
    {
      class: 'field',
      'aria-label': options.label,
      'data-focus': options.key,
      on: { change: (event) => options.onChange((event.target as WithValue).value) },
    },
    ...options.options.map(({ value, label }) =>
      custom('vscode-option', { value, selected: value === options.value }, label),
    ),
  );
  return element(
    'div',
    { class: 'labelled' },
    element('span', { class: 'label', 'aria-hidden': 'true' }, options.label),
    node,
  );
}

export interface Mark {
  readonly tone: 'good' | 'bad' | 'warn' | 'quiet';
  readonly text: string;
}

/** A word with a coloured sign before it; the word alone says everything. */
export function mark({ tone, text }: Mark): HTMLElement {
  return element(
    'span',
    { class: `mark ${tone}` },
    element('span', { class: 'sign', 'aria-hidden': 'true' }, signs[tone]),
    text,
  );
}

const signs = { good: '✓', bad: '✕', warn: '!', quiet: '–' } as const;

export function panel(
  title: string,
  attributes: { id: string; class?: string; note?: string },
  ...children: readonly Child[]
): HTMLElement {
  const heading = `${attributes.id}-heading`;
  return element(
    'section',
    { class: `card ${attributes.class ?? ''}`.trim(), 'aria-labelledby': heading },
    element(
      'h2',
      { id: heading },
      title,
      attributes.note ? element('span', { class: 'note' }, ` · ${attributes.note}`) : null,
    ),
    ...children,
  );
}

export function watermark(text: string | null): HTMLElement | null {
  if (text === null) return null;
  return element('p', { class: 'watermark' }, element('strong', {}, text));
}
