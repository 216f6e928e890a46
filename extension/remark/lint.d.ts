// The types of `dimmer/lint`, copied to dist/lint.d.ts by the build: all that users of the plugin see.
import type { Plugin } from 'unified';

export interface DimmerLintOptions {
  /** Certain findings (the default), likely ones as well, or everything. */
  readonly show?: 'certain' | 'likely' | 'all';
  /** Rule name or code -> severity, or off: what `lint` in `dimmer.yaml` says elsewhere. */
  readonly grades?: Readonly<Record<string, 'error' | 'warning' | 'info' | 'off'>>;
  /** Makes findings of severity `error` fatal messages. Without it they are warnings, as in remark-lint. */
  readonly fatal?: boolean;
  /** Where the pages of the rules are; ends with a slash. Left out: in this package. */
  readonly rulePages?: string;
}

/** Adds what an agent would have to guess in a spec to the messages of its file. The tree is left as it is. */
export declare const dimmerLint: Plugin<[options?: DimmerLintOptions]>;
