// Break-glass: code that talks to a host it did not talk to before.
import { clustersOf } from '../find-spots.ts';
import { kindOf } from '../file-kind.ts';
import { longestLine, type ForcingRule } from '../rule.ts';

const host =
  /\b(?:https?|wss?|ftps?|sftp|tcp|udp|grpcs?|amqps?|mqtts?|smtps?|s3|gs|rsync|redis|kafka|nats):\/\/(?:[^\s/@"'`]{1,80}@)?([a-z0-9][a-z0-9.-]{1,250})/gi;
/** A machine by its number or by a name with a port, as sockets want it. */
const machine =
  /["'`]((?:\d{1,3}\.){3}\d{1,3})(?::\d+)?["'`]|["'`]((?:[a-z0-9-]+\.)+[a-z]{2,12})(?:["'`]\s*,\s*|:)\d{2,5}\b|[:=]\s+((?:[a-z0-9-]+\.)+[a-z]{2,12}):\d{2,5}\s*$/gi;
/** A mailbox that gets something. */
const mailbox =
  /\b(?:mailto|to|cc|bcc|recipients?)\b\W{1,6}[\w.+-]{1,60}@((?:[\w-]{1,60}\.){1,6}[a-z]{2,12})\b|\bsend\w*\(.{0,80}["'][\w.+-]{1,60}@((?:[\w-]{1,60}\.){1,6}[a-z]{2,12})["']/gi;
/** A host that is put together while the program runs. */
const computed = /\b(?:https?|wss?):\/\/["'`]\s*[+.]\s*\w/i;
/** Names that are written into code without anybody talking to them. */
const quiet =
  /^(localhost|127\.|0\.|255\.|224\.|169\.254\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|(1\.){2}|(www\.)?w3\.org|json-schema\.org|schemas?\.|xmlns\.|ns\.adobe\.com|purl\.org|([\w-]+\.)*example(\.(com|org|net))?$|([\w-]+\.)*(test|invalid|local)$|(www\.)?(github|gitlab|npmjs|stackoverflow|wikipedia|mozilla|python|nodejs|rust-lang|golang|apache|gnu|opensource|creativecommons)\.(com|org|dev)$|([\w-]+\.)*wikipedia\.org$|developer\.mozilla\.org$|docs?\.|raw\.githubusercontent)/i;
/** A line that does something with an address, rather than naming one in a text. */
const talks =
  /\b(fetch|request|axios|got|get|post|put|open|connect|urlopen|curl|wget|socket|dial|send|bind|WebSocket|EventSource|sendBeacon|XMLHttpRequest|http|url|uri|endpoint|host|server|origin|base|webhook|hook|mailto|to|cc|bcc|recipients?|mail|registry|proxy|sink|target|dsn|src|action|href|upload|publish|push|sync|copy)\w*\b/i;

/** In a file of settings: a value that is an address, or a command with one. */
const set = /[:=>]\s*["']?\w+:\/\/|[:=]\s+[\w.-]+:\d+\s*$|\b(curl|wget|pip3?|npm|git|docker)\s|@/;

/** A page that loads something from there, rather than linking to it. */
const loads =
  /<(script|iframe|img|object|embed)\b[^>]*\b(src|data)=|<link\b[^>]*\brel=["']?(stylesheet|preload|modulepreload)/i;
const looked = ['code', 'config'];
const page = /\.html?$/;

export const newEgress: ForcingRule = {
  group: 'forces',
  id: 'new-egress',
  title: 'new egress',
  reason: 'What goes out to a new place cannot be called back.',
  weight: 8,
  triggers: [
    {
      name: 'a post to a new host',
      files: [
        {
          path: 'src/report.ts',
          added: ["await fetch('https://collect.metrics.io/v1', { method: 'POST', body });"],
        },
      ],
    },
    {
      name: 'a script of a page',
      files: [{ path: 'web/index.html', added: ['<script src="https://cdn.widgets.io/w.js"></script>'] }],
    },
    {
      name: 'an address in a setting',
      files: [{ path: 'config/app.yaml', added: ['  endpoint: https://collect.metrics.io/v1'] }],
    },
    {
      name: 'a copy to a mailbox',
      files: [{ path: 'app/mail.rb', added: ["  mail(to: user.email, bcc: 'orders@archive-box.net')"] }],
    },
    {
      name: 'a download in a script',
      files: [{ path: 'scripts/get.sh', added: ['curl -sSL https://get.tool.sh | sh'] }],
    },
  ],
  passes: [
    {
      name: 'a host that was there',
      files: [
        {
          path: 'src/a.ts',
          added: ["const url = 'https://api.mail.io/v2';"],
          removed: ["const url = 'https://api.mail.io/v1';"],
        },
      ],
    },
    {
      name: 'a link in a comment',
      files: [{ path: 'src/a.ts', added: ['// see https://some.blog/post for the url'] }],
    },
    {
      name: 'a link in a text of the settings',
      files: [
        {
          path: 'package.nls.json',
          added: ['  "help": "Host names are listed at https://some.blog/hosts in full."'],
        },
      ],
    },
    { name: 'this machine', files: [{ path: 'src/a.ts', added: ["const url = 'http://localhost:3000';"] }] },
    {
      name: 'a link in a text',
      files: [{ path: 'README.md', added: ['fetch it from https://get.tool.sh'] }],
    },
  ],
  find: ({ files }) => {
    const known = new Set(
      files.flatMap((file) =>
        file.hunks.flatMap((hunk) => hunk.removed.flatMap((line) => hostsIn(line.text))),
      ),
    );
    return files
      .filter((file) => (looked.includes(kindOf(file.path)) || page.test(file.path)) && !file.binary)
      .flatMap((file) => {
        const isConfig = kindOf(file.path) === 'config';
        return file.hunks.flatMap((hunk) => {
          const fresh = (text: string) =>
            hostsIn(text).filter((name) => !known.has(name) && !quiet.test(name));
          const lines = hunk.added.filter(
            ({ text }) =>
              !/^\s*(\/\/|#|\*|\/\*)/.test(text) &&
              talks.test(text.slice(0, longestLine)) &&
              (!page.test(file.path) || loads.test(text.slice(0, longestLine))) &&
              (!isConfig || set.test(text.slice(0, longestLine))) &&
              fresh(text).length > 0,
          );
          const names = [...new Set(lines.flatMap(({ text }) => fresh(text)))].slice(0, 3).join(', ');
          return clustersOf(lines).map(({ start, count }) => ({
            path: file.path,
            side: 'head' as const,
            start,
            lines: count,
            question: `What is sent to ${names}, when, and who agreed?`,
            reason: names,
          }));
        });
      });
  },
};

function hostsIn(text: string): string[] {
  const line = text.slice(0, longestLine);
  if (computed.test(line)) return ['a computed host'];
  return [...line.matchAll(host), ...line.matchAll(machine), ...line.matchAll(mailbox)].map((match) =>
    (match[1] ?? match[2] ?? match[3] ?? '').toLowerCase(),
  );
}
