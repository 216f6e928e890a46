// What the agent is told about where it works: its folder, git, this machine, and what the repository tells agents.
// Invariant: all of it is from the request and the base commit, so a resumed run says the same to the letter.
import { parseSpec } from '../core/spec/parse-spec.ts';
import type { Configuration } from '../core/configuration.ts';
import type { RunRequest } from '../core/protocol/run-request.ts';
import { gitText } from '../node/git.ts';
import { listTree, textsAt, type TreeEntry } from '../node/snapshot.ts';
import type { ProjectNotes, Surroundings } from './prompts.ts';

export interface Place {
  readonly worktree: string;
  readonly branch: string;
}

const notesBytes = 32 * 1024;
const noteNames = ['AGENTS.md', 'CLAUDE.md'];
const mostElsewhere = 20;
const latestCommits = 5;

export async function surroundingsOf(
  request: RunRequest,
  place: Place,
  configuration: Configuration,
): Promise<Surroundings> {
  return {
    ...(await notesOf(request, configuration)),
    ...(configuration.agent?.instructions === undefined
      ? {}
      : { instructions: configuration.agent.instructions }),
    environment: await environmentOf(request, place),
  };
}

async function environmentOf(request: RunRequest, { worktree, branch }: Place): Promise<string[]> {
  const { base, repository, model, requestedAt } = request;
  const latest = await gitText(repository, [
    'log',
    '--no-show-signature',
    '--format=%H %s',
    `--max-count=${latestCommits}`,
    base.commit,
  ]);
  const from = base.branch === undefined ? '' : ` of ${base.branch}`;
  return [
    `Working directory: ${worktree}`,
    'Is git repository: true',
    `Git branch: ${branch}, begun at commit ${base.commit.slice(0, 12)}${from}`,
    'Git status at the beginning: clean',
    'Latest commits at the beginning, newest first:',
    ...latest.split('\n').map(commitLine),
    `Platform: ${process.platform} (${process.arch})`,
    `Date of the launch: ${requestedAt.slice(0, 10)}`,
    `Model: ${model}`,
  ];
}

function commitLine(line: string): string {
  const [hash = '', ...words] = line.split(' ');
  // A subject may hold anything that its author typed.
  const subject = words.join(' ').replace(/[\p{Cc}\p{Cf}<>]/gu, ' ');
  return `  ${hash.slice(0, 12)} ${subject.slice(0, 100)}`;
}

/** Notes at the root first, then those on the way to the spec and to its area; others are named only. */
async function notesOf(
  { repository, base, spec }: RunRequest,
  { areas }: Configuration,
): Promise<Pick<Surroundings, 'notes' | 'elsewhere'>> {
  const all = (await listTree(repository, base.commit)).filter(isNote);
  const { area } = parseSpec(spec.text, spec.path).frontMatter;
  const globs = areas?.find(({ name }) => name === area)?.paths ?? [];
  const folders = new Set([spec.path, ...globs].flatMap(foldersTo));
  const near = all.filter(({ path }) => folders.has(folderOf(path))).sort(rootFirst);
  const texts = await textsAt(repository, near);
  const elsewhere = all.map(({ path }) => path).filter((path) => !folders.has(folderOf(path)));
  return {
    notes: within(near.map(({ path }) => ({ path, text: texts.get(path) ?? '' }))),
    elsewhere: elsewhere.slice(0, mostElsewhere),
  };
}

/** A link is left out: where one of the two links to the other, its text is there once. */
const isNote = ({ path, mode, type }: TreeEntry): boolean =>
  type === 'blob' && mode !== '120000' && noteNames.includes(path.slice(path.lastIndexOf('/') + 1));

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The folders that hold `path`, the root included; of a glob, those before its first mark. */
function foldersTo(path: string): string[] {
  const parts = path.split('/');
  const mark = parts.findIndex((part) => /[*?[\]{}]/.test(part));
  const sure = mark === -1 ? parts : parts.slice(0, mark);
  return ['', ...sure.map((_, at) => sure.slice(0, at + 1).join('/'))];
}

function rootFirst(one: TreeEntry, other: TreeEntry): number {
  const depth = (path: string): number => path.split('/').length;
  return depth(one.path) - depth(other.path) || (one.path < other.path ? -1 : 1);
}

/** Together within 32 KB, and said where the rest was cut. */
function within(notes: readonly ProjectNotes[]): ProjectNotes[] {
  const kept: ProjectNotes[] = [];
  let room = notesBytes;
  for (const { path, text } of notes) {
    const bytes = Buffer.from(text);
    if (bytes.length > room) {
      const head = new TextDecoder().decode(bytes.subarray(0, room), { stream: true });
      return [...kept, { path, text: `${head}\n[Project instructions truncated at 32KB]` }];
    }
    kept.push({ path, text });
    room -= bytes.length;
  }
  return kept;
}
