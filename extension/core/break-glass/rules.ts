// Every break-glass rule, in the order of the page.
import { authentication } from './rules/authentication.ts';
import { authorisation } from './rules/authorisation.ts';
import { checkConfiguration } from './rules/check-configuration.ts';
import { cheatSignals } from './rules/cheat-signals.ts';
import { criticalDecision } from './rules/critical-decision.ts';
import { criticalPath } from './rules/critical-path.ts';
import { cryptography } from './rules/cryptography.ts';
import { deletion } from './rules/deletion.ts';
import { dependencyAdvisory } from './rules/dependency-advisory.ts';
import { droppedCheck } from './rules/dropped-check.ts';
import { droppedProtection } from './rules/dropped-protection.ts';
import { incompleteProvenance } from './rules/incomplete-provenance.ts';
import { loosenedSetting } from './rules/loosened-setting.ts';
import { migration } from './rules/migration.ts';
import { narrowedCall } from './rules/narrowed-call.ts';
import { newEgress } from './rules/new-egress.ts';
import { payments } from './rules/payments.ts';
import { personalData } from './rules/personal-data.ts';
import { privilegedSurface } from './rules/privileged-surface.ts';
import { refusingRules } from './rules/refused.ts';
import { sayingRules as plainlySaid } from './rules/said.ts';
import { sandboxAndPermissions } from './rules/sandbox-and-permissions.ts';
import { secrets } from './rules/secrets.ts';
import { unreadableContent } from './rules/unreadable-content.ts';
import { untrustedInput } from './rules/untrusted-input.ts';
import { weakenedTests } from './rules/weakened-tests.ts';
import type { ForcingRule, Rule, SayingRule } from './rule.ts';

export const forcingRules: readonly ForcingRule[] = [
  authentication,
  authorisation,
  secrets,
  cryptography,
  payments,
  personalData,
  deletion,
  untrustedInput,
  sandboxAndPermissions,
  criticalDecision,
  droppedCheck,
  droppedProtection,
  narrowedCall,
  loosenedSetting,
  criticalPath,
  checkConfiguration,
  migration,
  weakenedTests,
  privilegedSurface,
  dependencyAdvisory,
  newEgress,
  unreadableContent,
  incompleteProvenance,
];

export const sayingRules: readonly SayingRule[] = [...plainlySaid, ...cheatSignals];

export const rules: readonly Rule[] = [...forcingRules, ...sayingRules, ...refusingRules];
export { refusingRules };
