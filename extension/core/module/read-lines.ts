// Reads Python, Go and Rust by single lines: plain forms only, so a declaration over several lines or a macro is missed.
import { firstSentence, type Fact, type FactKind, type TextFile } from './fact.ts';

interface Form {
  readonly kind: FactKind;
  /** Groups: `name`, and where there is one `fallback`, `says` or `detail`. */
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
    form: /(?:add_argument|\.option)\((?:["']-\w["'],\s*)?["'](?<name>--[\w-]+)["'](?:.*\bdefault=["']?(?<fallback>[^"',)]+))?/,
  },
  { kind: 'route', form: new RegExp(String.raw`^\s*@\w+\.(?:route|get|post|put|patch|delete)\(${quoted}`) },
  { kind: 'throw', form: /^\s*raise (?<name>[\w.]+)(?:\(f?["'](?<says>[^"']*)["'])?/ },
  { kind: 'exit', form: /\bsys\.exit\((?<name>\d+)\)/ },
];
const go: readonly Form[] = [
  { kind: 'test', form: /^func (?<name>(?:Test|Fuzz)\w+)\(/ },
  { kind: 'export', form: /^(?<detail>func|type|var|const) (?:\([^)]*\) )?(?<name>[A-Z]\w*)/ },
  { kind: 'env', form: new RegExp(String.raw`os\.(?:Getenv|LookupEnv)\(${quoted}\)`) },
  { kind: 'flag', form: /\bflag\.\w+\((?:&\w+,\s*)?"(?<name>[\w-]+)",\s*"?(?<fallback>[^",]*)/ },
  { kind: 'route', form: /\.Handle(?:Func)?\("(?<name>[^"]+)"/ },
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
    const facts: Fact[] = [];
    for (const { kind, form } of forms) {
      const { name, ...more } = form.exec(line)?.groups ?? {};
      if (name === undefined) continue;
      const given = Object.entries(more).filter(([, value]) => value !== undefined && value !== '');
      const says = kind === 'export' ? commentOf(path, lines, at) : '';
      const shown = kind === 'flag' && !name.startsWith('-') ? `-${name}` : name;
      facts.push({ kind, name: shown, ...place, ...Object.fromEntries(given), ...(says ? { says } : {}) });
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
