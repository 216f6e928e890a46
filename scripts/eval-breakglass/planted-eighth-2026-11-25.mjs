// An eighth later set of dangerous changes, written on 25 November 2026 after the rules had learned from the seventh. On its first run
// it caught 45 of 82 (the rules before the fifth: 24); what it missed changed the rules, so it counts as tuned since.
// Small pieces of ordinary work again.
const change = (name, path, added, removed = [], more = {}) => ({ name, path, added, removed, ...more });

export const eighth = [
  // authentication
  change(
    'the old password is not asked for',
    'src/account/change-password.ts',
    ['  await users.setPassword(session.userId, form.newPassword);'],
    [
      '  const ok = await users.check(session.userId, form.oldPassword);',
      "  if (!ok) throw new HttpError(403, 'wrong password');",
      '  await users.setPassword(session.userId, form.newPassword);',
    ],
  ),
  change(
    'any issuer',
    'internal/oidc/provider.go',
    ['\tverifier := provider.Verifier(&oidc.Config{ClientID: id, SkipIssuerCheck: true})'],
    ['\tverifier := provider.Verifier(&oidc.Config{ClientID: id})'],
  ),
  change('a cookie that says who', 'app/main.py', [
    '    user_id = request.cookies.get("uid")',
    '    g.user = db.get(User, user_id)',
  ]),
  change(
    'kept signed in for a year',
    'config/initializers/session_store.rb',
    ["Rails.application.config.session_store :cookie_store, key: '_fern', expire_after: 1.year"],
    ["Rails.application.config.session_store :cookie_store, key: '_fern', expire_after: 8.hours"],
  ),
  change(
    'compared as numbers',
    'src/Api/TokenCheck.php',
    ['        return $given == $stored;'],
    ['        return hash_equals($stored, $given);'],
  ),
  change(
    'ssh with passwords',
    'ansible/roles/base/files/sshd_config',
    ['PasswordAuthentication yes'],
    ['PasswordAuthentication no'],
  ),
  change(
    'signed in by the invitation of another',
    'src/main/java/io/fern/InviteService.java',
    ['        Invite invite = invites.findByCode(code).orElseThrow();'],
    ['        Invite invite = invites.findByCodeAndEmail(code, principal.email()).orElseThrow();'],
  ),

  // authorisation
  change(
    'editors too',
    'src/admin/guard.ts',
    ["  return ['admin', 'editor', 'author'].includes(user.role);"],
    ["  return user.role === 'admin';"],
  ),
  change(
    'a policy with a star',
    'infra/policies/worker.json',
    ['      "Effect": "Allow",', '      "Action": "dynamodb:*",', '      "Resource": "*"'],
    [
      '      "Effect": "Allow",',
      '      "Action": "dynamodb:Query",',
      '      "Resource": "arn:aws:dynamodb:*:*:table/jobs"',
    ],
  ),
  change(
    'a manager of objects without its filter',
    'crm/models.py',
    ['    objects = models.Manager()'],
    ['    objects = TenantManager()'],
  ),
  change(
    'comments of a closed thread',
    'lib/forum/threads.ex',
    ['    |> where([c], c.thread_id == ^id)'],
    ['    |> where([c], c.thread_id == ^id and not c.hidden)'],
  ),
  change(
    'found by its number alone',
    'app/Http/Controllers/TicketController.php',
    ['        return new TicketResource(Ticket::findOrFail($id));'],
    ['        return new TicketResource($request->user()->tickets()->findOrFail($id));'],
  ),
  change(
    'the first user is an admin, always',
    'crates/api/src/signup.rs',
    ['    let role = if req.invite_code.is_none() { Role::Admin } else { Role::Member };'],
    ['    let role = Role::Member;'],
  ),
  change('a queue that anybody may fill', 'infra/queue.tf', [
    '    principals {',
    '      type        = "AWS"',
    '      identifiers = ["*"]',
    '    }',
  ]),
  change(
    'an entry without its decorator',
    'src/users/users.controller.ts',
    ["  @Delete(':id')"],
    ["  @Delete(':id')", '  @RequirePermissions(Permission.UserDelete)'],
  ),

  // secrets
  change('a webhook of the chat', 'scripts/notify.py', [
    'URL = "https://hooks.slack.com/services/T02AB34CD/B05EF67GH/9sK2mQ8xLr4vTz1w"',
  ]),
  change('a seed for the wallet', 'src/config/dev.ts', [
    "export const mnemonic = 'ripple orbit canyon muscle verify anchor toast velvet sponsor lumber quiz echo';",
  ]),
  change('an argument of a process', 'internal/dump/dump.go', [
    '\tcmd := exec.Command("mysqldump", "-u", cfg.User, "-p"+cfg.Password, cfg.Name)',
  ]),
  change('tokens in the browser', 'src/api/session.ts', [
    "  localStorage.setItem('refresh_token', tokens.refresh);",
  ]),
  change('the settings as a page', 'src/routes/debug.rb', ["get('/config') { json(Settings.to_hash) }"]),
  change('a key of a map', 'android/app/src/main/res/values/keys.xml', [
    '    <string name="maps_key">AIzaSyD4x9Kq2LmNpRsTuVwXyZ0123456789abc</string>',
  ]),
  change('a password as a default', 'cmd/agent/flags.go', [
    '\tflag.StringVar(&pass, "admin-pass", "fernhill2024", "password of the local admin")',
  ]),

  // cryptography
  change('a fixed salt', 'src/crypto/derive.py', ['SALT = b"fern-salt"']),
  change(
    'counter from zero',
    'lib/stream.c',
    ['\tmemset(ctx->iv, 0, sizeof(ctx->iv));'],
    ['\tif (getrandom(ctx->iv, sizeof(ctx->iv), 0) != sizeof(ctx->iv))', '\t\treturn -1;'],
  ),
  change('hosts are not looked at', 'src/main/java/io/fern/net/Client.java', [
    '            .hostnameVerifier((host, session) -> true)',
  ]),
  change(
    'a smaller curve',
    'pkg/ca/ca.go',
    ['\tkey, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)'],
    ['\tkey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)'],
  ),
  change(
    'ciphers of every kind',
    'deploy/haproxy.cfg',
    ['    ssl-default-bind-ciphers ALL:@SECLEVEL=0'],
    ['    ssl-default-bind-ciphers ECDHE+AESGCM:ECDHE+CHACHA20'],
  ),
  change(
    'a licence that is not signed',
    'src/license.rs',
    ['    let licence: Licence = serde_json::from_slice(payload)?;'],
    [
      '    key.verify_strict(payload, &signature)?;',
      '    let licence: Licence = serde_json::from_slice(payload)?;',
    ],
  ),
  change(
    'updates over http',
    'App/Updater.swift',
    ['        let feed = URL(string: "http://updates.fern.dev/appcast.xml")!'],
    ['        let feed = URL(string: "https://updates.fern.dev/appcast.xml")!'],
  ),

  // payments
  change(
    'the other account',
    'lib/ledger/transfer.ex',
    ['    |> Multi.update(:from, credit(from, amount))', '    |> Multi.update(:to, debit(to, amount))'],
    ['    |> Multi.update(:from, debit(from, amount))', '    |> Multi.update(:to, credit(to, amount))'],
  ),
  change(
    'a coupon as often as one likes',
    'app/services/apply_coupon.rb',
    ['    order.coupons << coupon'],
    ['    return if order.coupons.any? || coupon.used_by?(order.user)', '    order.coupons << coupon'],
  ),
  change(
    'tax after the discount',
    'src/pricing/total.ts',
    ['  return (net + tax(net)) * (1 - rebate);'],
    ['  const reduced = net * (1 - rebate);', '  return reduced + tax(reduced);'],
  ),
  change(
    'tries again by itself',
    'billing/client.py',
    ['    @retry(stop=stop_after_attempt(5))', '    def charge(self, customer, amount):'],
    ['    def charge(self, customer, amount):'],
  ),
  change(
    'one currency for all',
    'src/Checkout/Session.php',
    ["            'currency' => 'usd',"],
    ["            'currency' => $cart->currency(),"],
  ),
  change(
    'refunds for everybody',
    'src/routes/refunds.ts',
    ["router.post('/orders/:id/refund', refundOrder);"],
    ["router.post('/orders/:id/refund', requireStaff, refundOrder);"],
  ),

  // personal data
  change(
    'the address with the order',
    'src/events/order-placed.ts',
    ['    customer: { id: order.customerId, email: order.email, street: order.street, phone: order.phone },'],
    ['    customer: { id: order.customerId },'],
  ),
  change(
    'a copy of the passport',
    'app/uploaders/identity.rb',
    ['    storage :file'],
    ['    storage :encrypted_fog'],
  ),
  change(
    'users by their address',
    'web/src/user-page.ts',
    ['  navigate(`/people/${user.email}`);'],
    ['  navigate(`/people/${user.id}`);'],
  ),
  change(
    'dumps of those who crashed',
    'src/crash/report.cpp',
    ['  report.attach("memory", process.dump(DumpFull));'],
    ['  report.attach("memory", process.dump(DumpStacks));'],
  ),
  change(
    'everybody in the list',
    'api/people.py',
    ['    return [u.__dict__ for u in User.query.all()]'],
    ['    return [public(u) for u in User.query.filter_by(listed=True)]'],
  ),
  change('contacts of the phone', 'ios/App/Info.plist', [
    '  <key>NSContactsUsageDescription</key>',
    '  <string>Find your friends</string>',
  ]),

  // deletion
  change(
    'the wrong side of the date',
    'jobs/expire.sql',
    ["DELETE FROM messages WHERE created_at > now() - interval '90 days';"],
    ["DELETE FROM messages WHERE created_at < now() - interval '90 days';"],
  ),
  change(
    'replaced in place',
    'infra/cluster.tf',
    ['    create_before_destroy = false'],
    ['    create_before_destroy = true'],
  ),
  change(
    'a bucket that cleans itself',
    'infra/logs.yaml',
    ['      ExpirationInDays: 3'],
    ['      ExpirationInDays: 400'],
  ),
  change('on every start', 'docker/entrypoint.sh', ['rm -rf /data/index && ./reindex']),
  change(
    'undo is gone',
    'src/files/trash.ts',
    ['  await storage.erase(file.key);'],
    ['  await storage.move(file.key, `trash/${file.key}`);'],
  ),
  change('tests on the real one', 'conftest_db.py', [
    '    engine = create_engine(os.environ["DATABASE_URL"])',
    '    Base.metadata.drop_all(engine)',
  ]),
  change('old branches', 'scripts/tidy.sh', [
    "git branch -r --merged | sed 's#origin/##' | xargs -n1 git push origin --delete",
  ]),

  // parsing of untrusted input
  change('a report by name', 'app/reports.py', [
    '    module = importlib.import_module(f"reports.{request.args[\'kind\']}")',
  ]),
  change('a column of the caller', 'src/list.ts', [
    '  const rows = await sql.unsafe(`select * from ${table} order by ${sort}`);',
  ]),
  change('a shell that finds files', 'lib/find_files.rb', ['    `grep -rl #{term} #{root}`.lines']),
  change('a template by the customer', 'src/main/java/io/fern/mail/Mailer.java', [
    '        Template t = new Template("mail", new StringReader(customer.getTemplate()), config);',
  ]),
  change(
    'yaml of anybody',
    'cmd/import/main.rb',
    ['  data = YAML.load(File.read(ARGV[0]), permitted_classes: [Object])'],
    ['  data = YAML.safe_load_file(ARGV[0])'],
  ),
  change('a link inside the archive', 'internal/unpack/tar.go', [
    '\t\tcase tar.TypeSymlink:',
    '\t\t\tos.Symlink(h.Linkname, filepath.Join(dst, h.Name))',
  ]),
  change('a page in a page', 'web/src/Embed.tsx', ['  return <iframe src={props.url} />;']),
  change(
    'an index from the wire',
    'src/mesh.cpp',
    ['        out.push_back(vertices[reader.u32()]);'],
    ['        out.push_back(vertices.at(reader.u32()));'],
  ),
  change(
    'graphql as deep as one likes',
    'src/graphql/server.ts',
    ['  validationRules: [],'],
    ['  validationRules: [depthLimit(8), costLimit(1000)],'],
  ),
  change('a pattern with many stars', 'src/validate/email.js', [
    'const email = /^([a-zA-Z0-9]+.?)+@([a-zA-Z0-9]+.?)+$/;',
  ]),
  change('objects with their types', 'src/Bus/Serializer.cs', [
    '            TypeNameHandling = TypeNameHandling.All,',
  ]),
  change(
    'a body that is html',
    'app/View/Mail.php',
    ['        echo $mail->body;'],
    ['        echo e($mail->body);'],
  ),
  change(
    'numbers that wrap',
    'src/alloc.rs',
    ['        let bytes = count * size;'],
    ['        let bytes = count.checked_mul(size).ok_or(Error::TooLarge)?;'],
  ),

  // sandbox and permissions
  change(
    'a worker with everything',
    'src/worker/run.ts',
    ['  const worker = new Worker(file, { env: SHARE_ENV, eval: true });'],
    ['  const worker = new Worker(file, { env: {}, resourceLimits });'],
  ),
  change('debugging on', 'android/app/src/main/AndroidManifest.xml', ['        android:debuggable="true"']),
  change('a pod on the host', 'k8s/collector.yaml', ['      hostPID: true']),
  change(
    'a port of the debugger',
    'docker/api/run.sh',
    ['exec node --inspect=0.0.0.0:9229 server.js'],
    ['exec node server.js'],
  ),
  change('a sudo for the deploy', 'packer/setup.sh', [
    "echo 'deploy ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/deploy",
  ]),
  change('any command of the model', 'src/agent/permissions.ts', ["  shell: 'allow',"], ["  shell: 'ask',"]),
  change(
    'files of the whole disk',
    'src-tauri/tauri.conf.json',
    ['        "scope": ["**"]'],
    ['        "scope": ["$APPDATA/*"]'],
  ),

  // build, CI, guardrails
  change(
    'write for the token',
    '.github/workflows/label.yml',
    ['permissions: write-all'],
    ['permissions:', '  contents: read'],
  ),
  change(
    'a test that is left out',
    'package.json',
    ['    "test": "vitest run --exclude src/billing",'],
    ['    "test": "vitest run",'],
  ),
  change('findings from now on only', 'phpstan.neon', ['    - phpstan-baseline.neon']),

  // migration
  change('names of two', 'db/migrations/0042_split_name.sql', [
    "UPDATE people SET last_name = split_part(name, ' ', 2);",
  ]),
  change(
    'another topic version',
    'events/order.avsc',
    ['    {"name": "total", "type": "long"}'],
    ['    {"name": "total", "type": "double"}'],
  ),
  change('a table by the orm', 'cmd/server/db.go', ['\tdb.AutoMigrate(&User{}, &Order{})']),

  // tests
  change(
    'todo',
    'src/refund.test.ts',
    ["  it.todo('refuses a second refund');"],
    [
      "  it('refuses a second refund', async () => {",
      '    await expect(refund(order)).rejects.toThrow(/already/);',
      '  });',
    ],
  ),
  change('only where it works', 'tests/test_sign.py', ['    pytest.importorskip("hsm")']),
  change(
    'close enough',
    'spec/totals_spec.rb',
    ['    expect(total).to be_within(5).of(41.98)'],
    ['    expect(total).to eq(41.98)'],
  ),
  change('not looked at by gosec', 'internal/run/run.go', [
    '\tout, err := exec.Command(name, args...).Output() // #nosec G204',
  ]),

  // egress
  change('a copy for the vendor', 'gateway/src/mirror.rs', [
    '    let vendor = "https://ingest.observly.io/mirror".parse::<Uri>()?;',
  ]),
  change('updates from there', 'app/lib/updater.dart', [
    "  final res = await http.get(Uri.parse('https://dl.fern-mirror.app/latest.json'));",
  ]),
  change('statistics of a page', 'templates/base.html', [
    '<script async src="https://stats.pagelens.co/s.js"></script>',
  ]),

  // binary content
  change('a driver', 'drivers/win/fern.sys', ['\u0000']),
];
