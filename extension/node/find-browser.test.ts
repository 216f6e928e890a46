import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findBrowser, findPlaywright } from './find-browser.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'dimmer-find-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(path: string, name: string): string {
  const whole = join(root, path);
  mkdirSync(whole, { recursive: true });
  writeFileSync(join(whole, 'package.json'), JSON.stringify({ name }));
  // Whoever looks a package up must not run it.
  writeFileSync(join(whole, 'index.js'), 'process.exit(99)');
  return whole;
}

test('Playwright is found beside Dimmer before the repository, flat, nested or linked, and is not run', () => {
  expect(findPlaywright(root, [])).toBeUndefined();
  expect(findPlaywright('relative', [undefined, ''])).toBeUndefined();
  const flat = folder('flat/node_modules/playwright-core', 'playwright-core');
  expect(findPlaywright(join(root, 'flat'), [])).toBe(flat);
  expect(findPlaywright(join(root, 'flat', 'packages', 'app'), [])).toBe(flat);
  const nested = folder('nested/node_modules/playwright/node_modules/playwright-core', 'playwright-core');
  folder('nested/node_modules/playwright', 'playwright');
  expect(findPlaywright(join(root, 'nested'), [])).toBe(nested);
  const store = folder('linked/store/playwright-core', 'playwright-core');
  mkdirSync(join(root, 'linked', 'node_modules'));
  symlinkSync(dirname(store), join(root, 'linked', 'node_modules', 'inner'));
  symlinkSync(store, join(root, 'linked', 'node_modules', 'playwright-core'));
  expect(findPlaywright(join(root, 'linked'), [])).toBe(store);
  expect(findPlaywright(join(root, 'flat'), [undefined, join(root, 'nested')])).toBe(nested);
});

test('a browser is an executable on the PATH, with links resolved', () => {
  const path = process.env['PATH'];
  const bin = join(root, 'bin');
  mkdirSync(bin);
  mkdirSync(join(root, 'opt'));
  writeFileSync(join(root, 'opt', 'chrome'), '');
  symlinkSync(join(root, 'opt', 'chrome'), join(bin, 'google-chrome'));
  process.env['PATH'] = bin;
  const before = findBrowser();
  chmodSync(join(root, 'opt', 'chrome'), 0o755);
  const after = findBrowser();
  process.env['PATH'] = path;
  expect([before, after]).toEqual([undefined, join(root, 'opt', 'chrome')]);
});
