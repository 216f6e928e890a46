// One sentence becomes a proposed hidden scenario: by the model where there is one, else by two lines that a human types.
// Invariant: a proposal is a scenario that parses and starts programs the product has; anything else a model says is dropped.
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FormNeeded } from '../../core/protocol/authoring.ts';
import type { EvaluatorInput } from '../../core/protocol/evaluator-input.ts';
import { closestRequirement } from '../../core/scenario/closest-requirement.ts';
import { invalidExpressions, mustCount } from '../../core/scenario/expressions.ts';
import { formStep } from '../../core/scenario/form-step.ts';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import { writeScenario, type ScenarioParts, type WrittenStep } from '../../core/scenario/write-scenario.ts';
import { parseSpec } from '../../core/spec/parse-spec.ts';
import { askForScenario } from '../judge/open-judge.ts';
import type { Replied } from '../judge/propose.ts';
import { problem } from '../problem.ts';
import type { Product } from '../product.ts';
import { failure, type Answer } from '../vault-mode.ts';
import { helpOf } from './help.ts';
import { withSubject } from './subject.ts';

type ProposeInput = Extract<EvaluatorInput, { mode: 'propose' }>;

interface Stated {
  readonly requirement: { readonly id: string; readonly text: string };
  readonly requirements: readonly { readonly id: string; readonly text: string }[];
  readonly specId: string;
  /** The requirement as it stands in the spec, marks included. */
  readonly quoted: string;
}

export async function proposeMode(input: ProposeInput): Promise<Answer> {
  const stated = statedIn(input);
  if (stated === undefined) return failure(problem('no-requirements'));
  const done = await withSubject(input, (product) => propose(input, stated, product));
  return 'reason' in done ? failure(done) : done;
}

function statedIn({ spec, sentence, requirement }: ProposeInput): Stated | undefined {
  const parsed = parseSpec(spec.text, spec.path);
  const requirements = parsed.requirements.map(({ id, text }) => ({ id, text }));
  const chosen =
    requirements.find(({ id }) => id === requirement) ?? closestRequirement(sentence, requirements);
  const range = parsed.requirements.find(({ id }) => id === chosen?.id)?.range;
  const quoted = range === undefined ? '' : spec.text.slice(range.offset, range.endOffset);
  return chosen && { requirement: chosen, requirements, specId: parsed.id, quoted };
}

async function propose(input: ProposeInput, stated: Stated, product: Product): Promise<Answer> {
  if (input.form !== undefined) return fromForm(input, stated, product);
  if (input.judge === undefined) return askTheHuman(stated, product, 'no-model');
  const asked = await askForScenario(input.judge, {
    sentence: input.sentence,
    requirement: stated.requirement,
    spec: input.spec.text.slice(0, 60_000),
    programs: await helpOf(product),
  });
  if (!asked.ok) return askTheHuman(stated, product, asked.reason);
  const rehearsed = input.judge.cassette !== undefined;
  const origin = rehearsed ? 'REHEARSAL: written in advance, not by a model' : `proposed by ${asked.model}`;
  const steps = asked.replied.steps.map(stepOf);
  const { title, vars } = asked.replied;
  const text = scenarioOf({ ...partsOf(input, stated), title, vars, steps, origin }, product);
  if (text === undefined) return askTheHuman(stated, product, 'no-scenario');
  return answer({ ...told(stated), by: rehearsed ? 'rehearsal' : 'model', text });
}

function stepOf(step: Replied['steps'][number]): WrittenStep {
  const { sentence } = step;
  return 'cli' in step
    ? { sentence, kind: 'cli', cli: step.cli }
    : { sentence, kind: 'file', file: step.file };
}

function fromForm(input: ProposeInput, stated: Stated, product: Product): Answer {
  const made = formStep(input.form ?? { command: '', expected: '' });
  if ('problem' in made) return askTheHuman(stated, product, 'form', made.problem);
  const { run } = made.step;
  if (!product.programs.has(run[0] ?? '')) {
    const known = [...product.programs.keys()].join(', ');
    const message = `\`${run[0]}\` is not a program of this product (${known}); name it under \`bin\` in the spec`;
    return askTheHuman(stated, product, 'form', message);
  }
  const steps: WrittenStep[] = [{ sentence: 'Then this holds', kind: 'cli', cli: made.step }];
  const text = scenarioOf({ ...partsOf(input, stated), title: input.sentence, vars: {}, steps }, product);
  if (text === undefined) return askTheHuman(stated, product, 'form', 'that cannot be written as a scenario');
  return answer({ ...told(stated), by: 'form', text });
}

function partsOf({ sentence }: ProposeInput, { requirement, specId }: Stated) {
  const id = `SCN-${randomBytes(3).toString('hex').toUpperCase()}`;
  return { id, spec: specId, requirements: [requirement.id], story: sentence };
}

/** The file, when it reads back as exactly what was meant and every program exists. */
function scenarioOf(parts: ScenarioParts, product: Product): string | undefined {
  const text = writeScenario(parts);
  const parsed = parseScenario(text);
  if (!parsed.ok || invalidExpressions(parsed.scenario).length > 0 || mustCount(parsed.scenario) === 0)
    return undefined;
  const { steps, id, spec, status } = parsed.scenario;
  const meant = parts.steps.map((step) => (step.kind === 'cli' ? step.cli : step.file));
  const read = steps.map((step) =>
    step.kind === 'cli' ? step.cli : step.kind === 'file' ? step.file : null,
  );
  const same = isDeepStrictEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(meant)));
  const ours = id === parts.id && spec === parts.spec && status === 'draft';
  const starts = steps.every((step) => step.kind !== 'cli' || product.programs.has(step.cli.run[0] ?? ''));
  return same && ours && starts ? text : undefined;
}

function askTheHuman(stated: Stated, product: Product, why: FormNeeded['why'], wrong?: string): Answer {
  const programs = [...product.programs.keys()];
  // What the requirement itself quotes as a command, else the first program that the spec names.
  const quoted = [...stated.quoted.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
  const command =
    quoted.find((code) => programs.includes(code.split(/\s/)[0] ?? '')) ?? programs.at(-1) ?? '';
  return answer({
    ...told(stated),
    by: 'nobody',
    why,
    programs,
    command,
    ...(wrong === undefined ? {} : { problem: wrong }),
  });
}

function told({ requirement, requirements }: Stated) {
  return { requirement: requirement.id, requirements };
}

function answer(body: Record<string, unknown>): Answer {
  return { exit: 0, body: { v: 1, ...body } };
}
