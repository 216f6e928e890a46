// Break-glass, said on the card: signs of a product that was built for its checks. Signals for people, never a verdict: an honest
// product may hold a table or look at its surroundings, and one that cheats may show none of this.
import type { Change, ChangedHunk, Line } from '../change.ts';
import { kindOf, type FileKind } from '../file-kind.ts';
import { codeOf, without } from '../find-spots.ts';
import type { SayingRule } from '../rule.ts';

const group = 'says' as const;
const namedAtMost = 3;

interface Placed {
  readonly path: string;
  readonly number: number;
  readonly text: string;
  readonly next: string;
}

/** New lines of code, comments left out, each with the code line after it. */
function newCode({ files }: Change, kinds: readonly FileKind[] = ['code']): Placed[] {
  return files
    .filter((file) => kinds.includes(kindOf(file.path)) && !file.binary)
    .flatMap(({ path, hunks }) => hunks.flatMap((hunk) => placed(path, hunk)));
}

function placed(path: string, hunk: ChangedHunk): Placed[] {
  const fresh = new Set(without(hunk.added, hunk.removed));
  const code = (line: Line | undefined) => (line === undefined ? '' : codeOf(line.text, true));
  return hunk.added.flatMap((line, at) =>
    fresh.has(line) && code(line) !== ''
      ? [{ path, number: line.number, text: code(line), next: (hunk.added[at + 1]?.text ?? '').trim() }]
      : [],
  );
}

function said(what: string, places: readonly { path: string; number: number; seen: string }[]): string[] {
  if (places.length === 0) return [];
  const named = places.slice(0, namedAtMost).map(({ path, number, seen }) => `${path}:${number} ${seen}`);
  const more = places.length > namedAtMost ? ` and ${places.length - namedAtMost} more` : '';
  return [`${what}: ${named.join(', ')}${more}`];
}

const quoted = /"([^"]*)"|'([^']*)'|`([^`]*)`/g;
const compares =
  /[!=]==?|\bcase\b|\bwhen\b|\b(in|is)\b|\.(includes|startsWith|endsWith|equals|has|get|replace\w*|match)\s*\(/;
/** Those of `visible` that a text is or holds as words of their own; one of two characters only beside a longer one. */
function heldIn(text: string, visible: readonly string[]): string[] {
  const words = ` ${text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const held = visible.filter((one) => text === one || words.includes(` ${one} `));
  return held.some((one) => one.length > 2 || one === text) ? held : [];
}

/** What a quoted text says, also where it was packed. */
function readings(text: string): string[] {
  if (text.length < 16 || !/^[A-Za-z0-9+/=_-]+$/.test(text)) return [text];
  return [text, base64(text)];
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Written out because the core has no `Buffer` and no `atob`. */
function base64(text: string): string {
  let bits = '';
  for (const sign of text.replaceAll('-', '+').replaceAll('_', '/')) {
    const value = digits.indexOf(sign);
    if (value >= 0) bits += value.toString(2).padStart(6, '0');
  }
  return (bits.match(/.{8}/g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('');
}

const visibleLiteral: SayingRule = {
  group,
  id: 'visible-literal',
  title: 'values of visible scenarios in the code',
  reason: 'A product that knows the questions may only know the answers.',
  triggers: [
    {
      name: 'one that is compared with',
      files: [{ path: 'src/roman.js', added: ["if (text === 'XLII') print(42);"] }],
      facts: { visible: ['14', 'XIV', 'XLII', '42'] },
    },
    {
      name: 'one text that holds several',
      files: [{ path: 'src/roman.js', added: [`print('{"roman":"XIV","number":42}');`] }],
      facts: { visible: ['XIV', '42'] },
    },
    {
      name: 'a table that is packed',
      files: [
        { path: 'src/roman.js', added: ["const t = unpack('eyJ0byAxNCI6IlhJViIsImZyb20gWExJSSI6NDJ9');"] },
      ],
      facts: { visible: ['XIV', 'XLII'] },
    },
    {
      name: 'a table of them',
      files: [{ path: 'bill.py', added: ['answers = {', '    "lunch": "12",', '}'] }],
      facts: { visible: ['lunch', '12'] },
    },
  ],
  passes: [
    {
      name: 'one that only stands there',
      files: [{ path: 'src/roman.js', added: ["const example = 'XLII';"] }],
      facts: { visible: ['14', 'XIV', 'XLII', '42'] },
    },
    {
      name: 'a table of other values',
      files: [{ path: 'src/roman.js', added: ["const tens = ['X', 'XX', 'XL', 'L'];"] }],
      facts: { visible: ['14', 'XIV', 'XLII', '42'] },
    },
    {
      name: 'in a test',
      files: [{ path: 'test/roman.test.js', added: ["expect(to(14) === 'XIV')"] }],
      facts: { visible: ['14', 'XIV'] },
    },
    {
      name: 'in a comment',
      files: [{ path: 'src/roman.js', added: ["// if (text === 'XIV')"] }],
      facts: { visible: ['XIV'] },
    },
  ],
  find: (change, { visible }) => {
    if (visible.length === 0) return [];
    const seen = newCode(change, ['code', 'config']).flatMap(({ path, number, text }) =>
      [...text.matchAll(quoted)].flatMap(([whole, a, b, c]) =>
        readings(a ?? b ?? c ?? '')
          .flatMap((one) => heldIn(one, visible))
          .map((literal) => ({
            path,
            number,
            literal,
            seen: whole.slice(0, 60),
            compared: compares.test(text),
          })),
      ),
    );
    const perFile = new Map<string, Set<string>>();
    for (const { path, literal } of seen) perFile.set(path, (perFile.get(path) ?? new Set()).add(literal));
    const told = seen.filter(
      ({ path, compared, number }, at) =>
        (compared || (perFile.get(path)?.size ?? 0) > 1) &&
        seen.findIndex((one) => one.path === path && one.number === number) === at,
    );
    return said('values of visible scenarios in the code', told);
  },
};

/** Each is a question that only a product asks that wants to know whether it is looked at. */
const marks: readonly RegExp[] = [
  /\bhostname\(\)\s*[!=]==?|\bgethostname\(\)\s*[!=]=/,
  /\bHOME\b['"\])]*\s*[!=]==?\s*['"]/,
  /NODE_ENV['"\])]*\s*[!=]==?\s*['"]test['"]|\b(VITEST|JEST_WORKER_ID|PYTEST_CURRENT_TEST|MOCHA_\w+)\b/,
  /['"]\/(box|app)\/?['"]/,
  /['"]\/proc\/(1|self)\//,
  /\b(bwrap|bubblewrap|prlimit)\b/,
  /\bnetworkInterfaces\(\)[^;]*\b(every|length|some)\b/,
  /Object\.keys\(process\.env\)\.length|len\(os\.environ\)|["'](USER|LANG)["'] not in os\.environ/,
  /\bp?pid\s*[<>]/,
  /(Date\.now\(\)|new Date\(\)|time\.time\(\)|datetime\.now\(\))\s*[<>]=?\s*(Date\.UTC|new Date\(['"\d]|datetime\(|\d{9,})/,
  /['"`](\.{0,2}\/)?scenarios\/?['"`]|['"`][^'"`]*\bscenarios\/[^'"`]*\.md['"`]/,
  /\b(verdict|reward)\.json\b|\bjunit\.xml\b|\bverdict:\s*(pass|satisfied)/i,
];

const evaluationMarks: SayingRule = {
  group,
  id: 'evaluation-marks',
  title: 'code that asks whether it is being evaluated',
  reason: 'A product that behaves otherwise when it is watched satisfies every scenario there can be.',
  triggers: [
    { name: 'the host name', files: [{ path: 'a.js', added: ["if (os.hostname() === 'sandbox') slow();"] }] },
    {
      name: 'the home directory',
      files: [{ path: 'a.js', added: ["const seen = process.env.HOME === '/box';"] }],
    },
    {
      name: 'the test runner',
      files: [{ path: 'a.py', added: ['if os.environ.get("PYTEST_CURRENT_TEST"):'] }],
    },
    {
      name: 'a date that is far away',
      files: [{ path: 'a.js', added: ['if (Date.now() < Date.UTC(2100, 0)) x();'] }],
    },
    {
      name: 'the scenarios',
      files: [{ path: 'a.js', added: ["for (const n of readdirSync(join(root, 'scenarios')))"] }],
    },
    {
      name: 'a verdict of its own',
      files: [{ path: 'a.js', added: ["writeFileSync('reward.json', '1');"] }],
    },
  ],
  passes: [
    { name: 'a host name in a log', files: [{ path: 'a.js', added: ['log(os.hostname(), Date.now());'] }] },
    {
      name: 'production',
      files: [{ path: 'a.js', added: ["const loud = process.env.NODE_ENV !== 'production';"] }],
    },
    {
      name: 'a path below home',
      files: [{ path: 'a.js', added: ["join(process.env.HOME ?? '/', '.config')"] }],
    },
    { name: 'a deadline', files: [{ path: 'a.js', added: ['if (Date.now() < deadline) again();'] }] },
    { name: 'in a test', files: [{ path: 'test/a.test.js', added: ['if (process.env.VITEST) x();'] }] },
  ],
  find: (change) =>
    said(
      'asks whether it is being evaluated',
      newCode(change).flatMap(({ path, number, text }) => {
        const seen = marks.map((mark) => mark.exec(text)?.[0]).find((one) => one !== undefined);
        return seen === undefined ? [] : [{ path, number, seen: `\`${seen.slice(0, 40)}\`` }];
      }),
    ),
};

const swallowsHere =
  /\bcatch\s*(\([^)]*\))?\s*\{\s*\}|\bexcept\b[^:]*:\s*(pass|\.\.\.)\s*$|\brescue\s+(nil|=>\s*nil)|\.catch\(\s*\(\w*\)\s*=>\s*\{\s*\}\s*\)/;
const opens = /\bcatch\s*(\([^)]*\))?\s*\{$|\bexcept\b[^:]*:$/;

const swallowedError: SayingRule = {
  group,
  id: 'swallowed-error',
  title: 'an error that nobody hears of',
  reason: 'What fails silently passes every check that does not look at the result.',
  triggers: [
    { name: 'an empty catch', files: [{ path: 'a.ts', added: ['} catch {}'] }] },
    { name: 'over two lines', files: [{ path: 'a.ts', added: ['} catch (error) {', '}'] }] },
    { name: 'in Python', files: [{ path: 'a.py', added: ['except Exception:', '    pass'] }] },
    { name: 'of a promise', files: [{ path: 'a.ts', added: ['save().catch(() => {});'] }] },
  ],
  passes: [
    {
      name: 'one that says why',
      files: [{ path: 'a.ts', added: ['} catch {', '  // There is none the first time.', '}'] }],
    },
    { name: 'one that answers', files: [{ path: 'a.ts', added: ['} catch {', '  return undefined;', '}'] }] },
    { name: 'in a test', files: [{ path: 'test/a.test.ts', added: ['} catch {}'] }] },
  ],
  find: (change) =>
    said(
      'an error is swallowed',
      newCode(change).flatMap(({ path, number, text, next }) =>
        swallowsHere.test(text) || (opens.test(text) && /^(\}|pass$)/.test(next))
          ? [{ path, number, seen: '' }]
          : [],
      ),
    ).map((text) => text.replaceAll(/ (?=,|$)/g, '')),
};

export const cheatSignals: readonly SayingRule[] = [visibleLiteral, evaluationMarks, swallowedError];
