// Break-glass: parsing of untrusted input.
import { cueRule } from '../find-spots.ts';
import { inputCues } from '../input-cues.ts';

const nativeCode = /\.(c|h|cc|hh|cpp|cxx|hpp|hxx|m|mm|inc)$/i;

export const untrustedInput = cueRule({
  id: 'untrusted-input',
  title: 'parsing of untrusted input',
  reason: 'Whoever writes the input writes part of the program, if this is wrong.',
  weight: 9,
  strings: true,
  cues: [
    ...inputCues,
    {
      pattern:
        /\b(eval|execScript)\s*\(|\bnew\s+Function\s*\(|\bvm\.(runIn\w+|Script)\b|\bcompile\s*\(.{0,60}[\"']exec[\"']/,
      hazard: true,
      question: (what) => `Can anything from outside reach \`${what}\`?`,
    },
    {
      pattern:
        /(?<!\/[a-z]{0,4}\.)\b(exec|execSync|spawnSync?|execFile|popen|system|shell_exec|passthru|proc_open)\s*\(.{0,120}(\$\{|#\{|[\"'`]\s*[+.%]|\bf[\"']|\bformat\()|\bshell\s*=\s*True\b|\bshell\s*:\s*true\b|\bos\.system\s*\(/,
      hazard: true,
      question: (what) => `Which characters of a name could start another command in \`${what}\`?`,
    },
    {
      pattern:
        /\bpickle\.loads?\s*\(|\byaml\.(load|unsafe_load)\s*\((?!.*SafeLoader)|\bYAML\.(unsafe_)?load\s*\(|\bunserialize\s*\(|\bMarshal\.load|\bObjectInputStream\b|\bjsonpickle\.decode|\breadObject\s*\(/,
      hazard: true,
      question: (what) => `Who wrote the bytes that \`${what}\` turns into objects?`,
    },
    {
      pattern:
        /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|v-html|bypassSecurityTrust\w*|mark_safe|html_safe|raw\()/,
      hazard: true,
      question: (what) => `Is what \`${what}\` shows escaped, whoever wrote it?`,
    },
    {
      pattern:
        /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|MATCH(?= \())\b[^;]{0,200}(\$\{|[\"'`]\s*\+\s*\w|[\"']\s*%\s*\(?\w|\{\w+\}[^\"']{0,80}[\"']|[\"']\s*\.\s*\$\w|\.format\()|\bSprintf\(\s*["`]\s*(SELECT|INSERT|UPDATE|DELETE)\b/,
      hazard: true,
      question: (what) => `Can a value end the statement in \`${what}\`? Is it a parameter?`,
    },
    {
      pattern:
        /\b(path\.)?(join|resolve)\s*\(.{0,80}\b(req(uest)?|ctx|params|query|body|input|argv)\b[.[]|\b(open|readFile|createReadStream|send_file|sendFile)\w*\s*\(.{0,60}\b(req(uest)?|params|query|user_?input)\b[.[]/,
      hazard: true,
      question: (what) => `Can \`../\` in what \`${what}\` gets leave the folder?`,
    },
    {
      pattern:
        /\bcsv\b.{0,80}\b(quote|escape)|\b(quote|escape)\w*(Csv|Html|Shell|Sql|Xml|Attribute)\b|\b(html|shell|sql|xml|csv)_?(quote|escape)\w*\s*\(|\bescape_?(html|shell|sql|xml|csv)\w*\s*\(/i,
      question: (what) => `Which character gets through \`${what}\` unescaped?`,
    },
    {
      pattern:
        /\b(htmlspecialchars|htmlentities|escapeshell(arg|cmd)|addslashes|strip_tags|saniti[sz]e\w*|purify|strip_?(control|ansi|tags)\w*)\s*\(|(::|\b(html|shell|shlex|xml|sql|markup)\.)(escape|quote)\s*\(/i,
      check: true,
      question: (what) => `What still gets through \`${what}\`, and through what stood there before?`,
    },
    {
      pattern:
        /\b(strcpy|strcat|stpcpy|sprintf|vsprintf|gets|alloca)\s*\((?!\s*["'$])|\b(memcpy|memmove|bcopy|CopyMemory|copy_from_user)\s*\((?!.*\bsizeof\b)/,
      path: nativeCode,
      hazard: true,
      question: (what) => `What holds the length that \`${what}\` gets to what there is room for?`,
    },
    {
      pattern:
        /\b\w*(malloc|realloc|calloc|Alloc|new0)\w*\s*\([^;"]*?\w\s*[*+]\s*\w|\b(kmalloc_array|reallocarray)\s*\(/,
      path: nativeCode,
      hazard: true,
      question: (what) => `Can the size in \`${what}\` overflow, or come from outside?`,
    },
    {
      // In C a bounds check that goes is read memory; elsewhere a length is mostly no more than a length.
      pattern:
        /\b(if|while)\s*\(.*\b\w*(len|length|size|count|offset|remaining|avail(able)?|capacity|max|limit|end)\w*\b.{0,30}[<>]/i,
      path: nativeCode,
      check: true,
      question: (what) =>
        `What keeps a length from outside in bounds now that \`${what}\` is gone or reads otherwise?`,
    },
    {
      pattern:
        /\b(yaml|xml|gob)\.(NewDecoder|Unmarshal)\s*\(|\b(FromString|from_string|render_template_string|renderString)\s*\(|\bautoescape\s*([:=]\s*|\s)(off|false)\b/i,
      hazard: true,
      question: (what) =>
        `Who writes the document or template that \`${what}\` gets, and how large may it be?`,
    },
    {
      pattern:
        /\b(extractall|extract_all|unpack_archive|ZipInputStream|TarArchiveInputStream|decompress\w*)\s*\(|\bunzip\s|\btar\s+-?x/,
      hazard: true,
      question: (what) => `Where can \`${what}\` write, how much, and who made the archive?`,
    },
    {
      pattern:
        /\b(RegExp|redirect(_to|To)?|sendRedirect|http\.(Get|Post|NewRequest)|fetch|axios(\.\w+)?|urlopen|requests\.\w+|file_get_contents|include(_once)?|require(_once)?|constantize|send|public_send|location)\b\s*[(=]?.{0,60}(\b(req|request|r|ctx)\.(query|body|params|args|GET|POST|FormValue|URL\.Query|form)|\bparams\[|\$_(GET|POST|REQUEST|COOKIE)\b)/,
      hazard: true,
      question: (what) => `What can somebody reach who chooses the value in \`${what}\`?`,
    },
    {
      pattern:
        /\bunsafe\s*(\{|fn\b|impl\b)|\bunsafe\.(Pointer|Slice|String)\b|\b\w+_unchecked\w*\s*\(|\b(transmute|from_raw_parts(_mut)?|set_len)\b/,
      hazard: true,
      question: (what) => `What holds what \`${what}\` takes for granted, whatever the input is?`,
    },
    {
      pattern:
        /\bgetRuntime\(\)\.exec|\bnew\s+ProcessBuilder\b|\bProcess\.Start\s*\(|\b(exec\.Command(Context)?|Command::new)\s*\(.{0,20}["'](\/bin\/)?(ba|z|da)?sh["']|\b(instance|class|module)_eval\b|\bScriptEngine\b|\bextract\s*\(\s*\$_|\bXMLDecoder\b|\bprintf\s*\(\s*[a-z_]\w*\s*\)/,
      hazard: true,
      question: (what) => `Who decides what \`${what}\` runs?`,
    },
    {
      pattern: /`[^`]*[$#][^`]*`|\bqx\s*[({[/]/,
      path: /\.(pl|pm|rb|php)$/i,
      hazard: true,
      question: (what) => `Which characters of a name could start another command in \`${what}\`?`,
    },
    {
      pattern:
        /\b[fs]?scanf\s*\(.*%s|\b(loadstring|dofile)\s*\(|\((uid|cn|mail|sAMAccountName)=["']\s*[+.%]|\b(TypeNameHandling|BinaryFormatter|(enable|activate)DefaultTyping|JsonTypeInfo|allow_pickle)\b|\$_(GET|POST|REQUEST|COOKIE|FILES)\[/,
      hazard: true,
      question: (what) => `Who writes what \`${what}\` takes, and what can it be at worst?`,
    },
    {
      pattern:
        /\b(realpath|canonicali[sz]e\w*|getCanonicalPath|toRealPath|EvalSymlinks|secure_?join|secure_filename|safe_join)\s*\(|\bO_NOFOLLOW\b/i,
      check: true,
      question: (what) => `Can \`../\` or a link in what \`${what}\` gets leave the folder?`,
    },
    {
      pattern:
        /\bDOMParser\b|\b(resolve_entities|noent|LIBXML_NOENT|setExpandEntityReferences|external-(general|parameter)-entities|disallow-doctype-decl|load-external-dtd|FEATURE_SECURE_PROCESSING|ACCESS_EXTERNAL_\w+|SUPPORT_DTD|DtdProcessing|XmlResolver|XML_PARSE_(NOENT|HUGE|DTD\w+))\b|\betree\.(parse|fromstring)\s*\(/,
      question: (what) => `Can a document make \`${what}\` read a file or never end?`,
    },
  ],
  triggers: [
    {
      name: 'a page of what a stranger wrote',
      files: [{ path: 'app/templates/note.html', added: ['<div>{{ note.body | safe }}</div>'] }],
    },
    {
      name: 'an order of what a stranger wrote',
      files: [{ path: 'app/notes_controller.rb', added: ['    @notes = Note.order(params[:sort])'] }],
    },
    {
      name: 'a download that is executed',
      files: [{ path: 'scripts/setup.sh', added: ['curl -fsSL "$TOOL_URL" | bash'] }],
    },
    {
      name: 'a command from a name',
      files: [{ path: 'src/archive.ts', added: ['  execSync(`tar cf out.tar ${name}`);'] }],
    },
    {
      name: 'objects from bytes',
      files: [{ path: 'app/load.py', added: ['    return pickle.loads(body)'] }],
    },
    {
      name: 'a statement put together',
      files: [
        {
          path: 'src/users.js',
          added: ['const rows = db.query("SELECT * FROM users WHERE name = \'" + name + "\'");'],
        },
      ],
    },
    {
      name: 'a copy without a bound in C',
      files: [{ path: 'src/packet.c', added: ['\tmemcpy(out->data, packet + 4, length);'] }],
    },
    {
      name: 'a bounds check that goes in C',
      files: [{ path: 'src/packet.c', removed: ['\tif (length > sizeof(out->data))', '\t\treturn -1;'] }],
    },
    {
      name: 'a bounds check that is off by one now',
      files: [
        {
          path: 'src/list.c',
          added: ['\tif (count > names_len)'],
          removed: ['\tif (count >= names_len)'],
        },
      ],
    },
    {
      name: 'a document of any size',
      files: [{ path: 'backup/index.go', added: ['\terr = yaml.NewDecoder(tr).Decode(&result)'] }],
    },
    {
      name: 'a text that is no longer escaped',
      files: [
        {
          path: 'src/Page.php',
          added: ['        return $title;'],
          removed: ['        return htmlspecialchars($title, ENT_QUOTES);'],
        },
      ],
    },
    {
      name: 'a field that is quoted',
      files: [{ path: 'src/csv/quote.ts', added: ['export function quoteCsv(field) { return field; }'] }],
    },
  ],
  passes: [
    {
      name: 'a pattern that executes',
      files: [{ path: 'src/match.ts', added: ['const found = pattern.exec(line);'] }],
    },
    {
      name: 'a statement with parameters',
      files: [{ path: 'src/users.js', added: ['db.query("SELECT * FROM users WHERE name = ?", [name]);'] }],
    },
    {
      name: 'a copy of a whole structure',
      files: [{ path: 'src/packet.c', added: ['\tmemcpy(&copy, &packet, sizeof(packet));'] }],
    },
    {
      name: 'a bounds check that is new',
      files: [{ path: 'src/packet.c', added: ['\tif (length > sizeof(out->data))', '\t\treturn -1;'] }],
    },
    {
      name: 'a length in a language that checks',
      files: [{ path: 'src/list.ts', removed: ['  if (items.length > limit) return;'] }],
    },
    { name: 'own settings', files: [{ path: 'src/config.ts', added: ['const config = JSON.parse(text);'] }] },
    {
      name: 'a path of our own',
      files: [{ path: 'src/paths.ts', added: ["const file = join(root, 'dist', 'cli.js');"] }],
    },
  ],
});
