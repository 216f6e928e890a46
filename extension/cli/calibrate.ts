// `dimmer calibrate`: how far a judge agrees with itself, with people and with lies, and the passport that says so from then on.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { passportText } from '../core/outcome/passport-text.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import { calibrateAnswerSchema } from '../core/protocol/evaluator-answer.ts';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import { labelSchema, type Calibration, type Label } from '../core/protocol/passport.ts';
import { parsed, refuse } from './arguments.ts';
import { askEvaluator } from './ask-evaluator.ts';
import type { CommandIo } from './io.ts';
import { judgeOf } from './judge-of.ts';

export const calibrateUsage = `Usage: dimmer calibrate [--labels FILE.jsonl] [--judge-model ID] [--cassette FILE] [--repeat N]

Asks the judge about labelled outputs and planted lies, N times each (2), and writes its passport into the state folder.
FILE has one object per line: {"rubric": "...", "evidence": "...", "label": true}. It takes the place of the built-in outputs.
Each asking is three requests to the model: a built-in set asked twice is about 1,500.
`;

const options = {
  labels: { type: 'string' },
  'judge-model': { type: 'string' },
  cassette: { type: 'string' },
  repeat: { type: 'string', default: '2' },
} as const;

const mostRepeats = 20;

export async function calibrateCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, options, calibrateUsage, io);
  if (args === null) return 2;
  const repeat = Number(args.values.repeat);
  if (args.positionals.length > 0 || !(Number.isInteger(repeat) && repeat > 0 && repeat <= mostRepeats))
    return refuse(io, 2, calibrateUsage.trimEnd());
  const labels =
    args.values.labels === undefined ? undefined : await labelsIn(resolve(io.cwd, args.values.labels));
  if (typeof labels === 'string') return refuse(io, 2, labels);
  const judge = judgeOf(args.values, io);
  const input: Extract<EvaluatorInput, { mode: 'calibrate' }> = {
    ...{ v: 1, mode: 'calibrate', vaultDir: '', repeat },
    ...(labels === undefined ? {} : { labels }),
    ...(judge === undefined ? {} : { judge }),
  };
  const asked = await askEvaluator(input, calibrateAnswerSchema, io);
  if (!asked.ok) return asked.exit;
  io.out(io.json ? `${JSON.stringify(asked.body)}\n` : calibrationText(asked.body));
  return asked.exit;
}

/** The labels, or what is wrong with the file. */
async function labelsIn(path: string): Promise<Label[] | string> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const kept = 'Nothing was asked.';
  if (text === undefined) return `${path} cannot be read. ${kept} Name a file with one label per line.`;
  const lines = text.split('\n').map((line, at) => ({ line, number: at + 1 }));
  const labels: Label[] = [];
  for (const { line, number } of lines.filter((one) => one.line.trim() !== '')) {
    const decoded = decodeJson(labelSchema, line);
    if (!decoded.ok)
      return `${path}:${number} is no label (${decoded.problems[0]}). ${kept} Write {"rubric": "...", "evidence": "...", "label": true}.`;
    labels.push(decoded.value);
  }
  return labels.length === 0 ? `${path} holds no label. ${kept} Write at least one.` : labels;
}

function calibrationText({ passport, seen, path }: Calibration): string {
  const { model, watermark, measured, asked, unanswered, labels, repeat } = passport;
  const lines = [
    ...(watermark === null ? [] : [`[ ${watermark} ]`]),
    `judge ${model}, ${labels} labels and planted lies, each asked ${repeat} times`,
    passportText(seen).replace('passport: ', ''),
    ...(unanswered === 0
      ? []
      : [`${unanswered} of ${asked} askings brought no majority and are not counted`]),
    measured === 'not measured'
      ? `passport: not measured${watermark === null ? ', too many askings had no answer' : ': a rehearsal says nothing about a model'}`
      : 'passport: written. It stands beside every judged number until model or prompts change.',
    ...(path === null ? [] : [path]),
  ];
  return `${lines.join('\n')}\n`;
}
