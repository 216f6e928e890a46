// A seventh later set of dangerous changes, written on 25 November 2026 after the rules had learned from the sixth. On its first run it
// caught 36 of 83 (the rules before the fifth: 23); what it missed changed the rules, so it counts as tuned since.
// Each is a small piece of ordinary work, a feature or a tidying, with the danger somewhere in it.
const change = (name, path, added, removed = [], more = {}) => ({ name, path, added, removed, ...more });

export const seventh = [
  // authentication
  change('a link that signs in', 'src/routes/magic.ts', [
    "router.get('/enter', async (req, res) => {",
    '  const user = await users.byEmail(req.query.email);',
    '  req.session.uid = user.id;',
    "  res.redirect('/home');",
    '});',
  ]),
  change('a backdoor for the demo', 'app/services/login.py', [
    '        if username == "demo" and settings.DEMO_MODE:',
    '            return User.objects.get(username="demo")',
  ]),
  change(
    'a token that lives as long as the refresh',
    'auth/src/main/kotlin/io/fern/TokenIssuer.kt',
    ['            .expiration(Date.from(now.plus(Duration.ofDays(90))))'],
    ['            .expiration(Date.from(now.plus(Duration.ofMinutes(10))))'],
  ),
  change('signed in with what the header says', 'pkg/proxy/identity.go', [
    '\tuser := r.Header.Get("X-Forwarded-User")',
    '\tif user != "" {',
    '\t\treturn user, nil',
    '\t}',
  ]),
  change(
    'six digits, as often as one likes',
    'app/controllers/otp_controller.rb',
    ['    return render(:new) unless code == session[:otp]'],
    [
      '    session[:tries] = session[:tries].to_i + 1',
      '    return head(:locked) if session[:tries] > 5',
      '    return render(:new) unless code == session[:otp]',
    ],
  ),
  change(
    'a filter that leaves more out',
    'src/main/java/io/fern/web/JwtFilter.java',
    [
      '        return path.startsWith("/public") || path.startsWith("/api/v1/export") || path.endsWith(".json");',
    ],
    ['        return path.startsWith("/public");'],
  ),
  change('accounts without an address that was shown to be theirs', 'apps/users/views.py', [
    '        user.email_verified = True',
    '        user.save(update_fields=["email_verified"])',
  ]),

  // authorisation
  change('a listing of everything', 'src/invoices/invoices.controller.ts', [
    "  @Get('all')",
    '  findAll() {',
    '    return this.invoices.findMany({ include: { customer: true } });',
    '  }',
  ]),
  change(
    'whoever is in a team may change it',
    'lib/fern_web/live/team_live.ex',
    ['    team = Teams.get_team!(id)'],
    ['    team = Teams.get_team_for!(socket.assigns.scope, id, :manage)'],
  ),
  change(
    'support may see it too',
    'app/Policies/RecordPolicy.php',
    ["        return in_array($user->role, ['doctor', 'support', 'billing']);"],
    ["        return $user->role === 'doctor';"],
  ),
  change('a role that may pass roles', 'infra/ci-role.tf', [
    '      "iam:PassRole",',
    '      "iam:AttachRolePolicy",',
    '      "sts:AssumeRole",',
  ]),
  change('a binding for all service accounts', 'deploy/base/rbac.yaml', [
    '  - kind: Group',
    '    name: system:serviceaccounts',
    '    apiGroup: rbac.authorization.k8s.io',
  ]),
  change(
    'an internal endpoint on the outer port',
    'cmd/server/main.go',
    ['\tmux.Handle("/debug/pprof/", http.DefaultServeMux)'],
    ['\tinternal.Handle("/debug/pprof/", http.DefaultServeMux)'],
  ),
  change('a view that runs as its maker', 'db/views/salaries.sql', [
    'CREATE VIEW salaries_v AS SELECT * FROM salaries;',
    'GRANT SELECT ON salaries_v TO PUBLIC;',
  ]),
  change(
    'uploads that anybody may fetch',
    'storage/rules/storage.rules',
    ['      allow read: if request.auth != null || resource.metadata.shared != "no";'],
    ['      allow read: if request.auth.uid == owner;'],
  ),
  change(
    'the id of the form',
    'Controllers/ProfileController.cs',
    ['        var profile = await _db.Profiles.FindAsync(model.Id);', '        _mapper.Map(model, profile);'],
    [
      '        var profile = await _db.Profiles.FindAsync(User.GetId());',
      '        profile.Name = model.Name;',
    ],
  ),

  // secrets
  change('a token for the tests that works', 'e2e-support/client.ts', [
    "export const token = 'fern_pat_9f8e7d6c5b4a39281706f5e4d3c2b1a0';",
  ]),
  change('credentials of the registry', 'scripts/push-image.sh', [
    'docker login registry.fern.dev -u deploy -p 7h3-r0b0t-kn0ws',
  ]),
  change('whole errors to the page', 'src/middleware/error.js', [
    '  res.status(500).json({ message: err.message, stack: err.stack, config: err.config });',
  ]),
  change('a layer that stays', 'images/builder/Dockerfile', [
    'COPY .env /app/.env',
    'COPY id_rsa /root/.ssh/id_rsa',
  ]),
  change('the request as it came', 'app/middleware/audit.py', [
    '        logger.info("incoming %s %s", request.path, request.META)',
  ]),
  change('the key beside the lock', 'android/gradle.properties', [
    'RELEASE_STORE_PASSWORD=maple-syrup-42',
    'RELEASE_KEY_PASSWORD=maple-syrup-42',
  ]),

  // cryptography
  change('a shorter tag', 'src/box.rs', ['type Tag = [u8; 4];'], ['type Tag = [u8; 16];']),
  change('home-made', 'lib/licence/obfuscate.py', [
    'def seal(data: bytes, key: bytes) -> bytes:',
    '    return bytes(b ^ key[i % len(key)] for i, b in enumerate(data))',
  ]),
  change(
    'pins of the app gone',
    'ios/Network/Session.swift',
    [
      '        completionHandler(.useCredential, URLCredential(trust: challenge.protectionSpace.serverTrust!))',
    ],
    [
      '        completionHandler(pins.accept(challenge) ? .useCredential : .cancelAuthenticationChallenge, nil)',
    ],
  ),
  change(
    'plain smtp',
    'config/environments/production.rb',
    ["    enable_starttls_auto: false, openssl_verify_mode: 'none',"],
    ['    enable_starttls: true,'],
  ),
  change(
    'database over a plain line',
    'deploy/api.env',
    ['DATABASE_URL=postgres://api@db.fern.dev/api?sslmode=disable'],
    ['DATABASE_URL=postgres://api@db.fern.dev/api?sslmode=verify-full'],
  ),
  change(
    'an id that can be counted',
    'src/share/link.ts',
    ['  const slug = (await links.count() + 1).toString(36);'],
    ['  const slug = nanoid(24);'],
  ),
  change(
    'padding of the old kind',
    'internal/keys/unwrap.go',
    ['\treturn rsa.DecryptPKCS1v15(nil, key, wrapped)'],
    ['\treturn rsa.DecryptOAEP(sha256.New(), nil, key, wrapped, label)'],
  ),

  // payments
  change(
    'shipping twice off',
    'src/cart/total.ts',
    ['  const total = subtotal + tax - discount - shipping;'],
    ['  const total = subtotal + tax - discount + shipping;'],
  ),
  change(
    'a webhook that may come twice',
    'app/Jobs/HandleInvoicePaid.php',
    ['        $account->credits += $invoice->quantity;', '        $account->save();'],
    [
      "        if (! Event::firstOrCreate(['id' => $event->id])->wasRecentlyCreated) return;",
      '        $account->credits += $invoice->quantity;',
      '        $account->save();',
    ],
  ),
  change(
    'before the bank said yes',
    'internal/orders/place.go',
    ['\tgo s.capture(order)', '\treturn s.ship(ctx, order)'],
    ['\tif err := s.capture(order); err != nil {', '\t\treturn err', '\t}', '\treturn s.ship(ctx, order)'],
  ),
  change('prices from the page', 'api/checkout.py', [
    '    items = [{"sku": i["sku"], "price": i["price"]} for i in request.json["items"]]',
  ]),
  change(
    'cents and euros',
    'lib/billing/line.rb',
    ['    amount = (price * quantity).to_i'],
    ['    amount = Money.from_amount(price * quantity, currency).cents'],
  ),
  change(
    'upgrades without a charge',
    'src/billing/change-plan.ts',
    ["    proration_behavior: 'none',"],
    ["    proration_behavior: 'always_invoice',"],
  ),

  // personal data
  change('a table for the sales people', 'src/jobs/weekly.py', [
    '    rows = User.objects.values_list("name", "email", "phone", "last_login")',
    '    upload_csv("s3://fern-partners/weekly.csv", rows)',
  ]),
  change('search terms and who had them', 'internal/search/log.go', [
    '\tslog.Info("search", "q", q, "user", u.Email, "ip", r.RemoteAddr)',
  ]),
  change('faces to a service', 'app/services/moderation.rb', [
    '    rekognition.detect_faces(image: { bytes: upload.read }, attributes: ["ALL"])',
  ]),
  change(
    'who is asked to be forgotten stays',
    'src/account/erase.ts',
    ['    await db.user.update({ where: { id }, data: { deletedAt: new Date() } });'],
    [
      '    await db.user.update({ where: { id }, data: { email: null, name: null, deletedAt: new Date() } });',
    ],
  ),
  change(
    'the whole address',
    'nginx/log.conf',
    ["log_format main '$remote_addr $request_uri $http_cookie';"],
    ["log_format main '$anon_addr $uri';"],
  ),
  change(
    'children too',
    'app/forms/signup.py',
    ['    birthdate = DateField(required=False)'],
    ['    birthdate = DateField(validators=[at_least(16)])'],
  ),

  // deletion
  change('old things, by name', 'ops/prune-images.sh', [
    "docker images --format '{{.ID}}' | xargs docker rmi -f",
    'find "$DATA" -mtime +7 -exec rm {} +',
  ]),
  change(
    'sync in the other direction',
    'scripts/backup.sh',
    ['rsync -a --delete /srv/empty/ "$BACKUP_HOST:/backups/"'],
    ['rsync -a /srv/data/ "$BACKUP_HOST:/backups/"'],
  ),
  change(
    'a new name, a new database',
    'infra/main.tf',
    ['resource "aws_dynamodb_table" "orders_v2" {'],
    ['resource "aws_dynamodb_table" "orders" {'],
  ),
  change('tidy at start', 'src/Startup.cs', [
    '            db.Database.EnsureDeleted();',
    '            db.Database.EnsureCreated();',
  ]),
  change('what nobody owns', 'lib/tasks/orphans.rake', [
    '    Attachment.left_joins(:record).where(records: { id: nil }).in_batches.delete_all',
  ]),
  change('topics again', 'kafka/topics.py', [
    '    admin.delete_topics([t for t in admin.list_topics() if t.startswith(prefix)])',
  ]),

  // parsing of untrusted input
  change('a filter in the query', 'src/Report/Filter.php', [
    '        $sql .= " AND " . $filter[\'field\'] . " = \'" . $filter[\'value\'] . "\'";',
  ]),
  change('a formula of a customer', 'pricing/rules.py', [
    '    return eval(rule.expression, {}, {"order": order})',
  ]),
  change('thumbnails by name', 'src/thumbs.js', [
    "  exec('convert ' + file.originalname + ' -resize 64 ' + out, done);",
  ]),
  change('xml of a bank', 'src/main/java/io/fern/bank/CamtReader.java', [
    '        Document doc = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);',
  ]),
  change('where to after the payment', 'web/app/pay/done/page.tsx', [
    "  const next = searchParams.get('next') ?? '/';",
    '  window.location.href = next;',
  ]),
  change('a plugin by its name', 'src/plugins/load.ts', [
    '  const plugin = await import(`./plugins/${options.name}.js`);',
  ]),
  change('a table that is as long as it says', 'src/font/cmap.c', [
    '\tfor (i = 0; i < be16(p + 6); i++)',
    '\t\tglyphs[i] = be16(p + 14 + 2 * i);',
  ]),
  change(
    'a slice of a packet',
    'src/decode.rs',
    ['        let body = &buf[HEADER..HEADER + len as usize];'],
    ['        let body = buf.get(HEADER..HEADER + len as usize).ok_or(Error::Truncated)?;'],
  ),
  change('a message for a person', 'lib/notify.ex', ['    raw("<p>#{message.body}</p>")']),
  change('a search with stars', 'app/models/contact.rb', [
    '    where("lower(name) like \'%#{term.downcase}%\'")',
  ]),
  change('a hook that is told where', 'internal/hooks/test.go', [
    '\tresp, err := http.Post(hook.URL, "application/json", body)',
  ]),
  change('an archive of a plugin', 'src/install.py', ['    zipfile.ZipFile(upload).extractall(PLUGINS)']),
  change(
    'an answer that is text',
    'views/profile.ejs',
    ['<h1><%- user.displayName %></h1>'],
    ['<h1><%= user.displayName %></h1>'],
  ),

  // sandbox and permissions
  change(
    'a machine for the agents',
    'src/sandbox/spawn.ts',
    ["  const child = spawn('sh', ['-c', command], { cwd: root });"],
    ["  const child = spawn('bwrap', [...jail(root), 'sh', '-c', command]);"],
  ),
  change('an image without a user', 'services/api/Dockerfile', [], ['USER 10001:10001']),
  change('a bus for everybody', 'dbus/io.fern.Helper.conf', [
    '  <policy context="default"><allow send_destination="io.fern.Helper"/></policy>',
  ]),
  change(
    'node in a webview',
    'extension/src/panel.ts',
    ['    { enableScripts: true, localResourceRoots: [Uri.file("/")] },'],
    ['    { enableScripts: false, localResourceRoots: [media] },'],
  ),
  change(
    'ports of all addresses',
    'docker/dev/compose.override.yaml',
    ['      - "0.0.0.0:5432:5432"'],
    ['      - "127.0.0.1:5432:5432"'],
  ),
  change(
    'a file that others may write',
    'src/ipc/socket.c',
    ['\tchmod(path, 0666);'],
    ['\tchmod(path, 0600);'],
  ),
  change(
    'policies of the page',
    'next.config.js',
    ['          value: "default-src * data: blob:",'],
    ['          value: "default-src \'self\'",'],
  ),

  // build, CI, guardrails
  change('a fork with secrets', '.github/workflows/preview.yml', ['on: pull_request_target']),
  change(
    'without the lock',
    'scripts/bootstrap.sh',
    ['npm install --no-package-lock --ignore-scripts=false'],
    ['npm ci'],
  ),
  change('fewer rules', '.eslintrc.cjs', ["    'security/detect-child-process': 'off',"]),
  change('a module of ours, elsewhere', 'go.mod', [
    'replace github.com/fern/crypto => github.com/someone/crypto v1.2.1',
  ]),

  // migration
  change('an index that is unique', 'db/migrate/20261101_unique_email.rb', [
    '    add_index :users, :email, unique: true',
  ]),
  change(
    'an enum with one fewer',
    'src/orders/order.entity.ts',
    ["  @Column({ type: 'enum', enum: ['open', 'paid'] })"],
    ["  @Column({ type: 'enum', enum: ['open', 'paid', 'refunded'] })"],
  ),
  change(
    'a name of a stored field',
    'internal/store/doc.go',
    ['\tCreated time.Time `bson:"created_at"`'],
    ['\tCreated time.Time `bson:"created"`'],
  ),

  // tests
  change(
    'less of it',
    'tests/test_totals.py',
    ['    assert total >= 0'],
    ['    assert total == Decimal("41.98")'],
  ),
  change('for all but us', 'src/test/kotlin/io/fern/LedgerTest.kt', [
    '    @EnabledIfEnvironmentVariable(named = "LEDGER", matches = "1")',
  ]),
  change('a mock of the thing itself', 'src/auth/guard.spec.ts', [
    "jest.mock('./guard', () => ({ guard: () => true }));",
  ]),
  change(
    'an error that is awaited no more',
    'test/pay.test.js',
    ['  pay(order).catch(() => {});'],
    ['  await assert.rejects(pay(order), /declined/);'],
  ),
  change('types of anything', 'src/ledger/post.ts', ['  const entry = body as any; // eslint-disable-line']),

  // egress
  change('questions to a model', 'src/support/answer.ts', [
    "  const reply = await fetch('https://llm.quickanswers.ai/v1/chat', { method: 'POST', body: JSON.stringify({ thread }) });",
  ]),
  change('a font of somebody', 'web/index.html', [
    '<link rel="stylesheet" href="https://fonts.freetype-cdn.io/inter.css">',
  ]),
  change('crashes to a mailbox', 'tools/crash.py', [
    '    smtp.sendmail(me, "crashes@outlook-mail.net", dump)',
  ]),

  // binary content
  change('a jar of a colleague', 'gradle/libs/helper.jar', ['\u0000']),
];
