// The `browser` block: a page is opened, used and looked at by role, label and text, as a person would describe it.
// Invariant: no selector, no script: what a scenario says of a page holds for every way to build it.
import * as z from 'zod/mini';
import { duration, matcherSchema } from './schema.ts';

/** Text that a person reads; `/.../i` is a regular expression. */
const words = z.string().check(z.minLength(1), z.maxLength(2000));

const where = {
  role: z.optional(z.string().check(z.regex(/^[a-z]+$/, 'expected an ARIA role such as button'))),
  /** Accessible name; with `role`. */
  name: z.optional(words),
  label: z.optional(words),
  text: z.optional(words),
};
type Where = Partial<Record<keyof typeof where, string | undefined>>;

function namesOneThing(located: unknown): boolean {
  const { role, name, label, text } = located as Where;
  const said = [role, label, text].filter((one) => one !== undefined).length;
  return said === 1 && (name === undefined || role !== undefined);
}
const namesOne = z.refine(namesOneThing, 'expected one of role, label and text, and name with role only');

export const locatorSchema = z.strictObject(where).check(namesOne);
export type Locator = z.infer<typeof locatorSchema>;

/** Exactly one of the keys of `shape`. */
function oneOf<S extends z.core.$ZodLooseShape>(shape: S) {
  const message = `expected one of ${Object.keys(shape).join(', ')}`;
  return z
    .strictObject(shape)
    .check(
      z.refine((value) => Object.values(value).filter((one) => one !== undefined).length === 1, message),
    );
}

const looked = {
  visible: z.optional(locatorSchema),
  hidden: z.optional(locatorSchema),
  enabled: z.optional(locatorSchema),
  disabled: z.optional(locatorSchema),
  checked: z.optional(locatorSchema),
  unchecked: z.optional(locatorSchema),
  /** What stands in a field. */
  value: z.optional(z.strictObject({ ...where, is: matcherSchema }).check(namesOne)),
  /** How many there are, visible ones only. */
  count: z.optional(z.strictObject({ ...where, is: matcherSchema }).check(namesOne)),
  /** Path and query, or the whole address; text, `/.../` or a matcher. */
  url: z.optional(matcherSchema),
  title: z.optional(matcherSchema),
  /** Everything that can be read on the page. */
  text: z.optional(matcherSchema),
  /** Of the document; less than 400 where nothing is said. */
  status: z.optional(matcherSchema),
};
const expectationSchema = oneOf(looked);
export type Expectation = z.infer<typeof expectationSchema>;

const actionSchema = oneOf({
  click: z.optional(locatorSchema),
  fill: z.optional(z.strictObject({ ...where, with: z.string() }).check(namesOne)),
  check: z.optional(locatorSchema),
  uncheck: z.optional(locatorSchema),
  select: z.optional(z.strictObject({ ...where, option: z.string() }).check(namesOne)),
  /** A key such as `Enter` or `Control+A`, on what has the focus. */
  press: z.optional(z.string().check(z.regex(/^[A-Za-z0-9+]{1,40}$/, 'expected a key such as Enter'))),
  /** Until this holds. */
  wait: z.optional(expectationSchema),
});
export type Action = z.infer<typeof actionSchema>;

export const browserStepSchema = z.strictObject({
  /** A path of the product, or an address that it gave. Without it the page of the step before is gone on with. */
  open: z.optional(z.string().check(z.minLength(1))),
  do: z.optional(z.array(actionSchema).check(z.maxLength(100))),
  expect: z.optional(z.array(expectationSchema).check(z.maxLength(100))),
  /** Name -> where: the value of a field, else its text. */
  capture: z.optional(z.record(z.string(), locatorSchema)),
  /** How long each action and each expectation may take; five seconds when it is left out. */
  within: z.optional(duration),
});
export type BrowserStep = z.infer<typeof browserStepSchema>;
