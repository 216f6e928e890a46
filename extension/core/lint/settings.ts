// What `dimmer.yaml` says about linting: grades of rules, and the customs that all specs of the repository follow.
import type { Configuration } from '../configuration.ts';
import type { ProfileName } from '../spec/profile.ts';
import type { LintContext } from './rule.ts';

export interface LintSettings {
  readonly profile?: ProfileName;
  readonly grades: NonNullable<LintContext['grades']>;
}

export function lintSettings({ lint }: Pick<Configuration, 'lint'>): LintSettings {
  const { profile, ...grades } = lint ?? {};
  return { ...(profile === undefined ? {} : { profile }), grades };
}
