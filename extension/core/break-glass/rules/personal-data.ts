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
        /\b(console\.\w+|log(ger)?\.\w+|Log\.\w|print\w*|fmt\.\w*[Pp]rint\w*|println!|puts|csv)\s*(\(|<<).{0,160}[.>_]\(?(e_?mail|full_?name|last_?name|phone(_?number)?|home_?address|street|birth\w*|ip_?addr(ess)?)\b/i,
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
