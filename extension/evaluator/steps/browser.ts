// A `browser` step: opens a page of the product, uses it by role, label and text, and compares what can be seen.
// Invariant: what is expected never enters the browser's sandbox; an answer that is missing or odd is never taken for "hidden".
import * as z from 'zod/mini';
import type { Category } from '../../core/protocol/evaluation.ts';
import { decode } from '../../core/protocol/decode.ts';
import type { Action, BrowserStep, Expectation, Locator } from '../../core/scenario/browser-step.ts';
import { mismatch } from '../../core/scenario/match.ts';
import { pageWords, re2Of } from '../../core/scenario/page-words.ts';
import { milliseconds, type Matcher } from '../../core/scenario/schema.ts';
import { fillDeep } from '../../core/scenario/template.ts';
import type { BrowserReply } from '../browser/browser.ts';
import type { Page } from '../browser/page.ts';
import { failedStep, unanswered, type StepOutcome, type Trajectory } from './step.ts';

const openMs = 30_000;
const patienceMs = 5_000;
const pauseMs = 100;
const lookMs = 2_000;
const silent = 'the page did not answer';

const seenSchema = z.object({
  url: z.string(),
  title: z.string(),
  text: z.string(),
  status: z.number(),
  errors: z.array(z.string()),
});
type Seen = z.infer<typeof seenSchema>;
const lookSchema = z.object({
  count: z.int(),
  enabled: z.nullable(z.boolean()),
  checked: z.nullable(z.boolean()),
  text: z.nullable(z.string()),
});
const shotSchema = z.object({ jpeg: z.string() });

interface Failure {
  readonly category: Category;
  readonly text: string;
  readonly certain?: boolean;
}

interface Doing {
  readonly step: BrowserStep;
  readonly page: Page;
  readonly trajectory: Trajectory;
  /** Milliseconds that are left for one thing, at most `most`. */
  left(most?: number): number;
}

export async function runBrowser(template: BrowserStep, trajectory: Trajectory): Promise<StepOutcome> {
  const step = fillDeep(template, trajectory.values);
  const asked = { open: step.open };
  if ((await trajectory.server()) === undefined)
    return unanswered(
      'missing-behaviour',
      'the spec says nothing about how its server starts: `start`',
      asked,
    );
  const opened = await trajectory.page();
  if (!opened.ok) return { outcome: 'infra-error', reason: opened.reason };
  const within = step.within === undefined ? patienceMs : milliseconds(step.within);
  const left = (most = within) => Math.max(1, Math.min(most, trajectory.deadline - performance.now()));
  const doing: Doing = { step, page: opened.page, trajectory, left };
  const held = await carryOut(doing);
  const seen = await pageSeen(doing);
  const failure = held ?? errorStatus(doing, seen);
  const record = {
    page: step.open ?? '',
    ...seen,
    screenshot: seen === undefined ? '' : await screenshot(doing),
  };
  trajectory.last = { exit: seen?.status ?? 0, stdout: seen?.text ?? '', stderr: '' };
  if (failure === undefined) return { outcome: 'ok', record };
  return failedStep(failure.category, [failure.text], record, failure.certain);
}

async function carryOut(doing: Doing): Promise<Failure | undefined> {
  const { step } = doing;
  const early = step.open === undefined ? undefined : await open(step.open, doing);
  if (early !== undefined) return early;
  for (const action of step.do ?? []) {
    const failure = await act(action, doing);
    if (failure !== undefined) return failure;
  }
  for (const expectation of step.expect ?? []) {
    const problem = await expectThat(expectation, doing);
    if (problem !== undefined) return worse(doing, notHolding(problem, 'wrong-output'));
  }
  return takeCaptures(doing);
}

/** Where nothing is expected of it, an error is none that was asked for. */
function errorStatus({ step }: Doing, seen: Seen | undefined): Failure | undefined {
  const asked = (step.expect ?? []).some((one) => one.status !== undefined);
  const status = seen?.status ?? 0;
  if (asked || status < 400) return undefined;
  const text = `status: expected less than 400, found ${status}`;
  return { category: status >= 500 ? 'crash' : 'wrong-output', text };
}

async function open(address: string, doing: Doing): Promise<Failure | undefined> {
  const { page } = doing;
  const url = URL.parse(address, page.origin);
  if (url === null || url.protocol !== 'http:' || !page.hosts.includes(url.host))
    return { category: 'wrong-output', text: `not an address of the product: ${address.slice(0, 200)}` };
  const ms = doing.left(openMs);
  const reply = await page.call('open', { url: url.href }, ms);
  return reply.ok ? undefined : worse(doing, failureOf(reply, 'open', 'wrong-output'));
}

async function act(action: Action, doing: Doing): Promise<Failure | undefined> {
  if (action.wait !== undefined) {
    const problem = await expectThat(action.wait, doing);
    return problem === undefined ? undefined : worse(doing, notHolding(`wait: ${problem}`, 'timeout'));
  }
  const [kind, given] = Object.entries(action)[0] as [
    string,
    string | (Locator & { with?: string; option?: string }),
  ];
  const ms = doing.left();
  const more =
    typeof given === 'string'
      ? { value: given }
      : { where: located(given), value: given.with ?? given.option };
  const reply = await doing.page.call('act', { kind, ...more }, ms);
  const what = typeof given === 'string' ? `${kind} ${given}` : `${kind} ${named(given)}`;
  return reply.ok ? undefined : worse(doing, failureOf(reply, what, 'missing-behaviour'));
}

function failureOf(reply: Extract<BrowserReply, { ok: false }>, what: string, other: Category): Failure {
  const { kind, message } = reply;
  const text = `${what}: ${message}`;
  if (kind === 'crash' || kind === 'gone') return { category: 'crash', text, certain: true };
  if (kind === 'timeout') return { category: 'timeout', text };
  return { category: kind === 'several' ? 'wrong-output' : other, text };
}

/** A page that is busy for ever is late, whatever else it is. */
function notHolding(text: string, category: Category): Failure {
  return text.endsWith(silent) ? { category: 'timeout', text, certain: true } : { category, text };
}

/** A server that has ended explains whatever was not there; its end may become known a moment later. */
async function worse({ trajectory, left }: Doing, failure: Failure): Promise<Failure> {
  const server = await trajectory.server();
  const wait = failure.text.includes('net::') ? left(1_000) : 0;
  const trouble = await server?.trouble(wait);
  if (trouble === undefined) return failure;
  return { category: 'crash', text: `${failure.text}; ${trouble}`, certain: true };
}

/** Looks until it holds or time is up; undefined when it does. */
async function expectThat(expectation: Expectation, doing: Doing): Promise<string | undefined> {
  const end = performance.now() + doing.left();
  for (;;) {
    const problem = await problemNow(expectation, doing);
    if (problem === undefined || performance.now() + pauseMs > end) return problem;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function problemNow(expectation: Expectation, doing: Doing): Promise<string | undefined> {
  for (const [name, wanted] of Object.entries(expectation)) {
    if (name === 'url' || name === 'title' || name === 'text' || name === 'status') {
      const seen = await pageSeen(doing);
      if (seen === undefined) return `${name}: ${silent}`;
      const problem = onPage(name, wanted as Matcher, seen, doing.page);
      if (problem !== undefined) return `${name}: ${problem}`;
      continue;
    }
    const where = wanted as Locator & { is?: Matcher };
    const problem = await problemOf(name as Looked, where, doing);
    if (problem !== undefined) return `${name} ${named(where)}: ${problem}`;
  }
  return undefined;
}

function onPage(
  name: 'url' | 'title' | 'text' | 'status',
  wanted: Matcher,
  seen: Seen,
  { origin }: Page,
): string | undefined {
  const path = seen.url.startsWith(origin) ? seen.url.slice(origin.length) : seen.url;
  const actual = name === 'url' ? path : seen[name];
  if (typeof wanted !== 'string') return mismatch(wanted, actual);
  const words = pageWords(wanted);
  if (!('words' in words)) return mismatch({ matches: re2Of(words) }, actual);
  if (name === 'text') return mismatch({ contains: wanted }, actual);
  return name === 'url' && wanted === seen.url ? undefined : mismatch(wanted, actual);
}

type Looked = 'visible' | 'hidden' | 'enabled' | 'disabled' | 'checked' | 'unchecked' | 'value' | 'count';

async function problemOf(
  name: Looked,
  where: Locator & { is?: Matcher },
  doing: Doing,
): Promise<string | undefined> {
  const reply = await doing.page.call('look', { where: located(where) }, doing.left(lookMs));
  const look = reply.ok ? decode(lookSchema, reply.value) : undefined;
  if (look?.ok !== true) return silent;
  const { count, enabled, checked, text } = look.value;
  if (name === 'hidden') return count === 0 ? undefined : 'it can be seen';
  if (name === 'count') return mismatch(where.is ?? 0, count);
  if (count === 0) return 'nothing like that can be seen';
  if (name === 'value') return mismatch(where.is ?? '', text ?? undefined);
  if (name === 'enabled' || name === 'disabled')
    return enabled === (name === 'enabled') ? undefined : `it is not ${name}`;
  if (name === 'checked' || name === 'unchecked')
    return checked === (name === 'checked') ? undefined : `it is not ${name}`;
  return undefined;
}

async function takeCaptures(doing: Doing): Promise<Failure | undefined> {
  for (const [key, where] of Object.entries(doing.step.capture ?? {})) {
    const problem = await expectThat({ visible: where }, doing);
    if (problem !== undefined) return { category: 'wrong-output', text: `capture: ${problem}` };
    const reply = await doing.page.call('look', { where: located(where) }, doing.left(lookMs));
    const look = reply.ok ? decode(lookSchema, reply.value) : undefined;
    doing.trajectory.values.set(key, (look?.ok === true ? look.value.text : null)?.trim() ?? '');
  }
  return undefined;
}

async function pageSeen({ page, left }: Doing): Promise<Seen | undefined> {
  const reply = await page.call('page', {}, left(lookMs));
  const seen = reply.ok ? decode(seenSchema, reply.value) : undefined;
  return seen?.ok === true ? seen.value : undefined;
}

/** Base64 of a JPEG, for the encrypted evidence; empty where the page gave none. */
async function screenshot({ page, left }: Doing): Promise<string> {
  const reply = await page.call('shot', {}, left(lookMs));
  const shot = reply.ok ? decode(shotSchema, reply.value) : undefined;
  return shot?.ok === true && shot.value.jpeg.length <= 1024 * 1024 ? shot.value.jpeg : '';
}

function located({ role, name, label, text }: Locator) {
  const read = (one: string | undefined) => (one === undefined ? undefined : pageWords(one));
  return { role, name: read(name), label: read(label), text: read(text) };
}

function named({ role, name, label, text }: Locator): string {
  if (role !== undefined) return name === undefined ? role : `${role} ${JSON.stringify(name)}`;
  return label === undefined ? JSON.stringify(text) : `label ${JSON.stringify(label)}`;
}
