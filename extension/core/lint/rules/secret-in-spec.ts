// A key in a spec goes to a model, into a log, and into git.
import { piecesMatch } from '../query.ts';
import type { Rule } from '../rule.ts';

const patterns: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    'a private key',
    /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\s\S]*?(?:-----END (?:[A-Z]+ )*PRIVATE KEY-----|$)/g,
  ],
  ['an age identity', /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/g],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})\b/g],
  ['an API key', /\bsk-(?:ant-|proj-|live-)?[A-Za-z0-9_-]{24,}/g],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20,}/g],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}\b/g],
  [
    'a password in an address',
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'`<>]{1,80}:([^\s:/@"'`<>]{3,120})@[\w.-]+/gi,
  ],
];
const secrets = patterns.map(([name, pattern]) => [name, piecesMatch(pattern)] as const);

/** What nobody could log in with. */
const dummy =
  /example|dummy|sample|placeholder|changeme|redacted|your|x{4,}|\*{3,}|\.{3}|0{6,}|1234|abcd|^(?:pass(?:word|wd)?|secret|pwd|token|test|user|admin|root|postgres|guest|foo|bar)\d{0,3}$|^[$<{[%]|[>}\]%]$/i;

export const secretInSpec: Rule = {
  code: 'SAF002',
  id: 'secret-in-spec',
  severity: 'error',
  tier: 'A',
  detects: 'Keys, tokens, passwords in addresses, and private keys anywhere in the text, code included.',
  reason:
    'A spec is sent to models, kept in logs and committed. What was in it must be taken as known to others.',
  quietWhen: 'The value is a placeholder: EXAMPLE, xxxx, PASSWORD, `$VARIABLE`.',
  examples: [
    {
      text: '- R1: The job uses `postgres://app:Tr0ub4dor@db.internal/app`.',
      findings: [
        "1:36-1:45 Unexpected password in an address, expected a placeholder. Revoke it: it is in this file's history.",
      ],
    },
    {
      text: '```\n-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n```',
      findings: [
        "2:1-4:26 Unexpected private key, expected a placeholder. Revoke it: it is in this file's history.",
      ],
    },
    { text: '- R1: The job uses `postgres://USER:PASSWORD@HOST/DB` and `sk-test-EXAMPLE`.', findings: [] },
    { text: '- R1: The address is `https://x:$TOKEN@host/`.', findings: [] },
  ],
  *check(spec) {
    for (const [name, places] of secrets) {
      for (const { groups, offset: start } of places(spec)) {
        const value = groups[1] ?? groups[0];
        if (dummy.test(value)) continue;
        const offset = start + groups[0].lastIndexOf(value);
        const endOffset = offset + value.length;
        yield {
          offset,
          endOffset,
          message: `Unexpected ${name.replace(/^an? /, '')}, expected a placeholder. Revoke it: it is in this file's history.`,
          question: 'Where does the product get this secret from? An environment variable named ___.',
          fixes: [
            { title: 'Replace by SECRET', guided: false, edits: [{ offset, endOffset, newText: 'SECRET' }] },
          ],
        };
      }
    }
  },
};
