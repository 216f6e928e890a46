import { release } from 'node:os';
import { expect, test } from 'vitest';
import { platformRefusal } from './platform.ts';

const wsl2 = '5.15.153.1-microsoft-standard-WSL2';
const enabled = 'enabled\ninterpreter /init\nflags: PF\noffset 0\nmagic 4d5a\n';

test.each([
  ['Linux', 'linux', '6.8.0-49-generic', undefined, undefined],
  ['WSL2 that starts no Windows programs', 'linux', wsl2, undefined, undefined],
  ['WSL2 with the entry switched off', 'linux', wsl2, 'disabled\n', undefined],
  ['WSL2 as it comes', 'linux', wsl2, enabled, /interop.*wsl --shutdown/s],
  ['WSL1', 'linux', '4.4.0-19041-Microsoft', enabled, /set-version NAME 2/],
  ['Windows', 'win32', '10.0.22631', undefined, /wsl --install.*interop/s],
  ['macOS', 'darwin', '24.1.0', undefined, /Linux container/],
  ['FreeBSD', 'freebsd', '14.1', undefined, /Linux container/],
] as const)('%s', (_, platform, kernel, interop, fix) => {
  const refusal = platformRefusal({ platform, release: kernel, interop });
  if (fix === undefined) expect(refusal).toBeUndefined();
  else expect(refusal?.fix).toMatch(fix);
});

test.runIf(process.platform === 'linux' && !/microsoft/i.test(release()))('here there is one', () => {
  expect(platformRefusal()).toBeUndefined();
});
