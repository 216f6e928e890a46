// Break-glass: sandbox or permission code.
import { cueRule } from '../find-spots.ts';

export const sandboxAndPermissions = cueRule({
  id: 'sandbox-and-permissions',
  title: 'sandbox or permission code',
  reason: 'A hole here is the hole that everything else was behind.',
  weight: 9,
  strings: true,
  cues: [
    {
      pattern: /--inspect(-brk)?\b|["'=:\s]0\.0\.0\.0["':]|\bSHARE_ENV\b/,
      hazard: true,
      question: (what) => `Who can reach \`${what}\` from outside?`,
    },
    {
      pattern:
        /\b(default|script|connect|frame|style|object|worker|child|img)-src\b|<allow\s+(send|own|receive)|<policy\s|\ballow_(any|active|inactive)\b|\bframe-ancestors\b/,
      question: (what) => `What may load, call or run with \`${what}\` that could not before?`,
    },
    {
      pattern:
        /--allow-(all|run|net|read|write|env|ffi|sys)\b|<uses-permission|["'](host_|optional_)?permissions["']\s*:|\bNSAllowsArbitraryLoads\b|\busesCleartextTraffic\b|\bcom\.apple\.security\.[\w.-]+|\bautomountServiceAccountToken\b|\bhostPath\b|\bdocker\.sock\b|\b(user|run_?as\w*)["']?\s*[:=]\s*["']?(root|0)["']?\s*,?$|\b0o?(777|666)\b|\bfullTrust\b|["'\s-](CAP_)?(SYS_(ADMIN|PTRACE|MODULE|RAWIO|CHROOT)|NET_(ADMIN|RAW)|DAC_(OVERRIDE|READ_SEARCH)|SETFCAP)\b/i,
      hazard: true,
      question: (what) => `What may it do with \`${what}\` that it could not before?`,
    },
    {
      pattern:
        /\b(chmod|chown|fchmod|lchown|setuid|setgid|setgroups|umask|seteuid|SetSecurityInfo)(Sync)?\s*\(|\bchmod\s+(-\w+\s+)*([0-7]?777|666|a\+|o\+w|[ugo]*\+s|[2467][0-7]{3})|\binstall\s.*-m\s*[2467][0-7]{3}\b|\bsetcap\b|\bNOPASSWD\b|\bmode\s*[:=]\s*0o?777\b/i,
      question: (what) => `Who can read, write or run it after \`${what}\`?`,
    },
    {
      pattern:
        /\b(enableScripts|enableCommandUris|nodeIntegration|allowRunningInsecureContent|webSecurity|contextIsolation|enableRemoteModule)\s*:|--no-sandbox\b|--privileged\b|--disable-web-security\b|\bsandbox\s*[:=]\s*(false|False)|\ballow-same-origin\b|\bcap_?add\b|\bCAP_SYS_\w+|\bseccomp|Seccomp[A-Z]\w*|\bunshare\s*\(|\bbwrap\b|\blandlock|\bno_new_privs\b|\bPR_SET_\w+|\bCLONE_NEW\w+|\b(chroot|pivot_root)\s*\(|\bhostNetwork\b|\bUnconfined\b|\bset\w*Permission\w*Handler\b|--(bind|ro-bind|dev-bind|unshare-\w+|share-net|cap-(add|drop)|security-opt|pid=host|net(work)?=host)\b|\bprivileged\s*[:=]\s*true|\ballowPrivilegeEscalation\b|\brunAsUser\s*:\s*0\b|\b(sandbox|seccomp|apparmor)\s*[:=]\s*[\"']?(false|off|none|unconfined)|\bpledge\s*\(/,
      question: (what) => `What can leave the box after \`${what}\`?`,
    },
    {
      pattern: /\bContent-Security-Policy\b|\bunsafe-(inline|eval)\b|\bpostMessage\s*\(.{0,80}[\"']\*[\"']/,
      question: (what) => `Which code can run in the page with \`${what}\`?`,
    },
  ],
  triggers: [
    {
      name: 'a program that runs as root',
      files: [{ path: 'deploy/app.service', added: ['User=root'] }],
    },
    { name: 'open to everybody', files: [{ path: 'src/files.ts', added: ['  chmodSync(path, 0o777);'] }] },
    {
      name: 'out of the box',
      files: [{ path: 'src/browser.ts', added: ["const args = ['--no-sandbox'];"] }],
    },
    {
      name: 'a page with node',
      files: [{ path: 'main.js', added: ['  webPreferences: { nodeIntegration: true },'] }],
    },
  ],
  passes: [
    { name: 'a mode of a view', files: [{ path: 'src/view.ts', added: ['const mode = "outcome";'] }] },
    {
      name: 'a folder called sandbox',
      files: [{ path: 'src/paths.ts', added: ["const folder = 'sandbox/files';"] }],
    },
    {
      name: 'a message to a worker',
      files: [{ path: 'src/worker.ts', added: ['worker.postMessage({ kind: "start" });'] }],
    },
  ],
});
