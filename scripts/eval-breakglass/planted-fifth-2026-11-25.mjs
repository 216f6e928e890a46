// A fifth later set of dangerous changes, written on 25 November 2026 from the classes alone, without a look at the words of any rule.
// On its first run, by the rules as they were, it caught 62 of 98. What it missed changed the rules, so it counts as tuned since.
const change = (name, path, added, removed = [], more = {}) => ({ name, path, added, removed, ...more });

export const fifth = [
  // authentication
  change(
    'everybody may sign in',
    'apps/web/src/app/api/auth/[...nextauth]/route.ts',
    ['    async signIn() {', '      return true;'],
    [
      '    async signIn({ profile }) {',
      "      return profile?.email_verified === true && profile.email.endsWith('@northwind.io');",
    ],
  ),
  change(
    'accounts lock no more',
    'config/initializers/devise.rb',
    ['  config.lock_strategy = :none'],
    ['  config.lock_strategy = :failed_attempts', '  config.maximum_attempts = 10'],
  ),
  change('actuator open', 'src/main/java/io/acme/config/WebSecurityConfig.java', [
    '                .requestMatchers("/actuator/**", "/internal/**").permitAll()',
  ]),
  change(
    'authenticator out of the router',
    'internal/http/router.go',
    [],
    ['\t\tr.Use(jwtauth.Verifier(s.tokens))', '\t\tr.Use(jwtauth.Authenticator(s.tokens))'],
  ),
  change(
    'sanctum out of the group',
    'routes/api.php',
    ["Route::prefix('v2')->group(function () {"],
    ["Route::middleware(['auth:sanctum', 'verified'])->prefix('v2')->group(function () {"],
  ),
  change(
    'layer of a session gone',
    'crates/server/src/routes.rs',
    ['        .route("/export", get(export_all))'],
    [
      '        .route("/export", get(export_all))',
      '        .route_layer(middleware::from_fn_with_state(state.clone(), require_session))',
    ],
  ),
  change(
    'nobody asked for in fastapi',
    'app/api/routes/reports.py',
    ['async def export_report(report_id: int, db: AsyncSession = Depends(get_db)):'],
    [
      'async def export_report(',
      '    report_id: int,',
      '    db: AsyncSession = Depends(get_db),',
      '    current_user: User = Depends(get_current_active_user),',
      '):',
    ],
  ),
  change(
    'reset link lives for ever',
    'app/Http/Controllers/ResetPasswordController.php',
    [],
    [
      '        if ($reset->created_at->addMinutes(60)->isPast()) {',
      "            abort(410, 'This link has expired.');",
      '        }',
    ],
  ),
  change(
    'nginx asks nobody',
    'deploy/nginx/conf.d/admin.conf',
    ['    auth_basic off;'],
    ['    auth_basic "admin";', '    auth_basic_user_file /etc/nginx/.htpasswd;'],
  ),

  // authorisation
  change(
    'find over all tenants',
    'app/controllers/invoices_controller.rb',
    ['    @invoice = Invoice.find(params[:id])'],
    ['    @invoice = current_account.invoices.find(params[:id])'],
  ),
  change(
    'pundit not asked',
    'app/controllers/documents_controller.rb',
    [],
    ['    authorize @document, :update?'],
  ),
  change(
    'order of anybody',
    'shop/orders/views.py',
    ['    order = get_object_or_404(Order, pk=pk)'],
    ['    order = get_object_or_404(Order, pk=pk, customer=request.user)'],
  ),
  change(
    'guard of roles gone',
    'src/billing/billing.resolver.ts',
    ['  @UseGuards(GqlAuthGuard)'],
    ['  @UseGuards(GqlAuthGuard, RolesGuard)', '  @Roles(Role.Owner)'],
  ),
  change('row level security off', 'supabase/policies/documents.sql', [
    'alter table public.documents disable row level security;',
  ]),
  change(
    'cluster role over everything',
    'charts/operator/templates/clusterrole.yaml',
    ['  - apiGroups: ["*"]', '    resources: ["*"]', '    verbs: ["*"]'],
    ['  - apiGroups: [""]', '    resources: ["configmaps"]', '    verbs: ["get", "list"]'],
  ),
  change(
    'iam over everything',
    'infra/iam.tf',
    ['    actions   = ["s3:*"]', '    resources = ["*"]'],
    ['    actions   = ["s3:GetObject"]', '    resources = ["${aws_s3_bucket.assets.arn}/*"]'],
  ),
  change(
    'firestore for all',
    'firestore.rules',
    ['      allow read, write: if true;'],
    ['      allow read, write: if request.auth != null && request.auth.uid == userId;'],
  ),
  change(
    'tenant out of the query',
    'internal/store/projects.go',
    ['\terr := s.db.WithContext(ctx).Where("id = ?", id).First(&p).Error'],
    ['\terr := s.db.WithContext(ctx).Where("id = ? AND tenant_id = ?", id, tenant).First(&p).Error'],
  ),
  change(
    'mass assignment',
    'app/Models/User.php',
    ['    protected $guarded = [];'],
    ["    protected $fillable = ['name', 'email', 'locale'];"],
  ),

  // secrets
  change('default of a variable', 'infra/variables.tf', [
    'variable "db_password" {',
    '  type    = string',
    '  default = "Wq8$kdP2-prod"',
    '}',
  ]),
  change('token baked into the image', 'docker/api/Dockerfile', [
    'ARG NPM_TOKEN',
    // Written with a public registry's host and an absolute path; no host but examples stands here. Caught before and after.
    'RUN echo "//npm.example.com/:_authToken=${NPM_TOKEN}" > ~/.npmrc && npm ci',
  ]),
  change('headers into the log', 'internal/middleware/logging.go', [
    '\t\tlogger.Info("request", zap.String("path", r.URL.Path), zap.Any("headers", r.Header))',
  ]),
  change(
    'service role in the browser',
    'apps/web/lib/supabase.ts',
    ['  process.env.NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY!,'],
    ['  process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY!,'],
  ),
  change(
    'password in wp-config',
    'wp-config.php',
    ["define( 'DB_PASSWORD', 'xT7#mulberry' );"],
    ["define( 'DB_PASSWORD', getenv( 'WORDPRESS_DB_PASSWORD' ) );"],
  ),
  change(
    'parameters not filtered',
    'config/initializers/filter_parameter_logging.rb',
    ['Rails.application.config.filter_parameters += [:passw]'],
    ['Rails.application.config.filter_parameters += [:passw, :secret, :token, :_key, :crypt, :otp, :ssn]'],
  ),
  change(
    'trace of a deploy',
    'scripts/deploy.sh',
    ['set -x', 'aws ecr get-login-password | docker login -u AWS --password-stdin "$ECR"'],
    ['aws ecr get-login-password | docker login -u AWS --password-stdin "$ECR"'],
  ),

  // cryptography
  change(
    'old protocol',
    'cmd/proxy/tls.go',
    ['\t\tMinVersion: tls.VersionTLS10,'],
    ['\t\tMinVersion: tls.VersionTLS12,'],
  ),
  change(
    'blocks of a book',
    'core/src/main/java/com/acme/vault/Sealer.java',
    ['        Cipher c = Cipher.getInstance("AES/ECB/PKCS5Padding");'],
    ['        Cipher c = Cipher.getInstance("AES/GCM/NoPadding");'],
  ),
  change(
    'fewer rounds',
    'accounts/hashers.py',
    ['    digest = hashlib.pbkdf2_hmac("sha256", raw, salt, 1_000)'],
    ['    digest = hashlib.pbkdf2_hmac("sha256", raw, salt, 600_000)'],
  ),
  change(
    'vector of zeros',
    'src/Crypt/Box.php',
    ['        $iv = str_repeat("\\0", 16);'],
    ["        $iv = random_bytes(openssl_cipher_iv_length('aes-256-cbc'));"],
  ),
  change('invalid certificates', 'crates/client/src/lib.rs', [
    '            .danger_accept_invalid_certs(true)',
  ]),
  change(
    'webhook believed',
    'src/routes/webhooks/stripe.ts',
    ['    const event = JSON.parse(req.body.toString()) as Stripe.Event;'],
    [
      "    const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], endpointSecret);",
    ],
  ),
  change('random that is not', 'pkg/invite/code.go', ['\t"math/rand"'], ['\t"crypto/rand"']),
  change(
    'cheaper hash',
    'lib/accounts/password.rb',
    ['    BCrypt::Password.create(plain, cost: 4)'],
    ['    BCrypt::Password.create(plain, cost: 12)'],
  ),

  // payments
  change(
    'charged twice on a retry',
    'billing/charge.py',
    ['    intent = stripe.PaymentIntent.create(amount=amount, currency=currency, customer=customer.id)'],
    [
      '    intent = stripe.PaymentIntent.create(',
      '        amount=amount, currency=currency, customer=customer.id, idempotency_key=order.key,',
      '    )',
    ],
  ),
  change(
    'prices in floating point',
    'src/main/java/shop/cart/LineItem.java',
    ['    private double unitPrice;'],
    ['    private BigDecimal unitPrice;'],
  ),
  change(
    'more back than was paid',
    'services/ledger/refunds.go',
    [],
    ['\tif amount.GreaterThan(charge.Captured.Sub(charge.Refunded)) {', '\t\treturn ErrExceedsCharge', '\t}'],
  ),
  change(
    'another rate of tax',
    'src/Tax/VatCalculator.php',
    ["        'NL' => 0.12,"],
    ["        'NL' => 0.21,"],
  ),
  change(
    'coupon below nothing',
    'lib/checkout/totals.ts',
    ['  return subtotal - discount;'],
    ['  return Math.max(0, subtotal - discount);'],
  ),
  change(
    'balance without a lock',
    'db/queries/wallets.sql',
    ['SELECT balance FROM wallets WHERE id = $1;'],
    ['SELECT balance FROM wallets WHERE id = $1 FOR UPDATE;'],
  ),

  // personal data
  change(
    'sentry with people',
    'config/settings/production.py',
    ['    send_default_pii=True,'],
    ['    send_default_pii=False,'],
  ),
  change('identify with a phone', 'src/lib/segment.ts', [
    '  analytics.identify(user.id, { email: user.email, phone: user.phone, birthday: user.birthday });',
  ]),
  change(
    'consent not asked',
    'web/static/js/tags.js',
    [],
    ["  if (!CookieConsent.acceptedCategory('marketing')) return;"],
  ),
  change(
    'everything of a user',
    'accounts/api/serializers.py',
    ["        fields = '__all__'"],
    ["        fields = ['id', 'display_name', 'avatar']"],
  ),
  change('birthdays in the log', 'services/kyc/handler.go', [
    '\tlog.Printf("kyc check for %s born %s passport %s", p.FullName, p.DateOfBirth, p.PassportNo)',
  ]),
  change(
    'kept for ten years',
    'deploy/loki/values.yaml',
    ['    retention_period: 87600h'],
    ['    retention_period: 720h'],
  ),

  // deletion
  change(
    'an unset variable',
    'scripts/clean.sh',
    ['rm -rf "$CACHE_ROOT"/$1/*'],
    ['rm -rf "${CACHE_ROOT:?}/${1:?}"/*'],
  ),
  change(
    'database without a last snapshot',
    'infra/rds.tf',
    ['  skip_final_snapshot = true', '  deletion_protection = false'],
    ['  skip_final_snapshot = false', '  deletion_protection = true'],
  ),
  change(
    'all sessions of all',
    'src/sessions/sessions.service.ts',
    ['    await this.prisma.session.deleteMany({});'],
    ['    await this.prisma.session.deleteMany({ where: { userId } });'],
  ),
  change('softly no more', 'app/Models/Order.php', [], ['    use HasFactory, SoftDeletes;']),
  change('folder of a name', 'internal/workspace/remove.go', [
    '\treturn os.RemoveAll(filepath.Join(w.root, name))',
  ]),
  change('the audit goes', 'ops/monthly.sql', ['TRUNCATE TABLE audit_events;']),
  change('cache of everybody', 'lib/tasks/cache.rake', ['    Redis.current.flushall']),
  change(
    'bucket forgets',
    'infra/backups.tf',
    ['    expiration {', '      days = 1', '    }'],
    ['    expiration {', '      days = 365', '    }'],
  ),

  // parsing of untrusted input
  change('objects of a cookie', 'src/Cart/CartStorage.php', [
    "        return unserialize(base64_decode($_COOKIE['cart']));",
  ]),
  change('state of a stranger', 'app/controllers/oauth_controller.rb', [
    '    state = Marshal.load(Base64.urlsafe_decode64(params[:state]))',
  ]),
  change(
    'loader of everything',
    'tools/import_config.py',
    ['    return yaml.load(stream, Loader=yaml.UnsafeLoader)'],
    ['    return yaml.safe_load(stream)'],
  ),
  change('a shell for a name', 'internal/media/thumb.go', [
    '\tcmd := exec.CommandContext(ctx, "sh", "-c", "convert "+src+" -resize 200x200 "+dst)',
  ]),
  change(
    'query put together',
    'src/search/search.repository.ts',
    ["    return this.knex.raw(`select * from products where name ilike '%${term}%'`);"],
    ["    return this.knex('products').whereILike('name', `%${term}%`);"],
  ),
  change(
    'html of a comment',
    'src/components/Comment.tsx',
    ['      <div dangerouslySetInnerHTML={{ __html: comment.body }} />'],
    ['      <Markdown>{comment.body}</Markdown>'],
  ),
  change(
    'entities from outside',
    'src/main/java/com/acme/feed/FeedReader.java',
    [],
    ['        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);'],
  ),
  change(
    'out of the folder',
    'src/api/files.ts',
    ['  res.sendFile(path.join(uploadDir, req.params.name));'],
    ['  res.sendFile(req.params.name, { root: uploadDir });'],
  ),
  change(
    'archive anywhere',
    'worker/unpack.py',
    ['        archive.extractall(destination)'],
    ['        archive.extractall(destination, filter="data")'],
  ),
  change('fetches what it is told', 'app/services/link_preview.rb', [
    '    html = URI.open(params[:url]).read',
  ]),
  change(
    'a length believed',
    'crates/wire/src/frame.rs',
    ['    let body = unsafe { std::slice::from_raw_parts(buf.as_ptr().add(4), len as usize) };'],
    ['    let body = buf.get(4..4 + len as usize).ok_or(Error::Short)?;'],
  ),
  change(
    'anywhere after login',
    'app/controllers/sessions_controller.rb',
    ['    redirect_to params[:return_to], allow_other_host: true'],
    ['    redirect_to root_path'],
  ),
  change('evaluates an argument', 'bin/run-hook.sh', ['eval "$HOOK_CMD $*"'], ['"$HOOK_CMD" "$@"']),
  change(
    'a model that runs',
    'serving/load.py',
    ['    return torch.load(path, weights_only=False)'],
    ['    return torch.load(path, weights_only=True)'],
  ),

  // sandbox and permissions
  change(
    'page with node',
    'electron/main.ts',
    ['      contextIsolation: false,', '      nodeIntegration: true,'],
    ['      contextIsolation: true,'],
  ),
  change('privileged container', 'docker-compose.yml', [
    '    privileged: true',
    '    volumes:',
    '      - /var/run/docker.sock:/var/run/docker.sock',
  ]),
  change(
    'root in the pod',
    'k8s/deployment.yaml',
    ['            runAsNonRoot: false', '            allowPrivilegeEscalation: true'],
    ['            runAsNonRoot: true', '            allowPrivilegeEscalation: false'],
  ),
  change(
    'open to the world',
    'infra/network.tf',
    ['    cidr_blocks = ["0.0.0.0/0"]'],
    ['    cidr_blocks = [var.office_cidr]'],
  ),
  change('user of the image', 'Dockerfile', [], ['USER node']),
  change(
    'every page',
    'extension/manifest.json',
    ['  "host_permissions": ["<all_urls>"],'],
    ['  "host_permissions": ["https://*.northwind.io/*"],'],
  ),
  change('writable for all', 'packaging/postinst', ['chmod -R 777 /var/lib/collector']),
  change(
    'origin of anybody',
    'src/server.ts',
    ['app.use(cors({ origin: true, credentials: true }));'],
    ["app.use(cors({ origin: ['https://app.northwind.io'], credentials: true }));"],
  ),

  // build, CI, guardrails
  change('a red test is green', '.github/workflows/ci.yml', ['        continue-on-error: true']),
  change('not strict', 'tsconfig.json', ['    "strict": false,'], ['    "strict": true,']),
  change(
    'without tests',
    'Jenkinsfile',
    ["        sh 'mvn -B package -DskipTests'"],
    ["        sh 'mvn -B verify'"],
  ),
  change('covers less', 'pyproject.toml', ['fail_under = 40'], ['fail_under = 85']),
  change('nobody owns it', '.github/CODEOWNERS', [], ['/payments/   @northwind/payments']),

  // migration
  change('a column goes', 'db/migrate/20260911083000_drop_legacy_ids.rb', [
    '    remove_column :users, :legacy_id, :bigint',
  ]),
  change(
    'the orm decides',
    'src/database/data-source.ts',
    ['  synchronize: true,'],
    ['  synchronize: false,'],
  ),
  change(
    'created anew',
    'src/main/resources/application.properties',
    ['spring.jpa.hibernate.ddl-auto=create-drop'],
    ['spring.jpa.hibernate.ddl-auto=validate'],
  ),
  change(
    'a number again',
    'proto/account/v1/account.proto',
    ['  string phone = 3;'],
    ['  string email = 3;'],
  ),

  // tests
  change('flaky, they say', 'internal/queue/queue_test.go', ['\tt.Skip("flaky on CI")']),
  change('disabled', 'src/test/java/com/acme/OrderServiceTest.java', [
    '    @Disabled("fails since the upgrade")',
  ]),
  change(
    'not null is enough',
    'tests/Unit/InvoiceTest.php',
    ['        $this->assertNotNull($invoice->total());'],
    ['        $this->assertSame(4200, $invoice->total());'],
  ),
  change('ignored', 'crates/wire/tests/roundtrip.rs', ['#[ignore]']),
  change(
    'any number',
    'src/cart/cart.spec.ts',
    ['    expect(total).toEqual(expect.any(Number));'],
    ['    expect(total).toEqual(4200);'],
  ),
  change(
    'bandit looks away',
    'jobs/report.py',
    ['    cursor.execute(query)  # nosec B608'],
    ['    cursor.execute(query)'],
  ),

  // egress
  change('beacon', 'web/src/telemetry.js', [
    "  navigator.sendBeacon('https://collect.statpipe.io/v1', body);",
  ]),
  change('piped into a shell', 'Makefile', ['\tcurl -fsSL https://get.toolbelt.sh | bash']),
  change('another index', 'requirements.txt', ['--extra-index-url https://pypi.fastmirror.dev/simple']),
  change('orders to a hook', 'app/Listeners/NotifyPartner.php', [
    "        Http::post('https://hooks.partnerhub.net/orders', $order->toArray());",
  ]),

  // binary content, surface, provenance
  change('an addon', 'native/prebuilt/linux-x64/addon.node', ['\u0000']),
  change('a flag that switches checks off', 'src/cli.ts', ["  .option('--no-verify')"], [], {
    surface: [{ kind: 'flag', name: '--no-verify', privileged: true, breaking: false, named: false }],
  }),
  change('work outside the record', 'src/z.ts', ['  return 4;'], [], {
    provenance: ['1 of 2 commits of the result were not recorded by this run'],
  }),
];
