// Break-glass, never merged: no answer and no reason outweighs these.
import type { SayingRule } from '../rule.ts';

const group = 'refuses' as const;

/** A rule about kinds of integrity findings. */
function byFinding(rule: Omit<SayingRule, 'group' | 'find'>, kinds: RegExp, says: string): SayingRule {
  return {
    ...rule,
    group,
    find: (_, { integrity }) => (integrity.some((kind) => kinds.test(kind)) ? [says] : []),
  };
}

const vaultLeak = byFinding(
  {
    id: 'vault-leak',
    title: 'a vault leak or canary hit',
    reason: 'Evidence that the builder has seen is no evidence.',
    triggers: [
      { name: 'a canary', facts: { integrity: ['canary-hit'] } },
      { name: 'a leak', facts: { integrity: ['vault-leak'] } },
    ],
    passes: [{ name: 'a test that was skipped', facts: { integrity: ['test-skipped'] } }],
  },
  /canary|vault/,
  'a hidden scenario or a canary was found in the result: its evidence counts for nothing',
);

const tamperedEvidence = byFinding(
  {
    id: 'tampered-evidence',
    title: 'tampered evidence',
    reason: 'A card is worth what its evidence is worth.',
    triggers: [{ name: 'evidence that was changed', facts: { integrity: ['evidence-tampered'] } }],
    passes: [{ name: 'CI that was changed', facts: { integrity: ['ci-changed'] } }],
  },
  /evidence-tampered/,
  'the evidence of this run was changed after it was gathered',
);

const guardrailDisabled = byFinding(
  {
    id: 'guardrail-disabled',
    title: 'a guardrail disabled without its own approved change',
    reason: 'Whoever switches the check off must not be whom it checks.',
    triggers: [{ name: 'a guardrail that checks nothing', facts: { integrity: ['guardrail-disabled'] } }],
    passes: [{ name: 'a guardrail that runs another command', facts: { integrity: ['guardrail-changed'] } }],
  },
  /guardrail-(disabled|removed)/,
  'a guardrail was disabled: change guardrails in a change of their own',
);

const destructiveMigration: SayingRule = {
  group,
  id: 'destructive-migration',
  title: 'a destructive migration without a rehearsed way back',
  reason: 'What is dropped without a way back is dropped for good.',
  triggers: [
    { name: 'a column goes', facts: { wayBack: { rehearsed: false, irreversible: ['drops column email'] } } },
  ],
  passes: [
    { name: 'rehearsed', facts: { wayBack: { rehearsed: true, irreversible: ['drops column email'] } } },
    { name: 'nothing irreversible', facts: { wayBack: { rehearsed: false, irreversible: [] } } },
  ],
  find: (_, { wayBack }) =>
    wayBack && !wayBack.rehearsed && wayBack.irreversible.length > 0
      ? [`${wayBack.irreversible.join(', ')}, and no way back was rehearsed`]
      : [],
};

const noOwner: SayingRule = {
  group,
  id: 'no-owner',
  title: 'no owner',
  reason: 'Somebody has to answer for it tomorrow.',
  triggers: [{ name: 'nobody', facts: { owner: ' ' } }],
  passes: [{ name: 'somebody', facts: { owner: 'ada' } }],
  find: (_, { owner }) => (owner.trim() === '' ? ['nobody owns this run: set an owner'] : []),
};

export const refusingRules: readonly SayingRule[] = [
  vaultLeak,
  tamperedEvidence,
  guardrailDisabled,
  destructiveMigration,
  noOwner,
];
