// Makes any text fit for a page that others read: nothing of it is markup, a mention, a link, a secret or a place on this machine.
// Invariant: what a forge reacts to (names, numbers, addresses, closing words) is broken by an invisible space, since forges
// look for it after markdown's own escapes are gone.
import { plain } from './plain.ts';

const between = '\u200b';

const redactions: readonly (readonly [pattern: RegExp, by: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[secret]'],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]{10,}/gi, '[secret]'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, '[secret]'],
  [/\b(?:gh[pousr]_|github_pat_|glpat-)[A-Za-z0-9_-]{16,}/g, '[secret]'],
  [/\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{20,}/g, '[secret]'],
  [/\bxox[a-z]-[A-Za-z0-9-]{10,}/g, '[secret]'],
  [/\bAIza[0-9A-Za-z_-]{30,}/g, '[secret]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, '[secret]'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/=._-]{16,}/gi, '$1 [secret]'],
  [/\b(password|passwd|secret|token|api[-_]?key)(\s*[:=]\s*)[^\s,;'"]{6,}/gi, '$1$2[secret]'],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1[secret]@'],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '[e-mail]'],
  [/file:\/\/\S+/gi, '[path]'],
  [/(?<![\w./:~])~[\w.-]*\/[^\s'"`,;)]*/g, '[path]'],
  [/(?<![\w.\\])[A-Za-z]:[\\/](?!\/)[^\s'"`,;)]*/g, '[path]'],
  [/(?<!\\)\\\\[\w.$-]+\\[^\s'"`,;)]*/g, '[path]'],
  [
    /(?<![\w.:/-])\/(?:home|root|Users|private|var|tmp|opt|usr|etc|mnt|media|srv|data|work\w*|workspaces?|builds?|run|proc|app|nix|Volumes|github)(?:\/[^\s'"`,;)]*)?(?=$|[\s'"`,;)])/g,
    '[path]',
  ],
];

/** One line without escape sequences, secrets, e-mail addresses and absolute paths. */
export function redacted(text: string, limit = 240): string {
  const line = plain(text, 10_000);
  return plain(
    redactions.reduce((left, [pattern, by]) => left.replace(pattern, by), line),
    limit,
  );
}

/** `redacted`, and broken wherever a forge would see a mention, a reference, a link or a shortcode. */
export function inert(text: string, limit = 240): string {
  return redacted(text, limit)
    .replaceAll(/([@#!$%~&^])(?=[\p{L}\p{N}_"])/gu, `$1${between}`)
    .replaceAll(/\b(GH|gh)-(?=\d)/g, `$1-${between}`)
    .replaceAll(/:\/\//g, `:${between}//`)
    .replaceAll(/\b(www)\./gi, `$1${between}.`)
    .replaceAll(/\b(mailto|xmpp|javascript|data|vscode):/gi, `$1${between}:`)
    .replaceAll(/\[(?=\s*[ xX]\s*\])/g, `[${between}`);
}

/** `inert`, with every mark of markdown and HTML escaped: it stands for itself, anywhere in a line. */
export function inMarkdown(text: string, limit = 240): string {
  return inert(text, limit)
    .replaceAll(/[\\`*_{}[\]()<>#|~$!&+=-]/g, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^:/, '\\:');
}

/** `inert` in a code span, for ids, hashes and commands. */
export function asCode(text: string, limit = 240): string {
  const line = inert(text, limit);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const gap = longest > 0 || line === '' ? ' ' : '';
  return `${fence}${gap}${line}${gap}${fence}`;
}
