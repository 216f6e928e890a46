// Addresses of remotes: what is used, what is refused, what is never shown, and the page that each kind of host has.
import { expect, test } from 'vitest';
import { ownerAndName, parseAddress, withoutCredentials } from './address.ts';
import { comparePage } from './compare-page.ts';

const of = (url: string) => {
  const parsed = parseAddress(url);
  return parsed.ok ? [parsed.address.scheme, parsed.address.host, parsed.address.path] : parsed.reason;
};

test.each([
  ['https://github.com/ada/greeter.git', ['https', 'github.com', 'ada/greeter']],
  ['https://ada:secret@GitHub.com/ada/greeter/', ['https', 'github.com', 'ada/greeter']],
  ['http://127.0.0.1:8080/a/b.git', ['http', '127.0.0.1:8080', 'a/b']],
  ['git@github.com:ada/greeter.git', ['ssh', 'github.com', 'ada/greeter']],
  ['github.com:ada/greeter', ['ssh', 'github.com', 'ada/greeter']],
  ['ssh://git@ssh.github.com:443/ada/greeter.git', ['ssh', 'github.com', 'ada/greeter']],
  ['git@gitlab.com:group/sub/greeter.git', ['ssh', 'gitlab.com', 'group/sub/greeter']],
  ['/srv/git/greeter.git', ['file', null, '']],
  ['../greeter.git', ['file', null, '']],
  ['C:\\git\\greeter', ['file', null, '']],
  ['file:///srv/git/greeter.git', ['file', null, '']],
])('%s is used', (url, expected) => {
  expect(of(url)).toEqual(expected);
});

test.each([
  ['ext::sh -c "touch /tmp/x"', /space/],
  ['ext::sh%20-c%20id', /helper program/],
  ['fd::3', /helper program/],
  ['--upload-pack=/tmp/evil', /option/],
  ['-oProxyCommand=id', /option/],
  ['ssh://-oProxyCommand=id/x', /valid|host name/],
  ['-oProxyCommand=id@host:x', /option/],
  ['git@-oProxyCommand=id:x', /host name/],
  ['git://host/x', /git is not one of/],
  ['foo://host/x', /foo is not one of/],
  ['https://host/x\u0000y', /control character/],
  ['https://host/x\nhttps://other/', /control character/],
  ['', /none/],
  ['greeter', /neither/],
])('%j is refused', (url, reason) => {
  expect(of(url)).toMatch(reason);
});

test('what is said of an address has no user, password or token in it', () => {
  const said = "fatal: unable to access 'https://ada:p%40ss@host/x/': and ssh://git@host/y";
  expect(withoutCredentials(said)).toBe("fatal: unable to access 'https://host/x/': and ssh://host/y");
  expect(withoutCredentials('https://ghp_abc@github.com/x')).toBe('https://github.com/x');
});

test.each([
  ['https://github.com/a/b', 'https://github.com/a/b/compare/main...dimmer/1?expand=1'],
  ['git@github.acme.org:a/b.git', 'https://github.acme.org/a/b/compare/main...dimmer/1?expand=1'],
  [
    'https://gitlab.com/a/s/b',
    'https://gitlab.com/a/s/b/-/merge_requests/new?merge_request%5Bsource_branch%5D=dimmer%2F1&merge_request%5Btarget_branch%5D=main',
  ],
  ['git@bitbucket.org:a/b.git', 'https://bitbucket.org/a/b/pull-requests/new?source=dimmer%2F1&dest=main'],
  ['https://codeberg.org/a/b', 'https://codeberg.org/a/b/compare/main...dimmer/1'],
  ['https://git.acme.org/a/b', null],
  ['/srv/git/b', null],
  ['https://notgithub.com.evil.example/a/b', null],
])('%s has the page %s', (url, page) => {
  const parsed = parseAddress(url);
  expect(parsed.ok && comparePage(parsed.address, 'dimmer/1', 'main')).toBe(page);
});

test('a branch name cannot leave its place in the page’s address', () => {
  const parsed = parseAddress('https://github.com/a/b');
  expect(parsed.ok && comparePage(parsed.address, 'x?y#z', 'ma in/../..')).toBe(
    'https://github.com/a/b/compare/ma%20in/../.....x%3Fy%23z?expand=1',
  );
});

test.each([
  ['a/b', { owner: 'a', name: 'b' }],
  ['a/b/c', null],
  ['a/..', null],
  ['../b', null],
  ['a', null],
])('%s as an owner and a name', (path, expected) => {
  expect(ownerAndName({ scheme: 'https', host: 'github.com', path })).toEqual(expected);
});
