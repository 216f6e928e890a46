// The page of a rule, made from the rule's own file: what it finds, why, when it is silent, examples, precision.
import { hintsShipOff, promised, shipsOff, type Example, type Rule } from './rule.ts';

const tiers = {
  A: 'certain (tier A): shown by default',
  B: 'likely (tier B): shown with `dimmer.lint.show: likely`; its errors are shown by default',
  C: 'a hint (tier C): shown with `dimmer.lint.show: all`',
} as const;

export function rulePage(rule: Rule): string {
  const bad = rule.examples.filter(({ findings }) => findings.length > 0);
  const good = rule.examples.filter(({ findings }) => findings.length === 0);
  return [
    '<!-- Made by scripts/make-rule-pages.mjs from the rule itself. Do not edit. -->',
    `# ${rule.id}`,
    `\`${rule.code}\` · ${rule.severity} · ${shipsOff(rule) ? 'off' : tiers[rule.tier]}`,
    rule.detects,
    `**Why.** ${rule.reason}`,
    `**Silent when.** ${rule.quietWhen}`,
    `**Precision.** ${precision(rule)}`,
    '## Found',
    ...bad.map(
      (example) => `${shown(example)}\n\n${example.findings.map((finding) => `- ${finding}`).join('\n')}`,
    ),
    '## Not found',
    ...good.map(shown),
    ...(rule.code.startsWith('DOC') ? [] : ['## To keep one as it is', suppression(rule)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function precision(rule: Rule): string {
  const { measured, off } = rule;
  const counted = measured ? counts(rule, measured) : 'Not measured: no labelled data at hand covers it.';
  if (off) return `${counted} It is **off** until labelled data shows that it keeps its tier. ${howOn(rule)}`;
  return shipsOff(rule) ? `${counted} ${whyOff(rule)}` : counted;
}

function counts(rule: Rule, { flagged, labelled, hints, note }: NonNullable<Rule['measured']>): string {
  const hinted = hintsShipOff(rule) ? 'so its hints are off' : 'and its hints keep theirs';
  return [
    `Counted on ARTA DS3: of ${flagged} requirements that it flags, ${labelled} carry a human label.`,
    ...(hints ? [`With its hints (tier C), ${hints.labelled} of ${hints.flagged}: ${hinted}.`] : []),
    note,
  ].join(' ');
}

function whyOff(rule: Rule): string {
  const { tier, measured } = rule;
  const share = (measured?.labelled ?? 0) / (measured?.flagged ?? 1);
  return `Tier ${tier} promises ${promised[tier].toFixed(2)} and this is ${share.toFixed(2)}, so the rule is **off**. ${howOn(rule)}`;
}

function howOn({ code, severity }: Rule): string {
  return `To switch it on, give it a severity in \`dimmer.yaml\`: \`lint: { ${code}: ${severity} }\`.`;
}

function suppression({ code }: Rule): string {
  return `${fence(`<!-- dimmer-disable-next-line ${code}: why it is meant -->`)}\n\nThe reason is required; without one the comment has no effect.`;
}

function shown({ text, others = {} }: Example): string {
  const files = Object.entries(others).map(([path, other]) => `beside \`${path}\`:\n\n${fence(other)}`);
  return [fence(text), ...files].join('\n\n');
}

/** Text as a code block; invisible characters as escapes, so that the page itself is clean. */
function fence(text: string): string {
  const visible = text.replace(
    /[\u200b\u2060\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16)}`,
  );
  const ticks = text.includes('```') ? '````' : '```';
  return `${ticks}markdown\n${visible === '' ? '(an empty file)' : visible.trimEnd()}\n${ticks}`;
}

/** The list of all pages. */
export function ruleIndex(rules: readonly Rule[]): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.code}](${rule.id}.md) | ${rule.id} | ${rule.severity} | ${shipsOff(rule) ? 'off' : rule.tier} | ${rule.detects.replaceAll('|', '\\|')} |`,
  );
  return `<!-- Made by scripts/make-rule-pages.mjs from the rules. Do not edit. -->

# Rules

Tier A and the errors of tier B are shown by default; \`dimmer.lint.show\` and \`dimmer lint --show\` show more.
A rule whose figure misses its tier (A 0.95, B 0.80, C 0.60) on ten findings or more is off. Its weaker cases are hints of tier C.
\`npm run eval:lint -- --data FILE.csv\` in this repository counts on labelled requirements of your own. \`lint\` in \`dimmer.yaml\` switches rules on, off or to
another severity, by code or name, on the command line and in the editor: \`lint: { AMB004: error, TST005: off }\`.

| code | rule | severity | tier | finds |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
