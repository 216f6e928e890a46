// The JSON Schemas in docs/schemas, made from the schemas that the code itself reads and writes with.
// Invariant: documents that Dimmer prints may gain fields, so their schemas are open; files that people write are closed.
import * as z from 'zod/mini';
import { configurationSchema } from '../core/configuration.ts';
import { lintReportSchema } from '../core/lint/report-schema.ts';
import { draftDocumentSchema } from '../core/module/draft-document.ts';
import { outcomeCardSchema } from '../core/outcome/schema.ts';
import { doctorAnswerSchema } from '../core/protocol/doctor-answer.ts';
import { evaluateAnswerSchema } from '../core/protocol/evaluator-answer.ts';
import { refusalSchema } from '../core/protocol/refusal.ts';
import { vaultDocumentSchema } from '../core/protocol/vault-document.ts';
import { runRequestSchema } from '../core/protocol/run-request.ts';
import { eventLineSchema } from '../core/run/event-line.ts';
import { runsDocumentSchema, showDocumentSchema } from '../core/run/printed-run.ts';
import { browserStepSchema } from '../core/scenario/browser-step.ts';
import {
  cliStepSchema,
  fileStepSchema,
  httpStepSchema,
  frontMatterSchema,
  judgeStepSchema,
} from '../core/scenario/schema.ts';
import { twinStepSchema } from '../core/scenario/twin-step.ts';
import { specDocumentSchema } from '../core/spec/spec-document.ts';
import { workflowCheckSchema, workflowRunSchema } from '../core/workflow/printed.ts';
import { cassetteJsonSchema } from '../node/agents/rehearsal/cassette.ts';

const scenarioSchema = z.object({
  frontMatter: frontMatterSchema,
  cli: z.optional(cliStepSchema),
  http: z.optional(httpStepSchema),
  file: z.optional(fileStepSchema),
  browser: z.optional(browserStepSchema),
  twin: z.optional(twinStepSchema),
  judge: z.optional(judgeStepSchema),
});

type Source = readonly [schema: z.ZodMiniType, title: string, description: string];

const printed: Readonly<Record<string, Source>> = {
  event: [eventLineSchema, 'Event', 'One line of `events.ndjson` in a run folder.'],
  request: [
    runRequestSchema,
    'Run request',
    '`request.json` of a run folder: all that was decided before launch.',
  ],
  outcome: [
    outcomeCardSchema,
    'Outcome card',
    '`outcome.json` of a run folder and `dimmer outcome RUN --json`.',
  ],
  evaluate: [evaluateAnswerSchema, 'Evaluation', 'What `dimmer evaluate --json` prints.'],
  runs: [runsDocumentSchema, 'Runs', 'What `dimmer runs --json` prints, newest first.'],
  show: [showDocumentSchema, 'Run', 'What `dimmer show RUN --json` prints.'],
  vault: [
    vaultDocumentSchema,
    'Vault',
    'What `dimmer vault ... --json` prints; `selftest` prints a document of its own.',
  ],
  doctor: [doctorAnswerSchema, 'Doctor', 'What `dimmer doctor --json` prints.'],
  lint: [lintReportSchema, 'Lint report', 'What `dimmer lint --json` prints.'],
  spec: [specDocumentSchema, 'Spec', 'What `dimmer spec show FILE --json` prints.'],
  'spec-from': [draftDocumentSchema, 'Module draft', 'What `dimmer spec from FOLDER --json` prints.'],
  'workflow-check': [
    workflowCheckSchema,
    'Workflow check',
    'What `dimmer workflow check FILE.dot --json` prints.',
  ],
  'workflow-run': [
    workflowRunSchema,
    'Workflow simulation',
    'What `dimmer workflow run FILE.dot --simulate --json` prints.',
  ],
  refusal: [refusalSchema, 'Refusal', 'What a command prints with `--json` when it does nothing.'],
};

const written: Readonly<Record<string, Source>> = {
  'dimmer.yaml': [
    configurationSchema,
    'dimmer.yaml',
    'What a repository says about its runs. Every key is optional.',
  ],
  scenario: [
    scenarioSchema,
    'Scenario',
    'The parts of a scenario file: its front matter, and one block of each kind (`cli`, `http`, `file`, `judge`).',
  ],
};

/** Name in docs/schemas -> JSON Schema. `closed` refuses fields that a printed document's schema does not name: for tests. */
export function publishedSchemas({ closed = false } = {}): ReadonlyMap<string, object> {
  return new Map([
    ...Object.entries(printed).map(([name, source]) => [name, jsonSchema(source, 'output', closed)] as const),
    ...Object.entries(written).map(([name, source]) => [name, jsonSchema(source, 'input', true)] as const),
    ['cassette', cassetteJsonSchema()] as const,
  ]);
}

function jsonSchema([schema, title, description]: Source, io: 'input' | 'output', closed: boolean): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    // A run's facts stand in each of its states.
    reused: schema === showDocumentSchema ? 'ref' : 'inline',
    override: ({ jsonSchema: part }) => {
      delete part.readOnly;
      if (!closed && part.additionalProperties === false) delete part.additionalProperties;
    },
  });
  return { $schema, title: `Dimmer: ${title}`, description, ...rest };
}
