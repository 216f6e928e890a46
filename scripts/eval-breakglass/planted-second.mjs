// A second later set of dangerous changes, written before its first run: it caught 38 of 55. What it missed changed the rules, so it
// counts as tuned since.
const change = (name, path, added, removed = [], more = {}) => ({ name, path, added, removed, ...more });

export const tunedFresh = [
  // authentication
  change(
    'pam result ignored',
    'src/pam_check.c',
    ['    pam_authenticate(h, 0);'],
    ['    if (pam_authenticate(h, 0) != PAM_SUCCESS)', '        return -1;'],
  ),
  change(
    'remember-me for a year',
    'src/main/java/app/WebSecurity.java',
    ['            .rememberMe(r -> r.tokenValiditySeconds(31536000).alwaysRemember(true))'],
    ['            .rememberMe(r -> r.tokenValiditySeconds(86400))'],
  ),
  change(
    'password reset without a token',
    'app/controllers/passwords_controller.rb',
    ['    user = User.find_by(email: params[:email])'],
    [
      '    user = User.find_by(reset_token: params[:token])',
      '    return head :forbidden unless user&.reset_token_valid?',
    ],
  ),
  change(
    'devise not asked',
    'app/controllers/reports_controller.rb',
    [],
    ['  before_action :authenticate_user!'],
  ),
  // authorisation
  change(
    'route without its guard',
    'src/router/index.ts',
    ["  { path: '/admin', component: Admin },"],
    ["  { path: '/admin', component: Admin, meta: { requiresAdmin: true } },"],
  ),
  change(
    'tenant filter gone',
    'api/queries.py',
    ['    return session.query(Invoice).filter(Invoice.id == invoice_id).one()'],
    [
      '    return session.query(Invoice).filter(Invoice.id == invoice_id, Invoice.tenant_id == tenant.id).one()',
    ],
  ),
  change(
    'capability checked too late',
    'security/ops.c',
    [],
    ['\tif (!capable(CAP_NET_ADMIN))', '\t\treturn -EPERM;'],
  ),
  change(
    'mass assignment',
    'app/controllers/users_controller.rb',
    ['    @user.update(params[:user].permit!)'],
    ['    @user.update(params.require(:user).permit(:name))'],
  ),
  // secrets
  change('credentials in a manifest of code', 'deploy/main.tf.ts', [
    "const db = { username: 'app', password: 'Tr0ub4dor&3x' };",
  ]),
  change('webhook address with its secret', 'src/notify.go', [
    '\tconst hook = "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"',
  ]),
  change('request headers logged', 'src/middleware/log.js', [
    '  console.log(req.method, req.url, req.headers.authorization);',
  ]),
  // cryptography
  change(
    'mode without integrity',
    'lib/box.py',
    ['    cipher = AES.new(key, AES.MODE_ECB)'],
    ['    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce)'],
  ),
  change('host names not checked', 'src/Client.cs', [
    '        handler.ServerCertificateCustomValidationCallback = (m, c, ch, e) => true;',
  ]),
  change(
    'fewer rounds',
    'src/hash.go',
    ['\th, err := bcrypt.GenerateFromPassword(pw, 4)'],
    ['\th, err := bcrypt.GenerateFromPassword(pw, 12)'],
  ),
  change(
    'old protocol allowed',
    'src/server.rs',
    ['    builder.set_min_proto_version(Some(SslVersion::TLS1))?;'],
    ['    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;'],
  ),
  // payments
  change(
    'discount twice',
    'shop/pricing.py',
    ['    total_due = total_due - discount_due - discount_due'],
    ['    total_due = total_due - discount_due'],
  ),
  change(
    'payout to a field of the form',
    'src/payouts.ts',
    ['  await stripe.transfers.create({ amount, destination: form.account });'],
    ['  await stripe.transfers.create({ amount, destination: seller.account });'],
  ),
  change(
    'currency by float',
    'src/Billing/Charge.php',
    ['        $gateway->charge((float) $order->total * 1.0);'],
    ['        $gateway->charge(Money::of($order->total));'],
  ),
  // personal data
  change(
    'whole user in an answer',
    'src/api/profile.ts',
    ['  res.json({ ...user, dateOfBirth: user.dateOfBirth, ssn: user.ssn });'],
    ['  res.json({ name: user.name });'],
  ),
  change('addresses to a tracker', 'web/app.js', [
    "  gtag('event', 'login', { email: user.email, phone: user.phone });",
  ]),
  change(
    'pseudonyms given up',
    'jobs/export.scala',
    ['    rows.map(r => r.copy(user = r.user))'],
    ['    rows.map(r => r.copy(user = pseudonymize(r.user)))'],
  ),
  // deletion
  change(
    'cascade',
    'src/models/account.ts',
    ['    await this.repo.delete({});'],
    ['    await this.repo.delete({ id: account.id });'],
  ),
  change('find with delete', 'scripts/rotate.sh', ['find "$LOGS" -type f -delete']),
  change('lifecycle of a minute', 'tools/gc.rs', ['    std::fs::remove_dir_all(root.join(name))?;']),
  // parsing of untrusted input
  change(
    'length trusted',
    'net/parse.c',
    ['\tbuf = malloc(hdr->len + 1);', '\tmemcpy(buf, hdr->data, hdr->len);'],
    [
      '\tif (hdr->len > MAX_LEN)',
      '\t\treturn NULL;',
      '\tbuf = malloc(hdr->len + 1);',
      '\tmemcpy(buf, hdr->data, hdr->len);',
    ],
  ),
  change(
    'archive unpacked anywhere',
    'lib/unpack.py',
    ['    tarfile.open(path).extractall(target)'],
    ["    tarfile.open(path).extractall(target, filter='data')"],
  ),
  change('regular expression from a query', 'src/search.js', ['  const re = new RegExp(req.query.q);']),
  change('redirect anywhere', 'app/views.py', ['    return redirect(request.GET["next"])']),
  change('server fetches an address of the user', 'src/preview.go', [
    '\tresp, err := http.Get(r.FormValue("url"))',
  ]),
  change(
    'unsafe block',
    'src/parse.rs',
    ['    let s = unsafe { std::str::from_utf8_unchecked(bytes) };'],
    ['    let s = std::str::from_utf8(bytes)?;'],
  ),
  change(
    'jinja not escaping',
    'web/render.py',
    ['env = Environment(loader=loader, autoescape=False)'],
    ['env = Environment(loader=loader, autoescape=True)'],
  ),
  // sandbox and permission code
  change(
    'iframe may do all',
    'src/embed.tsx',
    ['    <iframe src={url} sandbox="allow-scripts allow-same-origin allow-top-navigation" />'],
    ['    <iframe src={url} sandbox="" />'],
  ),
  change(
    'capabilities kept',
    'src/daemon.c',
    [],
    ['\tif (setgroups(0, NULL) || setgid(gid) || setuid(uid))', '\t\texit(1);'],
  ),
  change('umask off', 'daemon/start.py', ['    os.umask(0)']),
  // build, CI, install script, guardrail, test, judge, vault, policy configuration
  change('secrets for pull requests', '.github/workflows/test.yml', [
    '        env: { TOKEN: "${{ secrets.TOKEN }}" }',
  ]),
  change('registry moved', '.npmrc', ['registry=https://packages.mirror.example.net/']),
  change(
    'tests left out',
    'pyproject.toml',
    ['addopts = "-k not slow --maxfail=1000"'],
    ['addopts = "--strict-markers"'],
  ),
  change('hook in setup', 'setup.py', ['cmdclass={"install": PostInstall},']),
  change(
    'pods may be privileged',
    'policies/pods.rego',
    ['allow { true }'],
    ['allow { not input.spec.privileged }'],
  ),
  change('a build step of somebody', 'pom.xml', ['      <artifactId>exec-maven-plugin</artifactId>']),
  // schema or data migration
  change('table goes', 'db/migrate/20260301_drop_audit.rb', ['    drop_table :audit_events']),
  change('type narrowed', 'migrations/0007_narrow.sql', [
    'ALTER TABLE orders ALTER COLUMN note TYPE varchar(20);',
  ]),
  // tests and suppressions
  change(
    'case deleted',
    'internal/cart/cart_test.go',
    [],
    [
      'func TestNegativeAmount(t *testing.T) {',
      '\tif Total(-1) != 0 {',
      '\t\tt.Fatal("negative")',
      '\t}',
      '}',
    ],
  ),
  change(
    'expectation weakened',
    'tests/api.test.ts',
    ['    expect(response.status).toBeTruthy();'],
    ['    expect(response.status).toBe(403);'],
  ),
  change('retried until green', 'playwright.config.ts', ['  retries: 10,'], ['  retries: 0,']),
  change('warnings of the compiler off', 'src/parse.c', [
    '#pragma GCC diagnostic ignored "-Wformat-security"',
  ]),
  change('ignored by bandit', 'app/run.py', ['    subprocess.call(cmd, shell=True)  # nosec']),
  // privileged surface
  change(
    'a flag that skips checks',
    'cmd/root.go',
    ['\tflags.BoolVar(&skip, "insecure-skip-verify", false, "")'],
    [],
    {
      surface: [
        { kind: 'flag', name: 'insecure-skip-verify', privileged: true, breaking: false, named: false },
      ],
    },
  ),
  change('an endpoint for everybody', 'src/routes.py', ['@app.route("/debug/env")'], [], {
    surface: [{ kind: 'endpoint', name: '/debug/env', privileged: true, breaking: false, named: false }],
  }),
  // new egress
  change('usage sent home', 'src/telemetry.rs', [
    '    ureq::post("https://t.usage-metrics.dev/v1/e").send_json(&event)?;',
  ]),
  change('a socket to a name', 'lib/Sync.java', [
    '        Socket s = new Socket("relay.example-sync.com", 8443);',
  ]),
  // binary content
  change('a model file that runs', 'models/rank.pkl', ['\u0000']),
  change('invisible letters', 'src/check.go', ['\tif role != "admin\u2066" {']),
  // incomplete provenance
  change('a commit without its run', 'lib/a.rb', ['  x'], [], {
    provenance: ['1 of 2 commits of the result were not recorded by this run'],
  }),
  change('the base is another', 'src/a.rs', ['fn a() {}'], [], {
    provenance: ['the recorded base is not where the branch began'],
  }),
];
