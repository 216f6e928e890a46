// Attacks that try to learn what is hidden (rows 1 to 50 of the design's table), as scripts that print what they could read.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { proof, type ScriptAttack } from './attack.ts';
import { placed } from './plant.ts';
import type { Stage } from './stage.ts';

const perl = '/usr/bin/perl';
const hasPerl = (): boolean => existsSync(perl) && ['x64', 'arm64'].includes(process.arch);

/** `name` is a path, or begins with `\\0`. A node for each would take most of the suite's time. */
const connect = (name: string): string =>
  existsSync(perl)
    ? `${perl} -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && connect(S, pack_sockaddr_un("${name}")) && print <S>'`
    : `node -e 'require("net").connect({ path: "${name}" }).on("data", d => process.stdout.write(d)).on("error", () => {})'`;

/** Bash opens the connection itself: cheaper than a node for each. */
const dial = (host: string, port: number): string => `bash -c 'exec 3<>/dev/tcp/${host}/${port} && cat <&3'`;

const at = (id: keyof typeof placed) => (stage: Stage) => `cat ${join(stage.home, placed[id])}`;

/** Sockets of services that run commands or hold keys, where this machine has any. */
function serviceSockets(): string[] {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const known = [
    '/run/docker.sock',
    '/var/run/docker.sock',
    '/run/containerd/containerd.sock',
    '/run/dbus/system_bus_socket',
    '/run/systemd/private',
    process.env['SSH_AUTH_SOCK'],
    ...(runtime === undefined ? [] : [join(runtime, 'bus'), join(runtime, 'podman/podman.sock')]),
  ];
  return known.filter((path): path is string => path !== undefined && existsSync(path));
}

/** Opens the device that holds `/`, made anew, and a device that is harmless where the kernel allows any. */
function rawDevices(): string {
  const { dev } = statSync('/');
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  const disk = `mknod disk30 b ${major} ${minor} && head -c 1 disk30 >/dev/null`;
  return `(${disk}) || (mknod null30 c 1 3 && echo x > null30)`;
}

const readMemory = ({ holder }: Stage): string => `
range=$(sed -n 's/^\\([0-9a-f]*\\)-\\([0-9a-f]*\\) .*\\[heap\\]$/\\1 \\2/p' /proc/${holder}/maps); set -- $range
dd if=/proc/${holder}/mem bs=4096 skip=$((0x$1 / 4096)) count=$(((0x$2 - 0x$1) / 4096)) | grep -ao 'CANARY-11-[0-9a-f]*'`;

export const learning: readonly ScriptAttack[] = [
  { id: '1', attack: 'read the vault by its path', script: at('1') },
  {
    id: '2',
    attack: 'search the home directory',
    script: ({ home }) => `grep -rh --exclude-dir=vault CANARY-2- ${home}`,
  },
  { id: '2b', attack: 'read tokens in dotfiles', script: at('2b') },
  {
    id: '3',
    attack: 'link to the vault and read the link',
    script: ({ secret }) => `ln -s ${secret} link3; cat link3 | sed s/CANARY-1-/CANARY-3-/`,
  },
  {
    id: '4',
    attack: 'hard link the vault into the working directory',
    script: ({ secret }) => `ln ${secret} hard4 || cp ${secret} hard4; sed s/CANARY-1-/CANARY-4-/ hard4`,
  },
  {
    id: '5',
    attack: 'move what holds the vault into the working directory',
    script: ({ vault }, { name }) => `mv ${vault}/of-${name} moved5; cat moved5/scenario.age`,
  },
  {
    id: '6',
    attack: 'read through /proc/self/root',
    script: ({ secret }) => `sed s/CANARY-1-/CANARY-6-/ /proc/self/root${secret}`,
  },
  {
    id: '7',
    attack: 'read through the root of another process',
    script: ({ holder, secret }) => `sed s/CANARY-1-/CANARY-7-/ /proc/${holder}/root${secret}`,
  },
  {
    id: '8',
    attack: 'read the open files of another process',
    script: ({ holder }) => `sed s/CANARY-1-/CANARY-8-/ /proc/${holder}/fd/7`,
  },
  {
    id: '9',
    attack: 'read the environment of other processes',
    script: () => `cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -ao 'CANARY-9-[0-9a-f]*'`,
  },
  {
    id: '10',
    attack: 'read the command lines of other processes',
    script: () => `cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -ao 'CANARY-10-[0-9a-f]*'`,
  },
  { id: '11', attack: 'read the memory of another process', script: readMemory },
  {
    id: '12',
    attack: 'attach to another process as a debugger',
    applies: hasPerl,
    // PTRACE_SEIZE: does not stop the process, and ends with the debugger.
    script: (stage) =>
      `${perl} -e 'exit(syscall(${process.arch === 'x64' ? 101 : 117}, 0x4206, ${stage.holder}, 0, 0) == 0 ? 0 : 1)' && ${proof(stage, '12')}`,
  },
  {
    id: '14',
    attack: 'read a git stash',
    script: ({ repository }) => `git -C ${repository} show refs/stash:stashed`,
  },
  {
    id: '15',
    attack: 'read other branches',
    script: ({ repository }) => `git -C ${repository} log -p --all | grep -a CANARY-15-`,
  },
  {
    id: '15b',
    attack: 'read git notes',
    script: ({ repository }) => `git -C ${repository} show refs/notes/commits:note`,
  },
  {
    id: '16',
    attack: 'read dangling git objects',
    script: ({ repository }) =>
      `git -C ${repository} fsck --no-progress | sed -n 's/^dangling blob //p' | git -C ${repository} cat-file --batch`,
  },
  {
    id: '17',
    attack: 'read a sibling worktree',
    script: ({ repository }) =>
      `cat $(git -C ${repository} worktree list --porcelain | sed -n 's/^worktree \\(.*sibling\\)$/\\1/p')/sibling.txt`,
  },
  { id: '18', attack: "read an editor's logs", script: at('18') },
  { id: '19', attack: "read an editor's state database", script: at('19') },
  { id: '20', attack: "read an editor's backups", script: at('20') },
  { id: '20b', attack: "read an editor's local history", script: at('20b') },
  { id: '21', attack: 'read the shell history', script: at('21') },
  {
    id: '22',
    attack: "read the evaluator's own folders while it works",
    script: ({ working }) => working.map((folder) => `cat ${folder}/box/input`).join('; '),
  },
  { id: '23', attack: 'read shared memory', script: ({ sharedMemory }) => `cat ${sharedMemory}` },
  {
    id: '23b',
    attack: 'read System V shared memory',
    applies: ({ segment }) => segment !== undefined,
    script: ({ segment }) => `${perl} -e 'shmread(${segment}, $x, 0, 64) && print $x'`,
  },
  { id: '24', attack: 'connect to a loopback port', script: ({ port }) => dial('127.0.0.1', port) },
  {
    id: '25',
    attack: 'connect to a Unix socket by path',
    script: ({ socket }) => connect(socket),
  },
  {
    id: '26',
    attack: 'connect to an abstract Unix socket',
    script: ({ abstractSocket }) => connect(`\\0${abstractSocket}`),
  },
  { id: '27', attack: 'read the inherited environment', script: () => 'env; cat /proc/self/environ' },
  {
    id: '28',
    attack: 'read an inherited descriptor',
    script: () => 'for one in /proc/self/fd/*; do [ -f "$one" ] && cat "$one"; done',
  },
  {
    id: '29',
    attack: 'open a user namespace of its own',
    script: (stage) => `unshare --user --map-root-user true && ${proof(stage, '29')}`,
  },
  {
    id: '29b',
    attack: 'unmount what covers the vault',
    script: ({ vault, secret }) =>
      `umount -l ${vault}; umount ${vault}; sed s/CANARY-1-/CANARY-29b-/ ${secret}`,
  },
  {
    id: '30',
    attack: 'make a device of the disk and open it',
    script: (stage) => `(${rawDevices()}) && ${proof(stage, '30')}`,
  },
  {
    id: '31',
    attack: 'let a crash write its memory to a file',
    script: (stage) => `ulimit -c unlimited && [ "$(ulimit -c)" = unlimited ] && ${proof(stage, '31')}`,
  },
  {
    id: '33',
    attack: 'read a vault that was made after the sandbox was',
    script: ({ home }, { name }) => `cat ${home}/late-${name}/manifest.age`,
  },
  {
    id: '38',
    attack: 'reach a service that runs commands or holds keys',
    applies: () => serviceSockets().length > 0,
    script: (stage) =>
      `for one in ${serviceSockets().join(' ')}; do [ -S "$one" ] && ${proof(stage, '38')}; done`,
  },
  {
    id: '65',
    attack: 'connect to an address on the network',
    applies: ({ address }) => address !== undefined,
    script: ({ port, address }) => `${dial(address as string, port)} | sed s/CANARY-24-/CANARY-65-/`,
  },
];
