// What a step is given and what it reports; shared by every kind of step.
import type { Category } from '../../core/protocol/evaluation.ts';
import type { Scenario } from '../../core/scenario/schema.ts';
import type { OpenedPage } from '../browser/page.ts';
import type { LineMeter } from '../line-meter.ts';
import type { Product } from '../product.ts';
import type { ProductServer } from '../server.ts';
import type { Twins } from '../twins/twins.ts';

/** One trajectory in progress. Only `values`, `last` and `files` change, and only between steps. */
export interface Trajectory {
  readonly product: Product;
  readonly scenario: Scenario;
  /** Host directory shown as `/box`. */
  readonly box: string;
  /** `performance.now()` at which the trajectory's time is up. */
  readonly deadline: number;
  readonly values: Map<string, string>;
  /** Only in a pass that measures lines; its verdict is thrown away. */
  readonly meter?: LineMeter;
  /** Started when first asked for; undefined where the spec does not say how. */
  server(): Promise<ProductServer | undefined>;
  /** Ends the server and all it started; the next question starts another. */
  stopServer(): Promise<void>;
  readonly twins: Twins;
  /** The page of this trajectory, opened when first asked for. */
  page(): Promise<OpenedPage>;
  last: { readonly exit: number; readonly stdout: string; readonly stderr: string } | undefined;
}

export type StepOutcome =
  | { readonly outcome: 'ok'; readonly record: unknown }
  /** The product did not do what was expected. `certain` facts are not overridden by the scenario's category. */
  | {
      readonly outcome: 'failed';
      readonly category: Category;
      readonly certain: boolean;
      /** There was nothing that could have done it: not even a scenario of what must not happen is satisfied by that. */
      readonly unanswered?: true;
      readonly failures: readonly string[];
      readonly record: unknown;
    }
  | { readonly outcome: 'infra-error'; readonly reason: string };

export function failedStep(
  category: Category,
  failures: readonly string[],
  record: unknown,
  certain = false,
): StepOutcome {
  return { outcome: 'failed', category, certain, failures, record };
}

/** The product has nothing that could be asked. */
export function unanswered(category: Category, failure: string, record: unknown): StepOutcome {
  return { outcome: 'failed', category, certain: false, unanswered: true, failures: [failure], record };
}
