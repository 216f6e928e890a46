// A ninth later set of dangerous changes, written on 25 November 2026 after the rules had learned from the eighth. On its first run it
// caught 49 of 83 (the rules before the fifth: 32). Nothing was tuned on it: rules that are shipped have not learned from these.
// Small pieces of ordinary work again.
const change = (name, path, added, removed = [], more = {}) => ({ name, path, added, removed, ...more });

export const ninth = [
  // authentication
  change(
    'a device that is known once',
    'src/login/device.ts',
    ['  if (await devices.seen(req.ip)) return proceed(user);'],
    ['  if (await devices.seen(user.id, req.cookies.device)) return proceed(user);'],
  ),
  change(
    'the same answer to the riddle',
    'app/models/recovery.py',
    ['        return answer.strip().lower() in self.answer.lower()'],
    ['        return check_password(answer.strip().lower(), self.answer_hash)'],
  ),
  change(
    'a ticket that can be used again',
    'internal/sso/ticket.go',
    ['\treturn s.tickets.Get(id)'],
    ['\treturn s.tickets.Take(id)'],
  ),
  change(
    'logged out only here',
    'app/controllers/sessions_controller.rb',
    ['    cookies.delete(:fern)'],
    ['    current_session.revoke!', '    cookies.delete(:fern)'],
  ),
  change('a user for the health check', 'src/main/resources/users.properties', ['probe=probe,ROLE_ADMIN']),
  change(
    'keys without an end',
    'src/ApiKeys/Issue.php',
    ["            'expires_at' => null,"],
    ["            'expires_at' => now()->addDays(90),"],
  ),
  change(
    'saml without its signature',
    'lib/sso/saml.js',
    ['    wantAssertionsSigned: false,'],
    ['    wantAssertionsSigned: true,'],
  ),
  change('the basic user of the proxy', 'deploy/traefik/dynamic.yml', [], ['        - basic-auth@file']),

  // authorisation
  change(
    'siblings as well',
    'src/tree/access.ts',
    ['  return node.ancestors.some((a) => grants.has(a.id)) || grants.has(node.parentId);'],
    ['  return grants.has(node.id);'],
  ),
  change('hidden in the page only', 'web/src/Toolbar.tsx', [
    "  <button hidden={!me.admin} onClick={() => api.post('/users/purge')}>Purge</button>",
  ]),
  change(
    'by whoever asks',
    'crates/files/src/handler.rs',
    ['    let file = File::by_id(&db, path.id).await?;'],
    ['    let file = File::by_id(&db, path.id).await?;', '    file.ensure_readable_by(&session.user)?;'],
  ),
  change(
    'drafts too',
    'blog/views.py',
    ['    posts = Post.objects.order_by("-date")'],
    ['    posts = Post.objects.filter(published=True).order_by("-date")'],
  ),
  change(
    'a share for the whole company',
    'app/Services/ShareService.php',
    ["        $share->visibility = 'organization';"],
    ["        $share->visibility = 'invited';"],
  ),
  change(
    'a role for the node',
    'infra/eks.tf',
    ['  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"'],
    ['  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"'],
  ),
  change('fields of the writer', 'src/posts/dto.ts', [
    '  @IsOptional() authorId?: string;',
    '  @IsOptional() pinned?: boolean;',
  ]),
  change('functions that run as their maker', 'supabase/functions/balance.sql', [
    'create or replace function balance(uid uuid) returns numeric language sql security definer as',
  ]),
  change(
    'a route before the filter',
    'config/routes.rb',
    ["  mount Sidekiq::Web => '/sidekiq'"],
    ["  authenticate(:admin) { mount Sidekiq::Web => '/sidekiq' }"],
  ),

  // secrets
  change('a curl with its key', 'ops/rotate.sh', [
    'curl -H "X-Api-Key: 5d41402abc4b2a76b9719d911017c592" https://api.fern.dev/rotate',
  ]),
  change('printed by the job', 'ci/print-env.gradle', ['    println System.getenv()']),
  change(
    'the cookie key of everybody',
    'config/app.php',
    ["    'key' => 'base64:q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z0x1C=',"],
    ["    'key' => env('APP_KEY'),"],
  ),
  change('in the trace', 'internal/otel/span.go', [
    '\tspan.SetAttributes(attribute.String("http.authorization", r.Header.Get("Authorization")))',
  ]),
  change('a backup with a password', 'jobs/backup.yaml', [
    '          args: ["--password", "Hollyhock77", "--all"]',
  ]),
  change(
    'an object that shows itself',
    'src/auth/Credential.java',
    ['        return "Credential[user=" + user + ", secret=" + secret + "]";'],
    ['        return "Credential[user=" + user + "]";'],
  ),

  // cryptography
  change(
    'a random of the time',
    'src/token.c',
    ['\tsrand(time(NULL));', '\tfor (i = 0; i < 16; i++) token[i] = rand();'],
    ['\tarc4random_buf(token, sizeof(token));'],
  ),
  change(
    'a mode without a tag',
    'pkg/store/cipher.go',
    ['\tstream := cipher.NewCTR(block, iv)'],
    ['\taead, err := cipher.NewGCM(block)'],
  ),
  change(
    'any key will do',
    'app/verify.py',
    ['    jwt.decode(token, key, algorithms=["RS256", "HS256"])'],
    ['    jwt.decode(token, key, algorithms=["RS256"])'],
  ),
  change(
    'chains that end anywhere',
    'src/tls/verify.rs',
    ['        Ok(ServerCertVerified::assertion())'],
    ['        self.inner.verify_server_cert(end_entity, intermediates, name, ocsp, now)'],
  ),
  change('hosts not remembered', 'scripts/deploy-host.sh', [
    'ssh -o StrictHostKeyChecking=no deploy@"$HOST" ./update',
  ]),
  change(
    'shorter for the printer',
    'lib/vouchers/code.rb',
    ['    SecureRandom.alphanumeric(4)'],
    ['    SecureRandom.alphanumeric(16)'],
  ),
  change(
    'signed without its time',
    'src/hooks/sign.ts',
    ['  const payload = body;'],
    ['  const payload = `${timestamp}.${body}`;'],
  ),
  change('packages are not looked at', 'docker/base/setup.sh', [
    'apt-get install -y --allow-unauthenticated fern-agent',
    'rpm -i --nosignature fern-agent.rpm',
  ]),

  // payments
  change(
    'a fee for the other',
    'src/settlement/fees.ts',
    ['  const fee = gross * 0.0029;'],
    ['  const fee = gross * 0.029;'],
  ),
  change(
    'paid by a question',
    'app/checkout/return.py',
    ['    if request.GET.get("status") == "paid":', '        order.mark_complete()'],
    ['    if gateway.lookup(order.reference).paid:', '        order.mark_complete()'],
  ),
  change(
    'no lock for two at once',
    'internal/wallet/spend.go',
    ['\tw, err := s.wallets.Get(ctx, id)'],
    ['\tw, err := s.wallets.GetForUpdate(ctx, tx, id)'],
  ),
  change(
    'rounded up each time',
    'lib/invoice/line_item.rb',
    ['    (net * rate).ceil(2)'],
    ['    (net * rate).round(2, :half_even)'],
  ),
  change(
    'gifts below nothing',
    'src/GiftCard.php',
    ['        $this->balance -= $amount;'],
    [
      '        if ($amount > $this->balance) {',
      '            throw new InsufficientBalance();',
      '        }',
      '        $this->balance -= $amount;',
    ],
  ),
  change(
    'another account of the seller',
    'config/payouts.yaml',
    ['  iban: DE89370400440532013000'],
    ['  iban: DE02120300000000202051'],
  ),

  // personal data
  change(
    'a page for the search engine',
    'web/pages/u/[id].tsx',
    ['  <meta name="robots" content="index,follow" />'],
    ['  <meta name="robots" content="noindex" />'],
  ),
  change('notes of the doctor', 'app/views/visits/_card.html.erb', [
    '  <p><%= visit.diagnosis %> (<%= visit.patient.birth_date %>)</p>',
  ]),
  change('where the phone is', 'ios/App/Tracker.swift', [
    '    manager.allowsBackgroundLocationUpdates = true',
    '    manager.startUpdatingLocation()',
  ]),
  change(
    'not forgotten in the copy',
    'jobs/erase.go',
    ['\treturn s.users.Delete(ctx, id)'],
    [
      '\tif err := s.search.Remove(ctx, id); err != nil {',
      '\t\treturn err',
      '\t}',
      '\treturn s.users.Delete(ctx, id)',
    ],
  ),
  change('typed, and sent', 'web/src/form.js', [
    "  field.addEventListener('input', () => beacon({ name: field.name, value: field.value }));",
  ]),

  // deletion
  change('what is not in the list', 'scripts/sync-users.py', [
    '    User.objects.exclude(pk__in=imported).delete()',
  ]),
  change(
    'one prefix shorter',
    'internal/gc/gc.go',
    ['\tkeys, err := s.list(ctx, "tenants/")', '\treturn s.remove(ctx, keys)'],
    ['\tkeys, err := s.list(ctx, "tenants/"+id+"/tmp/")', '\treturn s.remove(ctx, keys)'],
  ),
  change('no copies at night', 'deploy/cron/crontab', [], ['0 3 * * * /usr/local/bin/backup --all']),
  change(
    'gone with the parent',
    'db/tables/notes.sql',
    ['  account_id bigint REFERENCES accounts(id) ON DELETE CASCADE'],
    ['  account_id bigint REFERENCES accounts(id) ON DELETE RESTRICT'],
  ),
  change('history made short', 'ops/retain.sh', [
    'journalctl --vacuum-time=1h',
    'restic forget --keep-last 1 --prune',
  ]),
  change('empties before it fills', 'src/import/Importer.cs', [
    '            await _db.Customers.ExecuteDeleteAsync();',
  ]),

  // parsing of untrusted input
  change('a name in a mail', 'src/mail/send.py', [
    '    headers = f"From: {name} <noreply@fern.dev>\\r\\nSubject: {subject}\\r\\n"',
  ]),
  change('ldap by hand', 'src/main/java/io/fern/Directory.java', [
    '        String filter = "(&(objectClass=person)(uid=" + uid + "))";',
  ]),
  change(
    'a mongo of anybody',
    'src/users/find.js',
    ['  const user = await Users.findOne({ name: req.body.name, pin: req.body.pin });'],
    ['  const user = await Users.findOne({ name: String(req.body.name), pin: String(req.body.pin) });'],
  ),
  change(
    'a path of the archive',
    'lib/theme/install.rb',
    ['      File.binwrite(File.join(dir, entry.name), entry.read)'],
    [
      '      target = File.expand_path(entry.name, dir)',
      '      next unless target.start_with?(dir + File::SEPARATOR)',
      '      File.binwrite(target, entry.read)',
    ],
  ),
  change(
    'a picture that is a page',
    'internal/assets/serve.go',
    ['\tw.Header().Set("Content-Type", upload.ContentType)'],
    [
      '\tw.Header().Set("Content-Type", "application/octet-stream")',
      '\tw.Header().Set("Content-Disposition", "attachment")',
    ],
  ),
  change(
    'as many as it says',
    'src/proto/read.c',
    ['\titems = malloc(n * sizeof(*items));'],
    ['\titems = calloc_checked(n, sizeof(*items));'],
  ),
  change(
    'shown as it came',
    'app/helpers/flash_helper.rb',
    ['    content_tag(:div, message.html_safe)'],
    ['    content_tag(:div, message)'],
  ),
  change(
    'a script in a url',
    'src/components/Profile.vue',
    ['  <a :href="profile.website">{{ profile.website }}</a>'],
    ['  <a :href="safeUrl(profile.website)">{{ profile.website }}</a>'],
  ),
  change(
    'macros of the sheet',
    'src/Export/Csv.php',
    ['        fputcsv($out, $row);'],
    ["        fputcsv($out, array_map(fn ($c) => ltrim($c, '=+-@'), $row));"],
  ),
  change(
    'proto of a merge',
    'src/util/assign.ts',
    ['  for (const key in patch) target[key] = patch[key];'],
    ["  for (const key of Object.keys(patch)) if (key !== '__proto__') target[key] = patch[key];"],
  ),
  change('an image by command', 'thumb/worker.rs', [
    '    Command::new("sh").arg("-c").arg(format!("convert {} out.png", name)).status()?;',
  ]),
  change(
    'deep as it likes',
    'src/json/parse.cpp',
    ['    Value v = parseValue(depth);'],
    ['    if (++depth > kMaxDepth) throw Error("too deep");', '    Value v = parseValue(depth);'],
  ),

  // sandbox and permissions
  change('the tool of the agent', 'src/mcp/server.ts', [
    "  server.tool('run', { command: z.string() }, ({ command }) => execa(command, { shell: true }));",
  ]),
  change(
    'a service that may all',
    'packaging/fern.service',
    ['AmbientCapabilities=CAP_SYS_ADMIN'],
    ['NoNewPrivileges=yes', 'ProtectSystem=strict'],
  ),
  change('an open directory', 'deploy/nginx/files.conf', ['    autoindex on;']),
  change('a provider for all apps', 'android/app/src/main/AndroidManifest.xml', [
    '            android:exported="true"',
    '            android:grantUriPermissions="true" />',
  ]),
  change(
    'opened wherever it points',
    'electron/links.ts',
    ['  shell.openExternal(url);'],
    ["  if (new URL(url).protocol === 'https:') shell.openExternal(url);"],
  ),
  change(
    'a group for docker',
    'cloud-init/user-data.yaml',
    ['    groups: [docker, sudo]'],
    ['    groups: [fern]'],
  ),
  change('selinux asleep', 'ansible/site.yml', ['    - selinux: { state: permissive, policy: targeted }']),

  // build, CI, guardrails
  change('a cache from forks', '.github/workflows/build.yml', ['    if: always()']),
  change(
    'warnings as before',
    'CMakeLists.txt',
    ['add_compile_options(-Wall)'],
    ['add_compile_options(-Wall -Werror -fstack-protector-strong)'],
  ),
  change(
    'only what changed',
    'Makefile',
    ['test:', '\tgo test ./pkg/util/...'],
    ['test:', '\tgo test -race ./...'],
  ),
  change(
    'a base of somebody',
    'build/Dockerfile.api',
    ['FROM someuser/node:latest'],
    ['FROM node:24.1.0-slim@sha256:2f0c1f4b'],
  ),

  // migration
  change('a type that is smaller', 'db/changelog/0031.xml', [
    '    <modifyDataType tableName="orders" columnName="note" newDataType="varchar(40)"/>',
  ]),
  change(
    'keys of the cache',
    'src/store/keys.ts',
    ['export const cartKey = (id: string) => `cart:v2:${id}`;'],
    ['export const cartKey = (id: string) => `cart:${id}`;'],
  ),
  change('zones of all times', 'migrations/0007_utc.py', [
    '    migrations.RunSQL("UPDATE events SET at = at AT TIME ZONE \'UTC\'"),',
  ]),

  // tests
  change('looked at by nobody', 'tests/Feature/RefundTest.php', [
    "        $this->markTestIncomplete('see #812');",
  ]),
  change(
    'a longer wait',
    'e2e/checkout.spec.ts',
    ['  test.slow();', '  await page.waitForTimeout(30_000);'],
    ["  await expect(page.getByText('Paid')).toBeVisible();"],
  ),
  change(
    'equal to itself',
    'internal/tax/tax_test.go',
    ['\trequire.Equal(t, got, got)'],
    ['\trequire.Equal(t, int64(2100), got)'],
  ),
  change('a rule that sleeps', 'app/models/order.rb', [
    '    Order.find_by_sql(sql) # rubocop:disable Security/Eval, Rails/FindBySql',
  ]),

  // egress
  change('files to a bucket of theirs', 'jobs/export.py', [
    '    s3.upload_file(path, "partner-dropzone-eu", key)',
  ]),
  change('a name server', 'deploy/resolv.conf', ['nameserver 185.228.168.9']),
  change('a hook for each order', 'config/hooks.json', ['    "onOrder": "https://flows.zapline.io/h/9921"']),
  change('a package of a stranger', 'package.json', [
    '    "left-padder": "github:someone/left-padder#main",',
  ]),

  // binary content
  change('a module of the web', 'public/engine.wasm', ['\u0000']),
];
