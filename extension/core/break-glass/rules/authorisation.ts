// Break-glass: authorisation.
import { cueRule } from '../find-spots.ts';

export const authorisation = cueRule({
  id: 'authorisation',
  title: 'authorisation',
  reason: 'A wrong answer to "may they?" is invisible until somebody uses it.',
  weight: 9,
  strings: true,
  cues: [
    {
      pattern:
        /\bRoles?(::|\.)(Admin|Owner|Super\w*|Root|ADMIN|OWNER|ROOT)\b|\brole["']?\s*(:=|=>|[:=])\s*["'](admin|owner|root|superuser)["']/,
      hazard: true,
      question: (what) => `Who becomes \`${what}\` here, and who decided that?`,
    },
    {
      pattern:
        /\bsystem:(un)?(authenticated|serviceaccounts|masters|anonymous|nodes)\b|\b(iam|sts|kms|organizations):([A-Z]\w+|\*)|\b(handle|route|get|post|use|path|mount|location|map|scope|resources?)\w*\W.{0,20}["'`]\/?(debug|admin|internal|actuator|pprof|console|management)\b/i,
      hazard: true,
      question: (what) => `Who can reach \`${what}\`, and who could before?`,
    },
    {
      // A name that says that nobody is asked, whatever the library calls the question.
      pattern:
        /\b(skip|no|without|bypass|disable|exempt|public|anonymous|unauth\w{0,12})_?(auth\w*|login|verif\w+|permissions?|polic(y|ies)|guards?|procedure|csrf|scopes?|global_?scopes?|tenant\w*|rls|access_?checks?)\b|\b(auth\w*|csrf|permission|login)_?(exempt|bypass\w*|disabled|optional)\b|@(Public|PermitAll|Anonymous|NoAuth)\b|\bunscoped\b|\bignore_?query_?filters\b|\b(as|run_?as|with)_?(admin|root|system|superuser|service_?role)\b|\bservice_?role_?key\b/i,
      hazard: true,
      question: (what) => `Who is no longer asked with \`${what}\`?`,
    },
    {
      pattern:
        /\b(USING|WITH\s+CHECK)\s*\(\s*true\s*\)|\bSECURITY\s+DEFINER\b|\bBYPASSRLS\b|\b(ALTER|CREATE)\s+(ROLE|USER|POLICY)\b|\b(disable|no\s+force)\s+row\s+level\b|\ballow\s+[\w, ]+:\s*if\s+true\b|\bcan\s+:(manage|all)\b/i,
      hazard: true,
      question: (what) => `Whose rows can somebody reach through \`${what}\`?`,
    },
    {
      pattern:
        /\b(is_?(admin|owner|staff|superuser|moderator)|has_?(permission|perm|role|scope|access)s?|can_?(access|edit|delete|read|write)|check_?(permission|access|acl|security)s?|user_?can|is_?(allowed|permitted)|(ns_)?capable|authoriz?s?e[ds]?)\b\s*[(=:.?)]|\bcan\?\s/i,
      question: (what) => `Who may do this now that \`${what}\` reads as it does?`,
    },
    {
      pattern:
        /@(PreAuthorize|RolesAllowed|Secured|permission_required|user_passes_test|UseGuards)\b|\bpermission_classes\b|\bbefore_action :(authorize|require)\w*/,
      question: (what) => `Which callers does \`${what}\` keep out, and did that change?`,
    },
    {
      pattern:
        /\bcurrent_?user\b|\b(req|request|ctx|context)\.(user|auth|principal)\b|\bAuth::(user|id)\b|\$request->user\(|\b(user|owner|author|account|tenant|org)_?id\b\W{0,3}\s*(===?|!==?)|(===?|!==?)\s*[\w.$>-]*(user|owner|author|account|tenant|org)_?id\b/i,
      check: true,
      question: (what) => `Whose things can somebody reach now that \`${what}\` is gone or reads otherwise?`,
    },
    {
      pattern:
        /\b(permitAll|hasRole|hasAuthority|hasAnyRole|AllowAny|AllowAnonymous|skip_before_action|skip_authorization|allow_any|anonymous_access)\b/,
      question: (what) => `Who comes in through \`${what}\`, and who did before?`,
    },
    {
      pattern: /\bcsrf\w*|\bverify_authenticity_token\b|\bprotect_from_forgery\b|\bsame_?site\s*[:=]/i,
      question: (what) => `Which other sites can act for a user with \`${what}\` as it is?`,
    },
    {
      pattern:
        /["'`]X-(Role|User|Account|Tenant|Forwarded-User|Remote-User|Admin)\w*["'`]|\bpermit!|\$(fillable|guarded)\b|\bfields\s*=\s*["']__all__["']|\b(Object\.assign|merge|extend|update|create|update_attributes|fill)\s*\(.{0,60}\b(req(uest)?\.(body|query|all)|params\[|\$request->all)/,
      question: (what) => `Which fields can somebody set through \`${what}\` that they may not?`,
    },
    {
      pattern:
        /\bGRANT\s+\w+|["']?Action["']?\s*[:=]\s*\[?["']\*["']|\bpublic-read\b|\bmake_?public\b|@(requires?\w*|hasRole|hasPermission)\b|\ballUsers\b|\ballAuthenticatedUsers\b|\bcluster-admin\b|\bsetfacl\b/,
      question: (what) => `Who gets more with \`${what}\`, and do they need it?`,
    },
    {
      pattern: /\breturn\s+(true|True|Ok\(true\)|nil)\b|\ballow\s*[:=]\s*true\b/,
      path: /(^|\/|_)(polic(y|ies)|guards?|permissions?|authori[sz]ation|acl)(\/|s?\.|_)|Policy\.\w+$/i,
      question: (what) => `Is the answer \`${what}\` right for everybody who can ask?`,
    },
    {
      pattern: /Access-Control-Allow-(Origin|Credentials)|\bcors\(|\borigin\s*:\s*(true|\"\"|'\*')/i,
      question: (what) => `Which other sites may call this with the user's cookies through \`${what}\`?`,
    },
  ],
  triggers: [
    {
      name: 'a name that says that nobody is asked',
      files: [{ path: 'src/notes.ts', added: ['  @SkipAuth()', '  list() {'] }],
    },
    {
      name: 'rows of everybody',
      files: [{ path: 'db/rules.sql', added: ['create policy p on notes using (true);'] }],
    },
    {
      name: 'a page that asked',
      files: [
        {
          path: 'includes/Changes.php',
          removed: ['\t\tif ( !ChangesList::userCan( $change, DELETED_TEXT, $this->authority() ) ) {'],
        },
      ],
    },
    {
      name: 'a check turned around',
      files: [
        {
          path: 'src/posts.ts',
          added: ['  if (user.isAdmin || post.open) remove(post);'],
          removed: ['  if (user.isAdmin) remove(post);'],
        },
      ],
    },
    {
      name: 'everybody may',
      files: [
        {
          path: 'app/api.py',
          added: ['    permission_classes = []'],
          removed: ['    permission_classes = [IsAuthenticated]'],
        },
      ],
    },
    {
      name: 'any site',
      files: [{ path: 'server.js', added: ['app.use(cors({ origin: true, credentials: true }));'] }],
    },
  ],
  passes: [
    { name: 'a setting of tests', files: [{ path: 'src/run.ts', added: ['const withoutColour = true;'] }] },
    { name: 'a set that has', files: [{ path: 'src/cache.ts', added: ['if (seen.has(access)) return;'] }] },
    {
      name: 'a file that can be read',
      files: [{ path: 'src/read.ts', added: ['const readable = canReadAhead;'] }],
    },
    {
      name: 'the word owner',
      files: [{ path: 'src/model.ts', added: ['interface Repository { owner: string }'] }],
    },
  ],
});
