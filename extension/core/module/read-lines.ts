// Reads Python, Go and Rust by single lines: plain forms only, so a declaration over several lines or a macro is missed.
import { firstSentence, type Fact, type FactKind, type TextFile } from './fact.ts';

interface Form {
  readonly kind: FactKind;
  /** Groups: `name`, and where there is one `fallback`, `says`, `detail`, or a route's `method` or `methods`. */
  readonly form: RegExp;
}

const quoted = String.raw`["'](?<name>[^"']+)["']`;
const python: readonly Form[] = [
  { kind: 'test', form: /^\s*(?:async )?def (?<name>test_\w+)/ },
  { kind: 'export', form: /^(?<detail>(?:async )?def|class) (?<name>[A-Za-z]\w*)/ },
  {
    kind: 'env',
    form: new RegExp(
      String.raw`os\.(?:environ\.get|getenv)\(${quoted}(?:,\s*["']?(?<fallback>[^"')]+)["']?)?\)`,
    ),
  },
  { kind: 'env', form: new RegExp(String.raw`os\.environ\[${quoted}\]`) },
  {
    kind: 'flag',
    form: /(?:add_argument|\.option)\(\s*(?:["']-\w["'],\s*)?["'](?<name>--[\w-]+)(?:\/--[\w-]+)?["'](?:.*\bdefault\s*=\s*(?<fallback>"[^"]*"|'[^']*'|-?\d[\d._]*|True|False)\s*[,)])?/,
  },
  { kind: 'command', form: new RegExp(String.raw`\.add_parser\(\s*${quoted}`) },
  {
    kind: 'command',
    form: new RegExp(String.raw`^\s*@(?!click\.)\w+\.(?:command|group)\(\s*(?:name\s*=\s*)?${quoted}`),
  },
  {
    kind: 'command',
    form: /^\s*@(?!click\.)\w+\.(?:command|group)\((?!\s*(?:name\s*=|["'])).*?\bdef (?<name>\w+)/,
  },
  {
    kind: 'route',
    form: /^\s*@\w+\.(?<method>route|get|post|put|patch|delete)\(\s*["'](?<name>\/[^"']*)["'](?:.*\bmethods\s*=\s*[[(](?<methods>[^\])]*))?/,
  },
  { kind: 'throw', form: /^\s*raise (?<name>[\w.]+)(?:\(f?["'](?<says>[^"']*)["'])?/ },
  { kind: 'exit', form: /\bsys\.exit\((?<name>\d+)\)/ },
];
const go: readonly Form[] = [
  { kind: 'test', form: /^func (?<name>(?:Test|Fuzz)\w+)\(/ },
  { kind: 'export', form: /^(?<detail>func|type|var|const) (?:\([^)]*\) )?(?<name>[A-Z]\w*)/ },
  { kind: 'env', form: new RegExp(String.raw`os\.(?:Getenv|LookupEnv)\(${quoted}\)`) },
  { kind: 'flag', form: /\bflag\.\w+\((?:&\w+,\s*)?"(?<name>[\w-]+)",\s*"?(?<fallback>[^",]*)/ },
  { kind: 'route', form: /\.Handle(?:Func)?\("(?<name>[^"]+)"/ },
  {
    kind: 'route',
    form: /\.(?<method>GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete)\("(?<name>\/[^"]*)",/,
  },
  { kind: 'throw', form: /\b(?<name>errors\.New|fmt\.Errorf|panic)\("(?<says>[^"]*)"/ },
  { kind: 'exit', form: /\bos\.Exit\((?<name>\d+)\)/ },
];
const rust: readonly Form[] = [
  {
    kind: 'export',
    form: /^\s*pub (?:async |unsafe |const )*(?<detail>fn|struct|enum|trait|const|static|type|mod) (?<name>\w+)/,
  },
  { kind: 'env', form: /\benv::var(?:_os)?\("(?<name>[^"]+)"/ },
  { kind: 'throw', form: /\b(?<name>panic!|bail!)\("(?<says>[^"]*)"/ },
  { kind: 'exit', form: /\bprocess::exit\((?<name>\d+)\)/ },
];

const languages: Readonly<Record<string, readonly Form[]>> = { py: python, go, rs: rust };

export function readLines({ path, text }: TextFile): Fact[] {
  const forms = languages[path.split('.').at(-1) ?? ''] ?? [];
  const lines = text.split('\n').map((line) => line.slice(0, 1000));
  return lines.flatMap((line, at) => {
    const place = { path, line: at + 1 };
    const python = path.endsWith('.py');
    const call = python ? whole(lines, at) : line;
    const decorated = python ? decoratedAt(lines, at) : line;
    const facts: Fact[] = [];
    for (const { kind, form } of forms) {
      const { name, method, methods, ...more } =
        form.exec(kind === 'command' ? decorated : call)?.groups ?? {};
      if (name === undefined) continue;
      if (kind === 'route') {
        for (const one of verbs(method, methods))
          facts.push({ kind, name: one === '' ? name : `${one} ${name}`, ...place });
        continue;
      }
      const given = Object.entries(more).filter(([, value]) => value !== undefined && value !== '');
      const says = kind === 'export' ? commentOf(path, lines, at) : '';
      const bare = given.map(([key, value]) => [
        key,
        key === 'fallback' ? value?.replace(/^["']|["']$/g, '') : value,
      ]);
      facts.push({
        ...{ kind, name: shown(kind, name, kind === 'command' ? decorated : call), ...place },
        ...Object.fromEntries(bare),
        ...(says ? { says } : {}),
      });
      if (kind === 'test') break;
    }
    const rustTest = path.endsWith('.rs') && /^\s*(?:async )?fn (\w+)/.exec(line)?.[1];
    if (rustTest && /^\s*#\[(?:\w+::)?test\]/.test(lines[at - 1] ?? ''))
      facts.push({ kind: 'test', name: rustTest, ...place });
    const todo = /(?:#|\/\/)[/! \t]*((?:TODO|FIXME|HACK|XXX)\b.*)/.exec(line)?.[1];
    if (todo !== undefined) facts.push({ kind: 'todo', name: todo, ...place });
    return facts;
  });
}

/** A flag with its dash; click makes a command of a function with `-` for `_`. */
function shown(kind: FactKind, name: string, line: string): string {
  if (kind === 'flag') return name.startsWith('-') ? name : `-${name}`;
  return kind === 'command' && line.includes(`def ${name}`) ? name.replaceAll('_', '-') : name;
}

/** Flask's `methods`, or the decorator's own name; Flask without `methods` answers GET. */
function verbs(method = '', methods = ''): string[] {
  const listed = [...methods.matchAll(/\w+/g)].map(([one]) => one.toUpperCase());
  return listed.length > 0 ? listed : [method === 'route' ? 'GET' : method.toUpperCase()];
}

/** A call of Python with the lines that its brackets still lack. */
function whole(lines: readonly string[], at: number): string {
  let said = lines[at] ?? '';
  if (!/\b(add_argument|add_parser)\(|^\s*@\w+\.(option|route|get|post|put|patch|delete)\(/.test(said))
    return said;
  for (let next = at + 1; open(said) > 0 && next < at + 20; next += 1)
    said += ` ${(lines[next] ?? '').trim()}`;
  return said;
}

/** The decorator of a command with the function below it. */
function decoratedAt(lines: readonly string[], at: number): string {
  if (!/^\s*@\w+\.(command|group)\(/.test(lines[at] ?? '')) return whole(lines, at);
  const below = lines.slice(at, at + 30);
  const end = below.findIndex((line) => /^\s*(async )?def /.test(line));
  return below.slice(0, end + 1).join(' ');
}

function open(text: string): number {
  const bare = text.replace(/"[^"]*"|'[^']*'/g, '');
  return (bare.match(/[([{]/g)?.length ?? 0) - (bare.match(/[)\]}]/g)?.length ?? 0);
}

/** A docstring below in Python; the comment lines above elsewhere. */
function commentOf(path: string, lines: readonly string[], at: number): string {
  if (path.endsWith('.py')) {
    const below = /^\s*(?:"""|''')(.*?)(?:"""|''')?\s*$/.exec(lines[at + 1] ?? '')?.[1];
    return below === undefined ? '' : firstSentence(below);
  }
  let from = at;
  while (from > 0 && /^\s*\/\//.test(lines[from - 1] ?? '')) from -= 1;
  return firstSentence(lines.slice(from, at).join('\n'));
}
