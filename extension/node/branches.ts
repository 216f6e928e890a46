// The branches of a repository as a choice for people: newest first, with who git says made their last commit.
import { git } from './git.ts';

export interface Branch {
  readonly name: string;
  readonly author: string;
  readonly subject: string;
  /** "2 days ago" */
  readonly when: string;
  /** Checked out here. */
  readonly current: boolean;
}

/** Local and remote branches but the runs' own, at most `count`. Empty where git cannot tell. */
export async function listBranches(root: string, count = 50): Promise<Branch[]> {
  const fields = ['refname', 'authorname', 'committerdate:relative', 'HEAD', 'subject'];
  const format = `--format=${fields.map((field) => `%(${field})`).join('%00')}`;
  const kinds = ['refs/heads', 'refs/remotes'];
  const most = `--count=${count}`;
  const listed = await git(root, ['for-each-ref', '--sort=-committerdate', most, format, ...kinds]);
  if (!listed.ok) return [];
  return listed.stdout
    .split('\n')
    .map((line) => line.split('\0'))
    .flatMap(([ref = '', author = '', when = '', head = '', subject = '']) => {
      const name = ref.replace(/^refs\/(heads|remotes)\//, '');
      const own = ref.startsWith('refs/heads/dimmer/') || /^refs\/remotes\/[^/]+\/HEAD$/.test(ref);
      return ref === '' || own ? [] : [{ name, author, subject, when, current: head === '*' }];
    });
}
