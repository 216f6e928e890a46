// The words that identifiers are made of, so that a rule knows what a name is about in any language and library.
// Invariant: one pass over a line that was cut to a readable length; no list of libraries.

/** `requireAuthToken`, `require_auth_token` and `require-auth-token` are the same three words. */
export function wordsOf(text: string): string[] {
  return text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 1);
}

/** Beginnings of words that keep somebody out or something safe. */
const stems =
  /^(acl|allowlist|anonymi|antiforgery|attestation|authent|authn|authori[sz]|authz|captcha|consent|csrf|denylist|encrypt|escap|expir|forbid|guard|hmac|idempot|integrity|lockout|mfa|pinn|nonce|ownership|permi(ssion|t)|polic(y|ies)|privileg|protect|pseudonym|purif|quota|rbac|redact|restrict|sandbox|sanit|seccomp|secur|signatur|tenan|throttl|totp|trusted|verif|whitelist|xsrf)/;
/** Words that say it only when they stand alone: `author` is no `auth`. */
const whole =
  /^(auth|authed|limiter|otp|owner|owned|principal|roles?|scopes?|soft|only|validate[ds]?|validators?)$/;
/** Said in more than one word. */
const phrases =
  /\b(user|owner|author|account|tenant|org(ani[sz]ation)?|team|customer|member|workspace|company)_?id\b|\bcurrent_?(user|account|org\w*|team|tenant|member|company|customer|workspace)\b|\bfor\s+update\b|\b(with_?lock|select_?for_?update|lock_?for_?update)\b|\brate_?limit|\bdry_?run\b|\bcrypto\/rand\b|\b(secure_?random|random_?bytes|nanoid|uuid_?v?4|random_?uuid|gen_random_uuid|token_(hex|urlsafe)|secure_?token|urandom|getrandom|os_?rng)\b|\b(checked|saturating)_(add|sub|mul|div)\b|\b(add|subtract|multiply)exact\b|\b(revoke|invalidate|rotate|expire|delete|destroy|clear|reset)\w*\W{0,12}(sessions?|tokens?|cookies?|credentials?)\b|\bnon_?reentrant\b|\bwhen_?not_?paused\b|\bnpm\s+ci\b|--(frozen|locked|immutable|require-hashes|verify|check|signed)[\w-]*|\blimit_?reader\b|\bmax_?bytes_?reader\b|\b(sha-?(256|384|512)|argon2\w*|bcrypt|scrypt|gcm|rs256|es256|ed25519)\b/gi;

/** Names of those who insist on something, whatever it is. */
const insisting = /\b(?:require|ensure|enforce)(?:_[a-z]|[A-Z])\w*/g;

/** What a line names that protects something, one entry each time. */
export function protectionsIn(text: string): string[] {
  const named = wordsOf(text).filter(protects);
  const insists = [...text.matchAll(insisting)].filter(([name]) => !wordsOf(name).some(protects));
  return [...named, ...[...insists, ...text.matchAll(phrases)].map(([phrase]) => phrase.toLowerCase())];
}

function protects(word: string): boolean {
  return stems.test(word) || whole.test(word);
}
