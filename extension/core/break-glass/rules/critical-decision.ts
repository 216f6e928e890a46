// Break-glass: a decision that changed in a file whose name says that it guards something.
// A name alone fires far too often; a name and a changed condition together do not.
import type { ChangedHunk, Line } from '../change.ts';
import { kindOf } from '../file-kind.ts';
import { clustersOf, codeOf, without } from '../find-spots.ts';
import type { ForcingRule } from '../rule.ts';
import { protectionsIn } from '../words.ts';

const words =
  'auth|authn|authz|oauth2?|log_?in|sign_?in|sessions?|saml|sso|otp|totp|mfa|2fa|passwords?|passwd|credentials?|permissions?|perms?|acls?|rbac|polic(?:y|ies)|crypto|cipher|tls|ssl|x509|certs?|certificates?|hmac|signatures?|digest|verify|verifier|payments?|billing|checkout|refunds?|payouts?|invoices?|wallet|cart|sandbox|seccomp|secrets?|vault|security|tenan(?:t|cy)|impersonat\\w+|invitations?|webauthn|passkeys?|jwt|oidc|keystore|kms|pki|csrf|cors|firewall|roles?|guards?|admin|access_?control|pricing|money|currenc(?:y|ies)|trials?|ledger|subscriptions?|coupons?|discounts?|tax(?:es)?|vat|fees?|payroll|gdpr|privacy|consent|retention|saniti[sz]\\w+|escap(?:e|ing)';
const critical = new RegExp(
  `(?:^|[/_.-])(?:${words}|api_auth|api_keys?)(?:[/_.-]|$)|(?:Auth|Login|Session|Password|Credential|Permission|Crypto|Payment|Billing|Checkout|Security|Tokens|Policy|Wallet|Tenant|Invitation|Pricing|Ledger|Subscription|Coupon|Discount|Tax|Payroll|Consent|Privacy|Sanitiz|Guard|Role|Refund|Invoice)(?:[A-Z.]|$)`,
);
const decision =
  /\b(if|unless|guard|return|throw|raise|assert|match|when|case)\b|[=!]==?|&&|\|\||<=|>=|\b(eq|ne|verify|compare|generate|capture|charge)\w*\b/i;

/** Signs that turn a decision around. */
const sign = /[!=]==?|&&|\|\||[<>]=?|!|\s[-+*/]=?(?=\s)|\b(and|or|not|any|all|some|every|is|if|unless)\b/g;

const money =
  /\b\w*(price|total|amount|balance|discount|tax|fee|shipping|credits?|debit|refund|payout)\w*\b/i;

export const criticalDecision: ForcingRule = {
  group: 'forces',
  id: 'critical-decision',
  title: 'a changed decision in code that guards something',
  reason: 'One operator in such a file decides who gets in, what is paid, or what can be forged.',
  weight: 7,
  triggers: [
    {
      name: 'a part of what was signed',
      files: [
        {
          path: 'src/verify.rs',
          removed: ['    key.verify(&body, &signature)?;'],
          added: ['    key.verify(&body[..16], &signature)?;'],
        },
      ],
    },
    {
      name: 'one of two is enough, wherever it stands',
      files: [
        {
          path: 'src/notes.ts',
          removed: ['  return note.open && verified(reader);'],
          added: ['  return note.open || verified(reader);'],
        },
      ],
    },
    {
      name: 'a step that is simply gone',
      files: [{ path: 'crypto/pool.c', removed: ['  mix(pool, seed);'] }],
    },
    {
      name: 'every role is enough',
      files: [
        {
          path: 'lib/permissions.lua',
          removed: ["  if user.role == 'admin' then return true end"],
          added: ['  if user.role then return true end'],
        },
      ],
    },
  ],
  passes: [
    {
      name: 'the name without a decision',
      files: [{ path: 'src/login.ts', removed: ["  title('Log in');"], added: ["  title('Sign in');"] }],
    },
    {
      name: 'a sign of something else',
      files: [
        {
          path: 'src/lines.ts',
          removed: ['  const end = start + rows;'],
          added: ['  const end = start - rows;'],
        },
      ],
    },
    {
      name: 'a decision elsewhere',
      files: [{ path: 'src/lines.ts', removed: ['  if (n > 1) wrap();'], added: ['  if (n > 2) wrap();'] }],
    },
    {
      name: 'a name that only begins so',
      files: [
        { path: 'src/author.ts', removed: ['  return name;'], added: ['  return name.trim();'] },
        { path: 'src/certainly.ts', removed: ['  return a;'], added: ['  return b;'] },
      ],
    },
  ],
  find: ({ files }) =>
    files
      .filter((file) => kindOf(file.path) === 'code')
      .flatMap((file) =>
        file.hunks.flatMap((hunk) => {
          if (hunk.removed.length === 0) return [];
          const turned = turnedIn(hunk);
          const decides = ({ text }: Pick<Line, 'text'>) =>
            critical.test(file.path) ? decision.test(codeOf(text, false)) : turned.has(shapeOf(text));
          const before = without(hunk.removed, hunk.added).filter(
            (line) =>
              decides(line) || (hunk.added.length === 0 && critical.test(file.path) && isStep(hunk, line)),
          );
          if (before.length === 0) return [];
          const after = without(hunk.added, hunk.removed).filter(decides);
          const side = after.length > 0 ? ('head' as const) : ('base' as const);
          return clustersOf(after.length > 0 ? after : before).map(({ start, count }) => ({
            path: file.path,
            side,
            start,
            lines: count,
            question: 'What is decided otherwise here now, and who wanted that?',
            reason: 'a decision changed in a file that guards something',
          }));
        }),
      ),
};

/** A call that is simply gone: of few lines, for more is a rewrite. */
function isStep({ removed }: ChangedHunk, { text }: Line): boolean {
  return removed.length <= 3 && /^[\w.>:-]+\s*\(.*\)\s*[;?]?$/.test(codeOf(text, false));
}

/** Shapes of lines that name a protection and differ from what they replace by nothing but a sign. */
function turnedIn(hunk: ChangedHunk): ReadonlySet<string> {
  const before = new Set(without(hunk.removed, hunk.added).map(({ text }) => shapeOf(text)));
  return new Set(
    without(hunk.added, hunk.removed)
      .map(({ text }) => shapeOf(text))
      .filter((shape) => before.has(shape) && (protectionsIn(shape).length > 0 || money.test(shape))),
  );
}

function shapeOf(text: string): string {
  return codeOf(text, true).replaceAll(sign, '').replaceAll(/\s+/g, ' ');
}
