// What a step is given and what it reports; shared by every kind of step.
import type { Category } from '../../core/protocol/evaluation.ts';
import type { Scenario } from '../../core/scenario/schema.ts';
import type { LineMeter } from '../line-meter.ts';
import type { Product } from '../product.ts';
import type { ProductServer } from '../server.ts';

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
  last: { readonly exit: number; readonly stdout: string; readonly stderr: string } | undefined;
}

export type StepOutcome =
  | { readonly outcome: 'ok'; readonly record: unknown }
  /** The product did not do what was expected. `certain` facts are not overridden by the scenario's category. */
  | {
      readonly outcome: 'failed';
      readonly category: Category;
      readonly certain: boolean;
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
