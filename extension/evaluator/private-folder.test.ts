import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newBox, privateFolder, removeFolder } from './private-folder.ts';

test.each(['disk', 'memory'] as const)(
  'what a killed evaluator left in %s goes when the next one starts, and that of a living one stays',
  async (kind) => {
    const source = JSON.stringify(new URL('private-folder.ts', import.meta.url).href);
    const script = `const { privateFolder } = await import(${source}); console.log(await privateFolder('${kind}')); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const left = chunk.toString().trim();
    writeFileSync(join(left, 'input'), 'a word of a scenario');
    const first = await privateFolder(kind);
    expect(existsSync(left)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const second = await privateFolder(kind);
    expect(existsSync(left)).toBe(false);
    const box = await newBox(second, 'box');
    expect([first, second, box].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
    for (const folder of [first, second]) await removeFolder(folder);
  },
);
