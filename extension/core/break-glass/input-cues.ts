// What a request, a template, a document or a command line brings in, by what reads, runs, fetches or shows it: cues of the rule about
// untrusted input that hold in many languages.
// Invariant: every pattern is asked about one line of at most 2,000 characters.
import type { Cue } from './rule.ts';

/** What comes with a request, in the words of many frameworks. */
const outside =
  '(\\b(req(uest)?|ctx|context|event|c|r)\\.(body|query|params|args|form|files?|GET|POST|FILES|FormValue|PostForm|URL\\.Query|PathValue|Param|Query|headers?|cookies?|queryStringParameters|pathParameters|get_json|values)\\b|\\bparams(\\[|\\.(require|fetch|permit|expect))|\\$_(GET|POST|REQUEST|COOKIE|FILES)\\b|\\$request->(input|get|query|all|file|post)\\b|\\bgetParameter\\(|\\bmux\\.Vars\\(|\\bURLParam\\(|\\bsearchParams\\b|\\blocation\\.(search|hash)\\b)';
/** What reads, runs, fetches or shows. */
const sink =
  '(\\b(open\\w*|read_?[fF]ile\\w*|write_?[fF]ile\\w*|create(Read|Write)Stream|send_?[fF]ile|download|File\\.\\w+|new File|Path|move_uploaded_file|redirect\\w*|sendRedirect|urlopen|fetch|axios(\\.\\w+)?|requests\\.\\w+|http\\.(Get|Post|Head|NewRequest\\w*)|HTTParty\\.\\w+|Net::HTTP\\.\\w+|Faraday\\.\\w+|Http::\\w+|curl_setopt|file_(get|put)_contents|include(_once)?|require(_once)?|import|constantize|const_get|public_send|send|getattr|import_module|forName|load_?[cC]lass|RegExp|Regexp\\.new|re\\.compile|eval|exec\\w*|system|spawn\\w*|render_template_string|raw|Raw|innerHTML|new URL|Template|Function|format|os\\.(Open|ReadFile|Create|Remove)|filepath\\.Join)\\s*[(=])';
/** Parts of a statement that no parameter can stand for. */
const ordering =
  '\\b(order(_?[bB]y)?(Raw)?|pluck|group|having|find_by_sql|whereRaw|selectRaw|joins|reorder)\\s*\\(?\\s*';

export const inputCues: readonly Cue[] = [
  {
    pattern:
      /\b(select\s.{1,80}\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|order\s+by)\b[^;]{0,120}(\$\{|#\{|["'`]\s*[+.]\s*[$\w]|["']\s*%\s|\.format\()/i,
    hazard: true,
    question: (what) => `Can a value end the statement in \`${what}\`? Is it a parameter?`,
  },
  {
    pattern:
      /\b(new\s+Template|Template\.new|ERB\.new|Handlebars\.compile|pug\.compile|ejs\.render|renderString|Liquid::Template\.parse|parseTemplate)\s*\(|\bsym_?link\w*\s*\(|\bcreateSymbolicLink\b|<iframe\b[^>]*(\bsrc=\{|:src=|\[src\])/i,
    hazard: true,
    question: (what) => `What can somebody reach who writes what \`${what}\` gets?`,
  },
  {
    // A repetition of a repetition takes for ever on the right text.
    pattern: /\([^()\s|]{0,40}(\\[wdsSWD.]|\]|\.)[+*]\??[^()\s|]{0,3}\)[+*]/,
    hazard: true,
    question: (what) => `How long does \`${what}\` take on a long text that nearly matches?`,
  },
  {
    pattern:
      /\$?\b\w*(sql|query|clause|stmt)\w*\s*(\.=|\+=|:?=)\s*.{0,80}(["'`]\s*[.+]\s*[$\w]|`[^`]*\$\{)|\b(where|having|order|joins|find_by_sql|select)\(?\s*["'].*#\{/i,
    hazard: true,
    question: (what) => `Can a value end the statement in \`${what}\`? Is it a parameter?`,
  },
  {
    pattern:
      /\b(DocumentBuilderFactory|SAXParserFactory|XMLInputFactory|TransformerFactory|SAXReader|SAXBuilder|XmlDocument|XmlTextReader)\b|\b(simplexml_load_\w+|Nokogiri::XML|REXML|xml\.sax|minidom)\b/,
    hazard: true,
    question: (what) => `Can a document make \`${what}\` read a file or never end?`,
  },
  {
    pattern:
      /\blocation(\.href)?\s*=\s*(?!["'`/]|location|window)[a-z]\w*|\blocation\.(assign|replace)\(\s*[a-z]|\b(import|require)\s*\(\s*(`[^`]*\$\{|["'][^"']*["']\s*[+.])|\b(http\.(Get|Post|Head)|fetch|axios(\.\w+)?|requests\.\w+|HTTParty\.\w+|urlopen)\(\s*\w+\.(url|uri|endpoint|callback\w*|webhook\w*|target\w*)\b/i,
    hazard: true,
    question: (what) => `What can somebody reach who chooses the value in \`${what}\`?`,
  },
  {
    pattern:
      /\b\w+_eval(_\w+)?\s*\(|\beval_\w+\s*\(|\b(evaluateExpression|parseExpression|SpelExpressionParser|getValue\(\s*new\s+Expression)\b|\b(merge|defaultsDeep|deep_?merge|set_?with|extend)\w*\s*\(.{0,60}\b(JSON\.parse|body|payload|user_?input)\b|\b(delegatecall|tx\.origin)\b/,
    hazard: true,
    question: (what) => `Can anything from outside reach \`${what}\`?`,
  },
  {
    pattern:
      /\b(query\w*|execute\w*|raw|prepare|sql)\s*\(\s*&?\s*(format!|fmt\.Sprintf|String\.format|sprintf|f["'])/,
    hazard: true,
    question: (what) => `Can a value end the statement in \`${what}\`? Is it a parameter?`,
  },
  {
    // What a request holds, in the words of frameworks, in the hands of what reads, runs, fetches or shows.
    pattern: new RegExp(`${sink}.{0,80}${outside}|${ordering}${outside}`),
    hazard: true,
    question: (what) => `What can somebody reach who chooses the value in \`${what}\`?`,
  },
  {
    pattern:
      /\|\s*(safe|raw|noescape)\b|\{!!|<%==|\[innerHTML\]|\btemplate\.(HTML|JS|URL|JSStr|CSS|HTMLAttr)\(|\bHtml\.Raw\(|\{@html|\b(Markup|SafeString|safestring|unsafeHTML|PreEscaped)\(|\bth:utext\b|\bset:html\b|(?<![$\w]{2})\.html\(\s*[a-z$]/,
    hazard: true,
    question: (what) => `Is what \`${what}\` shows escaped, whoever wrote it?`,
  },
  {
    pattern: /\{\{\{|<%-\s|\{\{&/,
    path: /\.(hbs|handlebars|mustache|html|ejs|vue)$/,
    hazard: true,
    question: (what) => `Is what \`${what}\` shows escaped, whoever wrote it?`,
  },
  {
    pattern:
      /\b(cloudpickle|dill|joblib|shelve|marshal|torch)\.(loads?|open)\s*\(|\bread_pickle\s*\(|\bOj\.(object_)?load\b|\bnew\s+(Yaml|XStream|Kryo|HessianInput)\s*\(|\b(rb|node)_?deserialize\b|\bdeserialize\w*\s*\(.{0,60}\b(body|input|request|payload|bytes|cookie)/i,
    hazard: true,
    question: (what) => `Who wrote the bytes that \`${what}\` turns into objects?`,
  },
  {
    pattern:
      /(?<![.\w>])(exec|execSync|system|popen|shell_exec|passthru|proc_open)\s*\(\s*[$a-z_][\w$.>-]*\s*[,)]|\|\s*(sudo\s+)?(-E\s+)?(ba|z|da)?sh(\s+-\w+)*\s*$|\|\s*(sudo\s+)?(ba|z)?sh\s+(-s\b|-\s)|\b(ba|z|da)?sh\s+-\w*c\s+["'][^"']*\$|\bsource\s+<\(|\bInvoke-Expression\b|\biex\s*\(/,
    hazard: true,
    question: (what) => `Who decides what \`${what}\` runs?`,
  },
  {
    pattern: /(^|[;&|]\s*|\bthen\s+|\bdo\s+)eval\s+["'$]/,
    path: /\.(sh|bash|zsh|mk|ya?ml)$|akefile$|\/bin\/|inst$|rm$/,
    hazard: true,
    question: (what) => `Who decides what \`${what}\` runs?`,
  },
];
