// Break-glass: a setting that switches a protection off, opens something to everybody, or makes a number weaker.
// A setting is a name, a sign and a plain value; what its name is about and which way its value points is read from its words.
import type { ChangedHunk, Line } from '../change.ts';
import { kindOf } from '../file-kind.ts';
import { clustersOf, codeOf, without } from '../find-spots.ts';
import { longestLine, type ForcingRule } from '../rule.ts';
import { wordsOf } from '../words.ts';

interface Setting {
  readonly key: string;
  readonly value: string;
}

const pair =
  /(["'`]?):?([A-Za-z_][\w.-]{1,80})\1\s*(?::=|=>|[:=](?!=))\s*(?:\w{1,20}\()?(["'`]?:?[\w.*/<>-]{1,60}["'`]?)/g;
/** `PermitRootLogin yes` in the files of servers. */
const spaced = /^\s*([A-Za-z][\w-]{2,60})\s+(on|off|yes|no|none|any|all|optional|\d{1,9}[smhdwkMG]?)\s*;?$/;

const off = /^(false|off|no|none|nil|null|0|disabled?|never|optional|allow|permissive)$/i;
const on = /^(true|on|yes|1|enabled?|always|all|any|\*)$/i;
const everybody = /^(\*|0\.0\.0\.0(\/0)?|::\/0|<all_urls>|all|any|anyone|everyone|public)$/i;
/** A number with its unit, or a unit that takes a number. */
const number =
  /\b\d[\d_]*(\.\d+)?\s*(ms|[smhdwykMG]|min|seconds?|minutes?|hours?|days?|weeks?|months?|years?)?\b|\b(of|in|from)?_?(milli|nano)?(seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b/gi;

/** One of two. */
const switched =
  /\b(true|false|yes|no|on|off|allow(ed)?|den(y|ied)|granted|enabled?|disabled?|suspended|public|private|internal|ask|prompt|always|never|strict|lax|required|optional|(http|ws|ldap|ftp|smtp|redis|amqp|grpc)s?(?=:\/\/))\b/gi;

/** Whoever switches one of these off says so; a new line that does is as clear as a changed one. */
const shield =
  /\b(verif(y|ied|ication)|encrypt\w*|protect(ed|ion)|isolation|sandbox|authenticat\w+|authoriz\w+|auth|csrf|tls|ssl|https|secure|http only|non root|read only|prevent destroy|deletion protection|certificate\w*|hostname|validate\w*|sanitiz\w*|escap(e|ing)|mfa|audit|block public|ignore public|restrict\w*|enforce\w*|lock( out)?|lock strategy|weights only|point in time|backup\w*|versioning|rotat\w+|strict|confirm\w*|require[ds]?|check\w*|safe|signed|private|approval\w*|integrity|mask\w*|redact\w*|anonymi\w*|pseudonymi\w*|filter\w*|scrub\w*|security|sensitive|starttls|start tls)\b/;
const plainShield =
  /\b(verif(y|ied|ication)|encrypt\w*|protect(ed|ion)|isolation|csrf|issuer|audience|hostname|signature\w*|http only|non root|prevent destroy|certificate\w*|sanitiz\w*|escap(e|ing)|block public|weights only|sensitive|security|read only root\w*|auth(entication|orization)? ?(enabled|required)?)\b/;
/** And these are holes when they are on. */
const hole =
  /\b(insecure|unsafe|danger\w*|privileged|privilege escalation|anonymous|bypass\w*|unverified|unrestricted|public(ly)? access\w*|publicly|skip (final|verif\w*|auth\w*|ssl|tls|valid\w*|check\w*|sign\w*)|disable (auth\w*|ssl|tls|verif\w*|csrf|security|valid\w*|sign\w*|integrity|host\w*)|force destroy|allow (other host|any\w*|all|root\w*|insecure|unsafe|credentials|privilege\w*|anonymous|http|invalid\w*|unauth\w*)|default pii|host (network|pid|ipc)|invalid cert\w*|clear ?text\w*|permit root\w*|permit empty\w*|trust all|exported|auto approve|password authentication|eval|debug\w*)\b/;
/** `skipIssuerCheck` and `disable-tls`: a protection that a name says no to. */
const negated = /\b(skip|disable|no|ignore|bypass|without|omit|suppress|insecure|unsafe|allow)\b/;
/** Who is meant, by whatever a system calls it. */
const audience =
  /\b(principals?|origins?|allowed \w+|allow \w+|cidr\w*|source ranges?|ingress|members?|verbs|resources|actions?|hosts?|bind\w*|listen\w*|permissions?|roles?|scopes?|acl|audience|trusted \w+|from)\b/;
/** Everybody, as lists write it. */
const widest = /["'](\w+:)?\*["']|\b0\.0\.0\.0\/0|::\/0\b|<all_urls>|["'\/]\.\*["'\/]|\*\*["']/;
/** Numbers that say how hard, how often or how long. */
const measure =
  /\b(rounds|iterations|cost|expir\w*|ttl|lifetime|max age|cookie age|attempts?|retention\w*|retain\w*|entropy|min(imum)? (length|size|score)|key (size|length|bits)|leeway|skew|tax|vat|fees?|commission|valid (for|days)|grace|age|passw\w*|passcode|pin|otp|totp|session|token|cookie|sha|digest|max (body|upload|request|depth|payload|header)\w*|body (limit|size)|upload limit|rsa|genrsa|dsa|trial|throttle\w*|rate limit\w*|lockout)\b/;
const measured =
  /(^|[/_.-])(backups?|retention|lifecycle|tax(es)?|vat|pricing|prices?|fees?|discounts?|rate_?limit\w*)([/_.-]|$)|(Tax|Vat|Price|Pricing|Fee|Discount|Retention|RateLimit)/;

export const loosenedSetting: ForcingRule = {
  group: 'forces',
  id: 'loosened-setting',
  title: 'a setting that protects less',
  reason: 'One word in a setting can open what all the code around it keeps shut.',
  weight: 8,
  triggers: [
    {
      name: 'a protection of a database',
      files: [
        {
          path: 'infra/db.tf',
          removed: ['  deletion_protection = true'],
          added: ['  deletion_protection = false'],
        },
      ],
    },
    {
      name: 'a protection that its name says no to',
      files: [{ path: 'auth/check.go', added: ['\tcfg := Config{SkipIssuerCheck: true}'] }],
    },
    {
      name: 'a plain line for a sealed one',
      files: [
        {
          path: 'src/update.ts',
          removed: ["const feed = 'https://dl.fern.io/feed';"],
          added: ["const feed = 'http://dl.fern.io/feed';"],
        },
      ],
    },
    {
      name: 'a hole that is new',
      files: [{ path: 'charts/app/values.yaml', added: ['    hostNetwork: true'] }],
    },
    {
      name: 'a network for everybody',
      files: [{ path: 'infra/net.tf', added: ['    cidr_blocks = ["0.0.0.0/0"]'] }],
    },
    {
      name: 'a server that lets root in',
      files: [
        {
          path: 'ansible/files/sshd_config',
          removed: ['PermitRootLogin no'],
          added: ['PermitRootLogin yes'],
        },
      ],
    },
    {
      name: 'fewer rounds',
      files: [{ path: 'src/hash.py', removed: ['ROUNDS = 600_000'], added: ['ROUNDS = 1_000'] }],
    },
    {
      name: 'a switch of whatever',
      files: [
        { path: 'src/check.cpp', removed: ['  if (!check(tx, true))'], added: ['  if (!check(tx, false))'] },
      ],
    },
    {
      name: 'everything where something was named',
      files: [{ path: 'app/settings.py', removed: ["HOSTS = ['a.example']"], added: ["HOSTS = ['*']"] }],
    },
    {
      name: 'another tax',
      files: [{ path: 'app/vat.rb', removed: ["  'NL' => 0.21,"], added: ["  'NL' => 0.12,"] }],
    },
  ],
  passes: [
    {
      name: 'a protection that is switched on',
      files: [
        {
          path: 'infra/db.tf',
          removed: ['  deletion_protection = false'],
          added: ['  deletion_protection = true'],
        },
      ],
    },
    {
      name: 'an option that nothing depends on',
      files: [{ path: 'src/form.ts', added: ['  required: false,', '  strict: false,'] }],
    },
    {
      name: 'everything of something else',
      files: [{ path: 'config/app.yaml', added: ['  include: "*"'] }],
    },
    {
      name: 'a number of something else',
      files: [{ path: 'src/list.ts', removed: ['const rows = 20;'], added: ['const rows = 50;'] }],
    },
  ],
  find: ({ files }) =>
    files
      .filter(({ path }) => ['code', 'config'].includes(kindOf(path)))
      .flatMap((file) =>
        file.hunks.flatMap((hunk) =>
          clustersOf(loosened(file.path, hunk)).map(({ start, count }) => ({
            path: file.path,
            side: 'head' as const,
            start,
            lines: count,
            question: 'What did the value before keep out, and who needs it to be let in?',
            reason: 'a setting protects less',
          })),
        ),
      ),
};

function loosened(path: string, hunk: ChangedHunk): Line[] {
  const isConfig = kindOf(path) === 'config' || /\.(tf|tfvars|hcl)$/.test(path);
  const added = without(hunk.added, hunk.removed);
  const old = without(hunk.removed, hunk.added);
  const isWeaker = weakerThan(old, path);
  const values = new Map(old.flatMap(settingsOf).map(({ key, value }) => [key, value]));
  const isOpen = (line: Line) =>
    widest.test(line.text) &&
    audience.test(about(added.map(({ text }) => text.slice(0, longestLine)).join(' ')));
  return added.filter(
    (line) =>
      (old.length > 0 && isWeaker(line)) ||
      (isConfig && isOpen(line)) ||
      settingsOf(line).some((setting) => {
        const before = values.get(setting.key);
        return before === undefined ? opens(setting, isConfig) : before !== setting.value && loosens(setting);
      }),
  );
}

/** A line that stood there with another switch, another number, or a name where there is everybody now. */
function weakerThan(old: readonly Line[], path: string): (line: Line) => boolean {
  const shapes = new Set(old.map(shapeOf));
  const switches = new Set(old.map(switchOf));
  const narrower = new Set(
    old.flatMap(({ text }) => (widest.test(text) ? [] : [nameOf(codeOf(text, true))])),
  );
  return (line) => {
    const code = codeOf(line.text, true);
    const [turned, shape] = [switchOf(line), shapeOf(line)];
    return (
      (turned !== null && switches.has(turned) && !isTighter(line)) ||
      (widest.test(code) && narrower.has(nameOf(code))) ||
      (shape !== null && shapes.has(shape) && (measure.test(about(code)) || measured.test(path)))
    );
  };
}

/** A value that replaces another one. */
function loosens({ key, value }: Setting): boolean {
  const words = about(key);
  if (isHole(words)) return on.test(value);
  return (shield.test(words) && off.test(value)) || (audience.test(words) && everybody.test(value));
}

/** A setting that is new: only what says clearly what it switches off or opens. */
function opens({ key, value }: Setting, isConfig: boolean): boolean {
  if (!off.test(value) && !on.test(value)) return false;
  const words = about(key);
  if (isHole(words)) return on.test(value) && (isConfig || (negated.test(words) && plainShield.test(words)));
  const clearly = value !== '0' && (!/^(nil|null|none)$/i.test(value) || /\bverif/.test(words));
  return off.test(value) && plainShield.test(words) && clearly;
}

/** What is left of a line when its numbers do not count; nothing where there are none. */
function shapeOf({ text }: Pick<Line, 'text'>): string | null {
  const code = codeOf(text, true);
  const shape = code.replaceAll(number, '0');
  return shape === code ? null : shape;
}

/** What is left of a line when its switches do not count; nothing where there are none. */
function switchOf({ text }: Pick<Line, 'text'>): string | null {
  const code = codeOf(text, true);
  const shape = code.replaceAll(switched, '?');
  return shape === code ? null : shape;
}

/** A protection that is switched on, or a hole that is switched off. */
function isTighter(line: Pick<Line, 'text'>): boolean {
  if (/\b(https|wss|ldaps|ftps|smtps|rediss|amqps|grpcs):\/\//.test(line.text)) return true;
  return settingsOf(line).some(({ key, value }) => {
    const words = about(key);
    return isHole(words) ? off.test(value) : shield.test(words) && on.test(value);
  });
}

function isHole(words: string): boolean {
  return hole.test(words) || (negated.test(words) && shield.test(words));
}

/** What a line is about, up to its sign. */
function nameOf(code: string): string {
  return code.split(/[:=]/, 1)[0]?.trim() ?? '';
}

function settingsOf(line: Pick<Line, 'text'>): Setting[] {
  const code = codeOf(line.text, true).replaceAll(/\b[\w-]+:(?=[\w-]+=)|[="']--(?=\w)/g, ' ');
  const alone = spaced.exec(code);
  if (alone?.[1] !== undefined && alone[2] !== undefined) return [{ key: alone[1], value: alone[2] }];
  return [...code.matchAll(pair)].map((found) => ({
    key: found[2] ?? '',
    value: (found[3] ?? '').replaceAll(/^["'`]?:?|["'`]$/g, ''),
  }));
}

function about(key: string): string {
  return wordsOf(key).join(' ');
}
