// Break-glass: personal data.
import { cueRule } from '../find-spots.ts';

export const personalData = cueRule({
  id: 'personal-data',
  title: 'personal data',
  reason: 'What was collected or sent once cannot be taken back.',
  weight: 7,
  strings: true,
  cues: [
    {
      pattern:
        /\/[$#]\{[^}]{0,60}\b(e_?mail|phone\w*|ssn)\b|\b\w*(user|customer|patient|person|people|member|employee)s?\w*\b.{0,60}\b(__dict__|as_json|to_json|to_dict|model_dump|toArray)\b|\b(__dict__|model_dump|to_dict)\b.{0,40}\b(user|customer|patient|person|people|member|employee)s?\b|\bNS\w+UsageDescription\b/i,
      hazard: true,
      question: (what) => `Who gets what \`${what}\` holds about a person, and did they agree?`,
    },
    {
      pattern:
        /\b(values(_list)?|pluck|select|to_?csv|write_?rows?|export\w*|upload\w*|field_?names|columns)\b.{0,120}\b(e_?mail|phone\w*|birth\w*|home_?address|ssn)\b|\b(detect|match|compare|recogni[sz]e|index|search)_?faces?\w*\b|\blog_?format\b.*\$(remote_addr|http_cookie|http_authorization|request_body)/i,
      hazard: true,
      question: (what) => `Who gets what \`${what}\` holds about a person, and did they agree?`,
    },
    {
      // What an interface gives out about a person.
      pattern:
        /\b(e_?mail|phone\w*|mobile_?(no|number)|birth\w*|dob|gender|nationality|street|post_?code|zip_?code|salary|last_?name|full_?name|religion|ethnic\w*|diagnos[ei]s|biometric\w*|face_?(id|embedding)\w*|credit_?score)\b/i,
      path: /(^|[/_.-])(serializers?|dtos?|resources?|presenters?|jbuilder|exports?|exporters?|reports?|feeds?|events?|payloads?|webhooks?)([/_.-]|$)|(Serializer|Dto|DTO|Resource|Presenter|Exporter|Response)\w*\.\w+$/,
      hazard: true,
      question: (what) => `Who gets \`${what}\` about a person through this?`,
    },
    {
      pattern:
        /\b(identify|track\w*|set_?user\w*|set_?(context|extra|tags?)|people\.set|capture\w*|add_?breadcrumb|record\w*)\s*\(.{0,120}\b(e_?mail|phone\w*|full_?name|last_?name|address|birth\w*|ip_?address|user_?agent)\b|[?&](e_?mail|phone|ssn|name)=\W/i,
      hazard: true,
      question: (what) => `What about a person does \`${what}\` send, and did they agree?`,
    },
    {
      pattern:
        /\b(console\.\w+|\w*log(ger|ging)?\w?[.!:]{1,2}\w+!?|Log\.\w|print\w*|fmt\.\w*[Pp]rint\w*|println!|puts|csv|(info|debug|warn|trace|error)!)\s*(\(|<<).{0,160}[.>_]\(?(e_?mail|full_?name|last_?name|phone(_?number)?|home_?address|street|birth\w*|ip_?addr(ess)?)\b/i,
      question: (what) => `Who reads what \`${what}\` writes about a person?`,
    },
    {
      pattern:
        /\b(\w*latitude|\w*longitude|geo_?location|last_?known_?location|ssn|social_?security(_?number)?|passport_?(no|number)|national_?id|tax_?id|date_?of_?birth|birth_?date|iban|credit_?card_?(no|number)|card_?number|cvv|medical_?record|health_?record|home_?address|gdpr|anonymi[sz]e\w*|pseudonymi[sz]e\w*)\b/i,
      question: (what) => `Who can see \`${what}\` after this, where is it kept, and for how long?`,
    },
    {
      pattern: /\b(gtag|fbq|dataLayer\.push|_paq\.push|plausible|rudderanalytics\.\w+|ym)\s*\(/,
      question: (what) => `What about a person does \`${what}\` send, and did they agree?`,
    },
    {
      pattern:
        /\b(track|analytics|telemetry|segment|mixpanel|amplitude|posthog|sentry)\.(track|identify|capture|send|setUser|event)\w*\s*\(/i,
      question: (what) => `What about a person does \`${what}\` send, and did they agree?`,
    },
  ],
  triggers: [
    {
      name: 'given out by an interface',
      files: [{ path: 'app/serializers/author.py', added: ["    fields = ['name', 'email']"] }],
    },
    {
      name: 'a number of a person',
      files: [{ path: 'src/customer.ts', added: ['  readonly dateOfBirth: Date;'] }],
    },
    {
      name: 'sent to analytics',
      files: [{ path: 'src/signup.js', added: ['analytics.identify(user.id, { email: user.email });'] }],
    },
    { name: 'kept longer', files: [{ path: 'app/models.py', added: ['    passport_number = CharField()'] }] },
  ],
  passes: [
    { name: 'a build date', files: [{ path: 'src/build.ts', added: ['const date = of(build);'] }] },
    { name: 'a track of music', files: [{ path: 'src/player.ts', added: ['player.track(3);'] }] },
    { name: 'a text', files: [{ path: 'docs/privacy.md', added: ['We keep your date of birth.'] }] },
  ],
});
