// Break-glass: deletion.
import { cueRule } from '../find-spots.ts';

export const deletion = cueRule({
  id: 'deletion',
  title: 'deletion',
  reason: 'What is deleted by mistake is gone, whatever the revert says.',
  weight: 8,
  strings: true,
  sides: ['head'],
  cues: [
    {
      pattern:
        /\.(erase|purge|wipe|shred|expunge|nuke|hard_?delete|delete_?permanently)\w*\s*\(|\bdrop_all\b/i,
      question: (what) => `Can what \`${what}\` takes come back?`,
    },
    {
      pattern:
        /\b(xargs|-exec)\s.{0,40}\b(rm|rmi|unlink|kill|drop|delete)\b|\brsync\s.*--delete\b|\brobocopy\s.*\/mir\b|\bEnsureDeleted\w*\s*\(|\.(delete|destroy)_all\b/i,
      question: (what) => `What does \`${what}\` take when its list is longer than was meant?`,
    },
    {
      pattern:
        /\b(flyway|liquibase|db|database|schema|indices|bucket|collection|table|keyspace|namespace)\.(clean|drop\w*|purge\w*|wipe\w*|delete\w*|destroy\w*|truncate\w*|remove_?all)\s*\(|\bcompose\s.*\bdown\s.*(-v\b|--volumes|--rmi)|\b(selfdestruct|suicide)\s*\(/i,
      question: (what) => `What does \`${what}\` take with it, and is there a copy?`,
    },
    {
      pattern:
        /\b(rm|rmdir|unlink|rmSync|rmdirSync|unlinkSync|rimraf|rmtree|remove_?(dir|tree|file)(_?all|s)?|RemoveAll|deleteFile|delete_?(all|many|recursive)|destroy_all|emptyDir|emptyDirSync)\s*\(|\bos\.(remove|unlink|Remove)\s*\(|\brm -[a-z]*[rf]/i,
      question: (what) =>
        `Can the path or the set that \`${what}\` gets ever be empty, wrong or somebody else's?`,
    },
    {
      pattern:
        /\.(all|objects|filter|where|find)\b[^;]{0,80}\.(delete|destroy|remove)(_all|All)?\(\s*\)|\b(delete|remove|purge|drop|wipe|erase)_?(bucket|objects|collection|volume|snapshots?|backups?|accounts?|users?|database|partition)\s*\(/i,
      question: (what) => `Whose data does \`${what}\` take when the set is larger than it was meant to be?`,
    },
    {
      pattern:
        /\.(delete|destroy|deleteMany|remove_many|delete_many)\w*\(\s*(\{\s*\}|None|null)?\s*\)\s*;?$|\.remove\w*\(\s*(\{\s*\}|None|null)\s*\)|\bfind\s.*\s-delete\b|\bremove_(dir_all|file)\s*\(|\bFiles\.(delete|walk)\w*\(|\bFileUtils\.(rm|remove)\w*|\b(File|Directory)\.(Delete|delete)\s*\(|\b(shred|mkfs(\.\w+)?|wipefs|lvremove)\s|\btruncate\s+-s|\bdd\s.*\bof=/,
      question: (what) => `What does \`${what}\` take when it runs on more, or elsewhere, than was meant?`,
    },
    {
      pattern:
        /\b(delete|destroy|remove|purge|drop|wipe|erase|truncate|prune|expunge)_?(all|every|old|stale|expired|by_?\w{1,20})?_?(objects?|buckets?|tables?|databases?|index(es)?|indices|collections?|users?|accounts?|tenants?|customers?|director(y|ies)|folders?|trees?|recursive\w*|volumes?|snapshots?|backups?|records?|rows|queues?|topics?|namespaces?|clusters?|repos(itor\w+)?|documents|orders|partitions?|data|storage|everything)\s*[(!]|\b(aws|gcloud|az|kubectl|helm|heroku|flyctl|doctl|mongo(sh)?|psql|mysql|redis-cli|etcdctl|vault|zfs|docker)\s.{0,80}\b(delete|destroy|terminate|drop\w*|purge|uninstall|flushall|rm)\b|\bon_?delete\W{1,4}(models\.)?cascade|\bdependent:\s*:(destroy|delete\w*)|\borphanRemoval\b|\bforce_?delete\w*\s*\(/i,
      question: (what) => `What goes with what \`${what}\` takes, and can it come back?`,
    },
    {
      pattern: /\b(DROP\s+(TABLE|DATABASE|SCHEMA|COLUMN)|TRUNCATE\s+\w+|DELETE\s+FROM)\b/i,
      question: (what) => `Which rows does \`${what}\` take, and is there a copy?`,
    },
    {
      pattern:
        /\bgit\s+(push\s+(-f|--force)|reset\s+--hard|clean\s+-\w*[fd])|\bkubectl\s+delete|\b(aws\s+s3|gsutil|rclone|az\s+storage\s+\w+)\s+(-m\s+)?(rm|rb|delete\w*|purge)\b|\bdocker\s+\w+\s+prune|[\"']unlink[\"']|\.keys\(\s*[\"']\*|\bterraform\s+destroy|\bflush_?(all|db)\b/i,
      question: (what) => `What is lost when \`${what}\` runs at the wrong moment?`,
    },
  ],
  triggers: [
    {
      name: 'a folder',
      files: [{ path: 'src/clean.ts', added: ['  rmSync(target, { recursive: true, force: true });'] }],
    },
    {
      name: 'rows',
      files: [
        { path: 'src/store.py', added: ['    db.execute(f"DELETE FROM entries WHERE owner = {owner}")'] },
      ],
    },
    {
      name: 'whatever a service calls its data',
      files: [{ path: 'src/search.py', added: ['    client.delete_indices(index)'] }],
    },
    { name: 'a shell line', files: [{ path: 'scripts/reset.sh', added: ['rm -rf "$TARGET"'] }] },
  ],
  passes: [
    { name: 'a list', files: [{ path: 'src/list.ts', added: ['items.delete(name);'] }] },
    {
      name: 'a listener',
      files: [{ path: 'src/bus.ts', added: ['emitter.removeListener(name, listener);'] }],
    },
    {
      name: 'a form',
      files: [{ path: 'src/form.ts', added: ['const confirmText = "Really remove the file?";'] }],
    },
  ],
});
