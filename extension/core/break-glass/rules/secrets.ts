// Break-glass: secrets.
import { cueRule } from '../find-spots.ts';

export const secrets = cueRule({
  id: 'secrets',
  title: 'secrets',
  reason: 'A secret in code or in a log is public from then on.',
  weight: 9,
  strings: true,
  kinds: ['code', 'check', 'other'],
  cues: [
    {
      pattern:
        /\bAKIA[0-9A-Z]{16}\b|\b[srp]k_live_\w{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{30,}|\bsk-[A-Za-z0-9-]{20,}|\bxox[abpr]-[A-Za-z0-9-]{10,}|\bBearer\s+[A-Za-z0-9._~+/-]{20,}|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|\bAIza[A-Za-z0-9_-]{30,}|\bhooks\.slack\.com\/services\/\w|\bglpat-[\w-]{20}|\b[a-z][a-z0-9+]{2,15}:\/\/[^/\s:@\"'${}<>]+:[^@/\s\"'${}<>%]{6,}@/,
      question: () => `Is this a live key? Revoke it first, then look further.`,
    },
    {
      pattern:
        /\b\w*(password|passwd|secret|api_?key|access_?token|auth_?token|private_?key|client_?secret)\w*["']?\s*[:=]\s*["'`][^"'`\s${]{8,}["'`]/i,
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
    { name: 'a secret is read', files: [{ path: 'lib/pay.rb', added: ["secret = ENV['PAY_SECRET']"] }] },
  ],
  passes: [
    {
      name: 'a placeholder that is read at run time',
      files: [{ path: 'src/mail.ts', added: ['const apiKey = `${prefix}${key}`;'] }],
    },
    { name: 'the name of a field', files: [{ path: 'src/form.ts', added: ["const field = 'password';"] }] },
    { name: 'a type', files: [{ path: 'src/types.ts', added: ['  password: string;'] }] },
  ],
});
