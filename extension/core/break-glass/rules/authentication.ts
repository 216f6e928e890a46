// Break-glass: authentication.
import { cueRule } from '../find-spots.ts';

export const authentication = cueRule({
  id: 'authentication',
  title: 'authentication',
  reason: 'Whoever gets past a login check is inside, and no scenario tries every way in.',
  weight: 9,
  cues: [
    {
      pattern:
        /\b\w*(verified|confirmed|is_?admin|is_?staff|is_?superuser|authenticated|is_?trusted)["']?\s*[:=]\s*(true|1)\b|\bsession(\.|\[[:'"])\w*(uid|user\w*|account\w*|role|admin|identity)\b["'\]]*\s*=(?!=)/i,
      hazard: true,
      question: (what) => `What proved it before \`${what}\` says so?`,
    },
    {
      pattern:
        /\b\w*(social|omniauth|oauth|oidc|saml|idp|userinfo|claims|identity|profile)\w*[\w.[\]'":()]*\W{0,3}e_?mail\b/i,
      hazard: true,
      question: (what) => `Who says that \`${what}\` is theirs, and was it verified?`,
    },
    {
      pattern:
        /\b(impersonat|masquerad)\w*|\b(sudo_?mode|switch_?user|log_?in_?as|sign_?in_?as)\w*\b|\b(redirect_?uri|code_?(verifier|challenge)|pkce|webauthn\w*|passkeys?)\b|\btrust_?proxy\b|\bsession_?(cookie|secret|store)\w*\b|\bapi_?key_?(auth|valid|check)\w*/i,
      question: (what) => `What proves with \`${what}\` that somebody is who they say?`,
    },
    {
      pattern:
        /\b(jwt|jsonwebtoken|jose)\.(verify|sign|decode|Parse\w*|With\w+)\b|\bignoreExpiration\b|\bverify_(exp|signature|aud)\b|\b(verify|check|compare|validate)_?(password|token|otp|credentials?|session|login|signature)s?\s*\(/i,
      question: (what) => `Who gets past \`${what}\` now that did not before, and with what?`,
    },
    {
      pattern:
        /\b(bcrypt|argon2|scrypt)\.?(compare|verify|check|hash)\w*\s*\(|\bcheck_password_hash\(|\bpassword_verify\(|\b(ldap_\w*bind\w*|pam_authenticate|krb5_\w*verify\w*)\s*\(/i,
      question: (what) => `Is \`${what}\` compared with what is stored, and refused when they differ?`,
    },
    {
      pattern:
        /\b(credentials\.\w+|authenticate|signIn|sign_in|log_?in|logout|log_?out)(_?user)?\s*\(|@login_required|\b(require|is|ensure)_?(auth(enticated)?|logged_?in)\b/i,
      question: (what) => `Can a request reach what is behind \`${what}\` without it?`,
    },
    {
      pattern:
        /\b\w*(rate_?limit|throttl|lock_?out|too_?many|(login|failed|max)\w{0,9}attempt)\w*\s*[(.:=]|\blimit(er)?\s*[(.]/i,
      path: /log_?in|sign_?in|auth|session|password|account|otp|token/i,
      check: true,
      question: (what) => `How often can somebody guess now that \`${what}\` is gone or reads otherwise?`,
    },
    {
      pattern:
        /\b(if|unless|guard|when)\b.*\b(password|passwd|passphrase|credentials?|otp|pin_?code|mfa|two_?factor|second_?factor)\w*/i,
      check: true,
      question: (what) => `What is accepted now that \`${what}\` is gone or reads otherwise?`,
    },
    {
      pattern:
        /\bremember_?me\b|\btoken_?validity\w*|\bauthenticate_\w+[!?]|\b(reset|confirmation|invitation|magic_?link|recovery|refresh)_?(token|code|password)\w*|\bpassword_?reset\w*|\bsession_?(timeout|lifetime|max_?age|expiry|ttl)\w*|\brequires?_?(auth\w*|login|admin|role|session)\b/i,
      question: (what) => `Who can use \`${what}\`, for how long, and what proves that it is them?`,
    },
    {
      pattern:
        /\bpassport\.(use|authenticate)|\bsession\.(destroy|userId|user)\b|\b(regenerate(_id)?|session_regenerate_id|reset_session|cycle_key)\b|@auth\w*\b|\breq\.user\s*=|\bset-cookie\b|\bhttpOnly\s*:\s*false/i,
      question: (what) => `What does \`${what}\` let somebody do who only has an old session?`,
    },
  ],
  triggers: [
    {
      name: 'somebody else’s session',
      files: [{ path: 'app/admin.rb', added: ['    impersonate_user(User.find(id))'] }],
    },
    {
      name: 'guessing without a limit',
      files: [
        {
          path: 'app/login.py',
          added: ['    return start(user)'],
          removed: ['    limit(request)', '    return start(user)'],
        },
      ],
    },
    {
      name: 'token check removed',
      files: [
        { path: 'src/api.ts', removed: ['  if (!verifyToken(request.headers.token)) return refuse();'] },
      ],
    },
    {
      name: 'tokens decoded, not verified',
      files: [{ path: 'src/session.js', added: ['  const user = jwt.decode(token);'] }],
    },
    {
      name: 'a view without its login',
      files: [
        {
          path: 'app/views.py',
          added: ['def account(request):'],
          removed: ['@login_required', 'def account(request):'],
        },
      ],
    },
  ],
  passes: [
    {
      name: 'a limit of something else',
      files: [{ path: 'src/page.ts', removed: ['  const rows = limit(query, 20);'] }],
    },
    {
      name: 'a limit that is new',
      files: [{ path: 'src/login.ts', added: ['  if (attempts.count(user) > 5) return slow();'] }],
    },
    {
      name: 'the word in a text',
      files: [{ path: 'src/menu.ts', added: ['const label = "Log in to verify your token";'] }],
    },
    {
      name: 'a token of a parser',
      files: [{ path: 'src/lexer.ts', added: ['const token = nextToken(input);'] }],
    },
    {
      name: 'a comment',
      files: [{ path: 'src/api.ts', added: ['// verifyToken(request) happens in the gateway'] }],
    },
    { name: 'a test of it', files: [{ path: 'test/login.test.ts', added: ['  authenticate(user);'] }] },
  ],
});
