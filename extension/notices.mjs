// Collects the licence texts of every package that went into a bundle: dist/THIRD-PARTY-LICENSES.txt.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `inputs`: paths relative to `root`, as esbuild's metafile names them. */
export async function writeNotices(root, inputs, target) {
  const packages = new Set(['node_modules/@anthropic-ai/sandbox-runtime']);
  for (const path of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match) packages.add(match[1]);
    // Its bundle carries the other one inside.
    if (match?.[1] === 'node_modules/@dagrejs/dagre') packages.add('node_modules/@dagrejs/graphlib');
  }
  const texts = await Promise.all([...packages].sort().map((folder) => noticeOf(root, folder)));
  await writeFile(target, texts.join('\n\n'));
}

async function noticeOf(root, folder) {
  const manifest = join(root, folder, 'package.json');
  if (!existsSync(manifest)) return '';
  const { name, version, license } = JSON.parse(await readFile(manifest, 'utf8'));
  const file = (await readdir(join(root, folder))).find((one) => /^(licen[cs]e|copying)(\.|-|$)/i.test(one));
  const text = file
    ? await readFile(join(root, folder, file), 'utf8')
    : '(the package carries no licence file)';
  return `==== ${name} ${version} (${license ?? 'no licence named'}) ====\n${text.trim()}`;
}
