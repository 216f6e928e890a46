// One key, two defaults: the table says 3, the text says 5.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { fold } from '../../spec/prose.ts';
import type { Rule } from '../rule.ts';

interface Default {
  readonly key: string;
  readonly value: string;
  readonly offset: number;
  readonly endOffset: number;
}

const value = '(`[^`]+`|"[^"]*"|-?\\d[\\w.%]*|true|false|on|off|none|null)(?=[\\s,;.)]|$)';
const prose = new RegExp(
  String.raw`\`([\w.-]+)\`(?:\s*\(default(?:s?\s+(?:is|to)|:|\s+=)?\s+${value}|\s+defaults\s+to\s+${value}|\s+is\s+${value}\s+by\s+default|\s+has\s+a\s+default\s+of\s+${value})`,
  'g',
);
const cell = /`([\w.-]+)`\s*\|(?:[^|\n]*\|)*?\s*default[:\s]+`?([^\s`|,;]+)`?/gi;

export const defaultConflict: Rule = {
  code: 'CON008',
  id: 'default-conflict',
  severity: 'error',
  tier: 'B',
  detects: 'The default of one option or key differs between two places of the spec.',
  reason: 'A default is what nearly every user gets. With two, the one that is built is a coin toss.',
  quietWhen: 'The key is not written as code, or an environment is named beside the value.',
  examples: [
    {
      text: '| Key | Default | Meaning |\n|---|---|---|\n| `retries` | default 3 | attempts |\n\nThe `retries` defaults to 5.',
      findings: ['5:27-5:28 Unexpected default 5 of `retries`, expected 3 as said before.'],
    },
    {
      text: 'The `timeout` (default `30s`) bounds a call.\n\nThe `timeout` (default: `60s`) is per call.',
      findings: ['3:26-3:29 Unexpected default 60s of `timeout`, expected 30s as said before.'],
    },
    {
      text: '| Key | Default |\n|---|---|\n| `retries` | default 3 |\n\nThe `retries` defaults to 3.',
      findings: [],
    },
  ],
  *check(spec) {
    const first = new Map<string, Default>();
    for (const found of defaults(spec)) {
      const earlier = first.get(found.key);
      if (!earlier) {
        first.set(found.key, found);
        continue;
      }
      if (earlier.value.toLowerCase() === found.value.toLowerCase()) continue;
      yield {
        ...{ offset: found.offset, endOffset: found.endOffset },
        message: `Unexpected default ${found.value} of \`${found.key}\`, expected ${earlier.value} as said before.`,
        question: `What is the default of \`${found.key}\`: ${earlier.value} or ${found.value}?`,
        fixes: [earlier, found].map((chosen) => ({
          title: `Default ${chosen.value} in both places`,
          guided: true,
          edits: [earlier, found]
            .filter((other) => other !== chosen)
            .map(({ offset, endOffset }) => ({ offset, endOffset, newText: chosen.value })),
        })),
        related: [
          {
            ...{ offset: earlier.offset, endOffset: earlier.endOffset },
            message: `default ${earlier.value} here`,
          },
        ],
      };
    }
  },
};

/** In text order. Values are trimmed of a sentence's full stop. */
function defaults(spec: ParsedSpec): Default[] {
  const code = (offset: number) =>
    spec.codeBlocks.some(({ range }) => offset >= range.offset && offset < range.endOffset);
  const found = [...spec.text.matchAll(prose), ...spec.text.matchAll(cell)]
    .filter(({ index }) => !code(index))
    .map((match) => {
      const raw = match.slice(2).find((group) => group !== undefined) ?? '';
      const written = raw.replace(/^`|`$|[.:]$/g, '');
      const offset = match.index + match[0].lastIndexOf(written);
      return { key: match[1] ?? '', value: written, offset, endOffset: offset + written.length };
    })
    .filter(
      ({ offset, endOffset, value }) => /[\w"]/.test(value) && fold(spec.text, offset, endOffset) === value,
    )
    .sort((a, b) => a.offset - b.offset);
  return found;
}
