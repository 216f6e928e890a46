// One key, two defaults: the table says 3, the text says 5.
import { elsewhere, saidElsewhere, whereIs } from '../fact-set.ts';
import { defaultsOf, type StatedDefault } from '../facts/defaults.ts';
import type { Rule } from '../rule.ts';

/** A name of two parts or more. */
const compound = /[A-Za-z0-9][._-][A-Za-z0-9]|[a-z][A-Z]/;

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
    {
      text: '| Key | Default |\n|---|---|\n| `http.timeout_ms` | 500 |',
      others: { 'specs/http.md': 'The `http.timeout_ms` defaults to 800.' },
      findings: [
        '3:23-3:26 Unexpected default 500 of `http.timeout_ms`, expected 800 as in specs/http.md:1.',
      ],
    },
  ],
  *check(spec, context) {
    const first = new Map<string, StatedDefault>();
    for (const found of defaultsOf(spec)) {
      const earlier = first.get(found.key);
      if (!earlier) {
        first.set(found.key, found);
        // `timeout` in two files is mostly of two things; `http.timeout_ms` is not.
        const other = compound.test(found.key)
          ? saidElsewhere(spec, context, 'default', found.key).find(
              ({ value }) => value !== found.value.toLowerCase(),
            )
          : undefined;
        if (other)
          yield {
            ...{ offset: found.offset, endOffset: found.endOffset },
            message: `Unexpected default ${found.value} of \`${found.key}\`, expected ${other.shown} as in ${whereIs(other)}.`,
            question: `What is the default of \`${found.key}\`: ${other.shown} or ${found.value}?`,
            related: [elsewhere(other, `default ${other.shown} here`)],
          };
        continue;
      }
      if (earlier.value.toLowerCase() === found.value.toLowerCase()) continue;
      // `limit` in two tables is the limit of two things.
      if (earlier.inTable && found.inTable && !compound.test(found.key)) continue;
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
