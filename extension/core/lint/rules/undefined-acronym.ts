// Three capital letters that only insiders can read.
import { ofPiece, once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { namesIn } from '../fact-set.ts';
import { bindingStatements } from '../query.ts';
import { glossaryStub, isSpecDocument, readableIn } from '../near.ts';
import type { Rule } from '../rule.ts';

/** Acronyms that a programmer knows, words that standards write in capitals, and names of products. */
const common = new Set(
  `ACID ACL AES AI AJAX ANSI AOT API APIS APK ARIA ARM ASCII AST AWS AZ BCP BDD BIOS BLOB BOM BSD CA CAPTCHA CD CDN CEO CI CIDR CJK CLI CMS CORS CPU CRC CRDT CRM CRUD CSP CSRF CSS CSV CTA CTE CTO CVE DAG DB DDL DDOS DI DKIM DML DNS DOM DOS DOT DPI DRY DSL DST DTD DTO DVD EARS ECMA EOF EOL ERP ESM ETA ETL EU EUR FAQ FIFO FK FPS FTP GB GBP GCP GDPR GHZ GID GIF GIT GMT GNU GPG GPL GPS GPT GPU GUI GUID GZIP HAL HDMI HEX HMAC HR HSL HTML HTTP HTTPS HZ IANA IBAN ICO ID IDE IDL IDS IEC IEEE IETF IMAP INT IO IOT IP IPC IPV ISBN ISO ISP IT JIT JPEG JPG JS JSON JSONB JSONL JSX JVM JWT KB KDF KPI LAN LDAP LED LF LIFO LLM LLMS LRU LSP LTS MAC MB MCP MD MDX MFA MIME MIT ML MP MVC MVP NAN NAT NDJSON NFC NFS NIST NLP NPM NTP NULL NUL OCR ODBC OIDC OK ORM OS OSS OTP OWASP PC PDF PEM PGP PHP PID PII PIN PK PNG POC POS POSIX PR PRS PWA QA QR QPS RAM RBAC RC RDF REPL REST RFC RGB RGBA ROI ROM RPC RPM RSA RSS RTL LTR SAAS SAML SAN SCSS SDK SEO SHA SKU SLA SLO SMS SMTP SOAP SPA SPDX SPF SQL SRE SSD SSE SSH SSL SSO SSR STDERR STDIN STDOUT STL SVG SWIFT TBD TCP TDD TLD TLS TODO TOML TOS TOTP TS TSV TSX TTL TTY TUI TV TXT UDP UI UID UML UNIX UPC URI URIS URL URLS URN US USA USB USD UTC UTF UUID UUIDS UX VAT VCS VM VPN VS WAN WASM WCAG WEBP WIP WS WWW XHR XML XSD XSS XSLT YAML YML ZIP AM PM AC FR NFR SC UC GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT MUST SHALL SHOULD MAY NOT REQUIRED RECOMMENDED OPTIONAL WHEN WHILE WHERE IF THEN THE AND OR BUT GIVEN ELSE NO NONE ALL ANY ONLY NEVER ALWAYS EITHER BOTH NEITHER BEFORE AFTER UNLESS UNTIL TRUE FALSE YES ADDED MODIFIED REMOVED RENAMED NEW OLD NOTE WARNING ERROR INFO DEBUG FATAL PASS FAIL README LICENSE CHANGELOG SKILL CRITICAL IMPORTANT LOW HIGH MEDIUM DRAFT AT ON IN OF TO BY IS AS AN BE DO SO FROM WITH FOR OUT OFF UP NOW PER VIA WHY HOW WHICH WHAT WHO WHOSE WSL UNC SDL RAG SOLID CODE READ WRITE KPIS A11Y I18N L10N K8S EST EIP ERC ETH EVM EOA ABI RLP BNF ABNF EBNF NFT DAO DEX`.split(
    /\s+/,
  ),
);

export const undefinedAcronym: Rule = {
  code: 'CMP014',
  id: 'undefined-acronym',
  severity: 'info',
  tier: 'A',
  detects:
    'An acronym in a requirement that is not expanded anywhere in the document and not generally known.',
  reason: 'Three letters have many expansions. The agent takes the most frequent one on the internet.',
  quietWhen:
    'The word occurs in small letters, too (emphasis), in code, in a heading, or with its expansion in parentheses.',
  examples: [
    {
      text: '- R1: The PSR MUST be archived after closing.',
      findings: ['1:11-1:14 Unexpected acronym PSR, expected its words once, as in “the words (PSR)”.'],
    },
    {
      text: '## Requirements\n\n- R1: Each RCU emits a heartbeat.\n- R2: An RCU that is silent is replaced.',
      findings: ['3:12-3:15 Unexpected acronym RCU, expected its words once, as in “the words (RCU)”.'],
    },
    { text: '- R1: The Problem Summary Report (PSR) MUST be archived after closing.', findings: [] },
    {
      text: '- R1: The response body MUST be JSON.\n- R2: The tool MUST use `PSR` as its key and the PSR is kept.',
      findings: [],
    },
  ],
  measured: {
    flagged: 212,
    labelled: 16,
    judges: false,
    note: 'The labels are about wording; none is about what this rule finds.',
  },
  *check(spec, context) {
    if (!isSpecDocument(spec)) return;
    const elsewhere = namesIn(context, 'definition');
    const seen = new Set<string>();
    for (const { statement, text } of bindingStatements(spec)) {
      if (spec.blocks[statement.block]?.kind !== 'paragraph' || shouted(text)) continue;
      for (const match of text.matchAll(
        /(?<![\p{L}\p{N}_.$@#/<{□"“'-])([A-Z]{3,6})s?(?![\p{L}\p{N}_.(/>}□"”-])/gu,
      )) {
        const [written, acronym = ''] = match;
        if (seen.has(acronym)) continue;
        seen.add(acronym);
        if (common.has(acronym) || elsewhere.has(acronym.toLowerCase()) || isKnown(spec, acronym)) continue;
        if (isKnown(spec, acronym.toLowerCase()) || /\bID$|^ID/.test(acronym)) continue;
        // READ, WATCH, QUIZ: values, not acronyms.
        if (
          /[A-Z]{3,},?(?: and| or)? $/.test(text.slice(Math.max(0, match.index - 16), match.index)) ||
          /^(?:,(?: and| or)?| and| or) [A-Z]{3,}/.test(text.slice(match.index + written.length))
        )
          continue;
        const offset = statement.offset + match.index;
        yield {
          ...{ offset, endOffset: offset + written.length },
          message: `Unexpected acronym ${acronym}, expected its words once, as in “the words (${acronym})”.`,
          question: `What does ${acronym} stand for?`,
          fixes: [glossaryStub(spec, [acronym])],
        };
      }
    }
  },
};

/** A sentence in capitals is loud, not full of acronyms. */
const shouted = (text: string) => (text.match(/\b[A-Z]{3,}\b/g) ?? []).length > 8;

function isKnown(spec: ParsedSpec, word: string): boolean {
  return named(spec).has(word) || spec.pieces.some((piece) => explainedIn(piece).has(word));
}

/** Acronyms that are names here. */
const named = once((spec: ParsedSpec): ReadonlySet<string> => {
  const known = new Set<string>(spec.definitions.flatMap(({ term }) => term.match(/[A-Z]{2,}/g) ?? []));
  for (const { title } of spec.sections)
    for (const [word] of title.matchAll(/(?<![A-Z])[A-Z]{3,6}(?![A-Z])/g)) known.add(word);
  for (const { id } of spec.requirements) known.add(/^[A-Z]+/.exec(id)?.[0] ?? '');
  for (const { id } of spec.citations) known.add(/^[A-Z]+/.exec(id)?.[0] ?? '');
  return known;
});

/** Acronyms that are explained, or stand in code; and all words in small letters, which make capitals an emphasis. */
const explainedIn = ofPiece((own): ReadonlySet<string> => {
  const known = new Set<string>();
  const plain = readableIn({ own });
  for (const [word] of plain.matchAll(/(?<![A-Za-z])[a-z]{3,6}(?![A-Za-z])/g)) known.add(word);
  // "Problem Summary Report (PSR)", "PSR (Problem Summary Report)", "PSR: …", "PSR is …", "PSR = …".
  for (const [, word = ''] of plain.matchAll(/\(\s*"?([A-Z]{2,6})s?"?\s*[),;]/g)) known.add(word);
  for (const [, word = ''] of plain.matchAll(
    /(?<![A-Z])([A-Z]{2,6})\s*(?:\(|:|=|—|–|\bstands for|\bis an?\b|\bmeans\b)/g,
  ))
    known.add(word);
  for (const { value } of own.code)
    for (const [word] of value.matchAll(/(?<![A-Z])[A-Z]{3,6}(?![A-Z])/g)) known.add(word);
  for (const match of own.text.matchAll(/`[^`\n]{1,80}`/g))
    for (const [word] of match[0].matchAll(/(?<![A-Z])[A-Z]{3,6}(?![A-Z])/g)) known.add(word);
  return known;
});
