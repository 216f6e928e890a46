// Which patch of a Debian source package is one commit of its upstream, and that patch as git would show it without context.
// Invariant: pure; every added and removed line of a patch is kept, with its number on its side.

const dated = /^From [0-9a-f]{40} (Mon|Tue|Wed|Thu|Fri|Sat|Sun) /gm;
const zeroes = /^From 0{40} /m;
const hash = '\\b[0-9a-f]{10,40}\\b';
const marks = [
  new RegExp(`^(Origin:|Applied-Upstream:|Bug-Upstream:|Bug:|Forwarded:).*${hash}`, 'gim'),
  new RegExp(`^commit:? ${hash}`, 'gim'),
  new RegExp(
    `(cherry[ -]picked from|upstream) commit:? ${hash}|\\[ *upstream commit ${hash}|${hash} upstream`,
    'gi',
  ),
  new RegExp(`https?://\\S+/commit/(\\?id=)?${hash}|;a?h=${hash}`, 'gi'),
];
const vendor = /^Origin: *(vendor|debian|ubuntu)/im;
const unforwarded = /^Forwarded: *(not|no)\b/im;
const securityMark =
  /CVE-\d{4}-\d+|\bGHSA-[\w-]+|\bDSA[- ]\d+|\bXSA-\d+|\bsecurity (fix|issue|hole|vulnerab)/i;

/** `{ security, text }` of a patch that is one upstream commit, null for any other. */
export function upstreamCommit(name, patch) {
  const start = patch.search(/^(diff --git |--- |Index: )/m);
  if (start < 0) return null;
  const header = patch.slice(0, start);
  if (vendor.test(header)) return null;
  const mails = [...patch.matchAll(dated)].length;
  const named = new Set(
    marks.flatMap((mark) => [...header.matchAll(mark)].flatMap(([found]) => hashesOf(found))),
  );
  const mailed = mails === 1 && !zeroes.test(patch) && !unforwarded.test(header);
  const one = mails <= 1 && (named.size === 1 || (mailed && named.size < 2));
  if (!one) return null;
  const text = withoutContext(patch);
  return text === '' ? null : { security: securityMark.test(name) || securityMark.test(header), text };
}

/** Abbreviated and full hashes of one commit are one. */
function hashesOf(text) {
  return [...text.matchAll(/\b[0-9a-f]{10,40}\b/gi)].map(([found]) => found.slice(0, 10).toLowerCase());
}

/** The patch as `git diff --unified=0 --no-renames` writes it; what only changes `debian/` is left out. */
export function withoutContext(patch) {
  const out = [];
  let left = { base: 0, head: 0 };
  let at = { base: 0, head: 0 };
  let run = { removed: [], added: [], base: 0, head: 0 };
  let old = '';
  let dropped = false;
  const flush = () => {
    const { removed, added } = run;
    if (removed.length + added.length > 0 && !dropped)
      out.push(
        `@@ -${run.base},${removed.length} +${run.head},${added.length} @@`,
        ...removed.map((text) => `-${text}`),
        ...added.map((text) => `+${text}`),
      );
    run = { removed: [], added: [], base: at.base, head: at.head };
  };
  for (const line of patch.split('\n')) {
    if (left.base > 0 || left.head > 0) {
      const mark = line[0] ?? ' ';
      if (mark === '\\') continue;
      if (mark === '-' || mark === '+') {
        if (run.removed.length + run.added.length === 0) run = { ...run, base: at.base, head: at.head };
        (mark === '-' ? run.removed : run.added).push(line.slice(1));
      }
      if (mark !== '+') {
        at.base += 1;
        left.base -= 1;
      }
      if (mark !== '-') {
        at.head += 1;
        left.head -= 1;
      }
      if ((mark !== '-' && mark !== '+') || (left.base <= 0 && left.head <= 0)) flush();
      continue;
    }
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk) {
      at = { base: Number(hunk[1]), head: Number(hunk[3]) };
      left = { base: Number(hunk[2] ?? 1), head: Number(hunk[4] ?? 1) };
      run = { removed: [], added: [], base: at.base, head: at.head };
    } else if (line.startsWith('diff --git ')) {
      dropped = / [ab]\/debian\//.test(line);
      if (!dropped) out.push(line);
      old = '';
    } else if (/^(new file|deleted file) mode |^Binary files |^GIT binary patch/.test(line)) {
      if (!dropped) out.push(line);
    } else if (line.startsWith('--- ')) {
      old = nameOf(line);
    } else if (line.startsWith('+++ ')) {
      const now = nameOf(line);
      const path = now === '/dev/null' ? old : now;
      dropped = path.startsWith('debian/');
      if (dropped) continue;
      if (!out.at(-1)?.startsWith('diff --git ') && !/ mode |^index /.test(out.at(-1) ?? ''))
        out.push(`diff --git a/${path} b/${path}`);
      if (old === '/dev/null' && !/^new file/.test(out.at(-1))) out.push('new file mode 100644');
      if (now === '/dev/null' && !/^deleted file/.test(out.at(-1))) out.push('deleted file mode 100644');
      out.push(now === '/dev/null' ? `--- a/${path}` : `+++ b/${path}`);
    }
  }
  flush();
  return out.join('\n');
}

/** Patches are applied with one folder taken off; the date that some tools write behind a name is none of it. */
function nameOf(line) {
  const name = line.slice(4).replace(/\t.*$/, '').trim();
  return name === '/dev/null' ? name : name.replace(/^"?[^/]+\//, '').replace(/"$/, '');
}
