// Break-glass: secrets.
import { kindOf } from '../file-kind.ts';
import { cueRule } from '../find-spots.ts';
import { longestLine, type ForcingRule } from '../rule.ts';

const inLines = cueRule({
  id: 'secrets',
  title: 'secrets',
  reason: 'A secret in code or in a log is public from then on.',
  weight: 9,
  strings: true,
  kinds: ['code', 'check', 'config', 'other'],
  cues: [
    {
      pattern: /["'`](?:[a-z]{3,8} ){11,23}[a-z]{3,8}["'`]/,
      hazard: true,
      question: () => `Are these words the key of a wallet?`,
    },
    {
      pattern:
        /\b(exec|Command|spawn|system|popen|run|check_output|ProcessBuilder)\w*\s*\(.{0,120}\b\w*(password|passwd|secret|token)\b|\b(localStorage|sessionStorage|AsyncStorage|SharedPreferences|UserDefaults)\b.{0,80}(token|jwt|secret|password)|\b(settings|config\w*|env|secrets|credentials)\.(to_h(ash)?|to_json|as_json|dict|__dict__|inspect|dump)\b/i,
      hazard: true,
      question: (what) => `Who else can read what \`${what}\` puts there?`,
    },
    {
      pattern:
        /\b(token|key|secret|credential)\w*["']?\s*(:=|=>|[:=])\s*["'`](?=[^"'`]*\d[^"'`]*\d)[\w-]{24,}["'`]/i,
      hazard: true,
      question: (what) =>
        `Is the value beside \`${what.slice(0, 20)}\` real, and who can read this repository?`,
    },
    {
      pattern:
        /\b(login|mysql\w*|psql|curl|sshpass|smbclient|ldap\w+|htpasswd|redis-cli|mongo\w*)\s.*\s(-p\s?|-a\s|--pass(word)?[= ])["']?(?![$<"'-])\S{5,}/,
      hazard: true,
      question: () => `Is this a live password? It is in the history, and in the list of processes.`,
    },
    {
      pattern:
        /\b(res(ponse)?|ctx|reply|c)\b[\w.()]*\.(json|send|render|write|JSON|String|body)\w*\s*[(=].{0,100}\b(stack|stack_?trace|traceback|err(or)?\.config|debug_?info)\b|\blog\w*\b.{0,80}\b(request\.META|environ|request\.__dict__)\b/i,
      hazard: true,
      question: (what) => `What does \`${what}\` tell a stranger about the inside?`,
    },
    {
      pattern: /\b(password|pwd)=(?![$%{<])[^;"'\s$%{}<>]{4,};?/i,
      hazard: true,
      question: () => `Is this a live password? Revoke it first, then look further.`,
    },
    {
      pattern:
        /[?&](access_?token|auth_?token|token|api_?key|client_?secret|secret|password)=["'`]?\s*[$#+{%.&]/i,
      hazard: true,
      question: (what) => `Who keeps addresses, and so what stands after \`${what}\`?`,
    },
    {
      pattern: /\blog\w*\b.{0,80}\b(raw_?(post|body)|request\.body|req\.body|request_?body)\b/i,
      hazard: true,
      question: (what) => `Which secrets does \`${what}\` write where others read them?`,
    },
    {
      pattern: /^set\s+-\w*x\b/,
      path: /(deploy|release|publish|sign|log_?in|provision|bootstrap)\w*[^/]*$/i,
      hazard: true,
      question: () => `A trace shows every command with its values. Which secrets pass through here?`,
    },
    {
      // Files of settings leave quotes out; a digit tells a value from a name.
      pattern:
        /(passw(or)?d|pwd|passphrase|secret|token|api_?key|(private|signing|encryption|master|account)_?key|key_?base)["']?\s*[:=]\s*(?=[^\s#]*\d)[\w!@#%^&*+/=.~-]{8,}\s*$/i,
      path: /\.(ya?ml|toml|ini|conf|cnf|cfg|properties|env|tfvars)$|(^|\/)\.env/,
      hazard: true,
      question: (what) =>
        `Is the value beside \`${what.slice(0, 20)}\` real, and who can read this repository?`,
    },
    {
      pattern:
        /\b(NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC|STORYBOOK)_\w*(SECRET|PRIVATE|SERVICE_ROLE|PASSWORD|ADMIN|ACCESS_TOKEN|SERVER)\w*/,
      hazard: true,
      question: (what) => `Everybody who opens the page can read \`${what}\`. Is it meant for them?`,
    },
    {
      pattern:
        /\b\w*(log|logger|logging|console|print\w*|puts|dump|trace|debug|breadcrumb)\w*\b[.!:]{0,2}\w*\s*[(!].{0,120}\b(headers?|cookies?|jwt|otp|passphrase|cvv|dsn)\b["']?\s*(\)|,\s*\w+\.|:\s*\w+\.|\}|=)/i,
      hazard: true,
      question: (what) => `Which secrets does \`${what}\` write where others read them?`,
    },
    {
      pattern:
        /\bAKIA[0-9A-Z]{16}\b|\b[srp]k_live_\w{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{30,}|\bsk-[A-Za-z0-9-]{20,}|\bxox[abpr]-[A-Za-z0-9-]{10,}|\bBearer\s+[A-Za-z0-9._~+/-]{20,}|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|\bAIza[A-Za-z0-9_-]{30,}|\bhooks\.slack\.com\/services\/\w|\bglpat-[\w-]{20}|\b[a-z][a-z0-9+]{2,15}:\/\/[^/\s:@\"'${}<>]+:[^@/\s\"'${}<>%]{6,}@/,
      question: () => `Is this a live key? Revoke it first, then look further.`,
    },
    {
      pattern:
        /\b\w*([-_]pass\b|passw(or)?d|pwd|passphrase|secret|api_?key|(access|auth|bot|bearer|webhook|deploy)_?token|(private|signing|encryption|master|account|storage)_?key|key_?base|credential|conn(ection)?_?str(ing)?)\w*["']?\s*(:=|=>|[:=,])\s*["'`][^"'`\s${]{8,}["'`]/i,
      question: (what) => `Is the value beside \`${what}\` real, and who can read this repository?`,
    },
    {
      pattern:
        /\b(console\.(log|error|info|debug)|print|log(ger)?\.\w+|fmt\.Print\w*|println!)\s*\(.{0,120}\b(password|secret|api_?key|access_?token|private_?key|credential|authorization|cookie|bearer|session_?(id|token|key))s?\b/i,
      question: (what) => `Does \`${what}\` write a secret where others read it?`,
    },
    {
      pattern:
        /\b(console\.\w+|print\w*|log(ger)?\.\w+|fmt\.\w*[Pp]rint\w*|println!|puts|res(ponse)?\.(json|send))\s*\(.{0,120}(\bprocess\.env\b(?![.[])|\bos\.environ\b(?![.[])|\bSystem\.getenv\(\)|\bos\.Environ\(\)|\bENV\.(to_h|inspect)|\$_(ENV|SERVER)\b(?!\[))/,
      question: () => `Which secrets does a whole environment hold, and who reads where it goes?`,
    },
    {
      pattern:
        /\bcurl\s.*(-H|--header|-u|--user)\s.*\$\{?\w*(TOKEN|SECRET|PASSWORD|KEY)\b|\b(\w*(Exception|Error)|raise|panic!?|die|fatal\w*)\s*\(?.{0,120}[$#{%]\{?\w*(secret|password|passwd|token|private_?key)\b/i,
      question: (what) => `Who sees what \`${what}\` puts in a command line or a message?`,
    },
    {
      pattern:
        /\b(process\.env|os\.environ|getenv|ENV)\b.{0,12}\w*(SECRET|PASSWORD|PRIVATE_KEY|API_KEY|ACCESS_TOKEN)\w*/,
      question: (what) => `Where does what \`${what}\` holds go from here?`,
    },
  ],
  triggers: [
    {
      name: 'a key in code',
      files: [{ path: 'src/mail.ts', added: ["const apiKey = 'b7e1c2d43f5a6978';"] }],
    },
    {
      name: 'a password in a log',
      files: [{ path: 'src/db.js', added: ['  console.log(`connecting with ${options.password}`);'] }],
    },
    {
      name: 'a value on the line after its name',
      files: [
        {
          path: 'k8s/app.yaml',
          added: ['            - name: DB_PASSWORD', '              value: "Tr0ub4dor-prod"'],
        },
      ],
    },
    {
      name: 'a secret that goes to the browser',
      files: [{ path: 'web/api.ts', added: ['const key = process.env.VITE_ADMIN_SECRET;'] }],
    },
    { name: 'a secret is read', files: [{ path: 'lib/pay.rb', added: ["secret = ENV['PAY_SECRET']"] }] },
  ],
  passes: [
    {
      name: 'a placeholder that is read at run time',
      files: [{ path: 'src/mail.ts', added: ['const apiKey = `${prefix}${key}`;'] }],
    },
    { name: 'the name of a field', files: [{ path: 'src/form.ts', added: ["const field = 'password';"] }] },
    {
      name: 'a reference on the line after its name',
      files: [
        {
          path: 'k8s/app.yaml',
          added: [
            '            - name: DB_PASSWORD',
            '              valueFrom: { secretKeyRef: { name: db } }',
          ],
        },
      ],
    },
    { name: 'a type', files: [{ path: 'src/types.ts', added: ['  password: string;'] }] },
  ],
});

const secretName =
  /\b(name|key|variable|parameter)\b.{0,8}["'\s:=]\w*(passw(or)?d|passphrase|secret|token|api_?key|private_?key)\w*["']?\s*[{,]?\s*$/i;
const plainValue =
  /^\s*["']?(value|default|content)["']?\s*[:=]\s*["']?(?!.*\$[{(])[^"'\s{}()<>]{6,}["']?,?\s*$/i;

/** Many files of settings say the name on one line and the value on one of the next. */
export const secrets: ForcingRule = {
  ...inLines,
  find: (change, facts) => [
    ...inLines.find(change, facts),
    ...change.files
      .filter(({ path }) => ['code', 'config', 'check', 'other'].includes(kindOf(path)))
      .flatMap((file) =>
        file.hunks.flatMap(({ added }) =>
          added
            .filter(
              ({ text }, at) =>
                plainValue.test(text.slice(0, longestLine)) &&
                added
                  .slice(Math.max(0, at - 3), at)
                  .some((before) => secretName.test(before.text.slice(0, longestLine))),
            )
            .map(({ number }) => ({
              path: file.path,
              side: 'head' as const,
              start: number,
              lines: 1,
              question: 'Is this value real, and who can read this repository?',
              reason: 'a value beside the name of a secret',
            })),
        ),
      ),
  ],
};
