// Wires *Ask One Thing* and the scenario editor's actions to runs, specs, the vault, and the evaluator process.
// Invariant: words of a scenario go over the evaluator's stdin and stdout; what the log gets is a failed process, not its answer.
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type * as z from 'zod/mini';
import { proposeAnswerSchema, tryAnswerSchema } from '../../core/protocol/authoring.ts';
import { decodeJson } from '../../core/protocol/decode.ts';
import { specHeading } from '../../core/spec/spec-heading.ts';
import { resolveCommit } from '../../node/git.ts';
import type { EvaluatorQuestion } from '../../node/evaluator-process.ts';
import type { AskedAbout, AskTarget, ProposalRequest } from '../ask-one-thing.ts';
import type { ScenarioSubject } from '../scenario-trial.ts';
import { readSettings } from '../settings.ts';
import { specsOf } from './delegate-facts.ts';
import type { Models } from './models.ts';
import type { AskEvaluator } from './vault-port.ts';

export interface Authoring {
  about(target: AskTarget): Promise<AskedAbout | undefined>;
  propose(about: AskedAbout, request: ProposalRequest): ReturnType<typeof proposed>;
  tryOut(repository: string, subject: ScenarioSubject, text: string): ReturnType<typeof triedOut>;
  subject(repository: string, text: string): Promise<ScenarioSubject | undefined>;
}

export function createAuthoring(models: Models, ask: AskEvaluator): Authoring {
  return {
    about: (target) => aboutRun(models, target) ?? aboutHead(models),
    async propose({ repository, subject }, request) {
      const common = await commonOf(models, repository, subject);
      return proposed(ask, { ...common, ...request, mode: 'propose' });
    },
    async tryOut(repository, subject, text) {
      const common = await commonOf(models, repository, subject);
      return triedOut(ask, { ...common, mode: 'try', text });
    },
    async subject(repository, text) {
      const id = /^spec:[ \t]*["']?([^"'\n#]+?)["']?[ \t]*$/m.exec(text)?.[1];
      for (const [path] of specsOf(models, repository)) {
        const spec = await readFile(join(repository, path), 'utf8').catch(() => '');
        if (specHeading(spec, path).id === id)
          return { commit: await resolveCommit(repository, 'HEAD'), spec: path };
      }
      return undefined;
    },
  };
}

async function proposed(ask: AskEvaluator, question: EvaluatorQuestion) {
  return answered(ask, question, proposeAnswerSchema);
}

async function triedOut(ask: AskEvaluator, question: EvaluatorQuestion) {
  return answered(ask, question, tryAnswerSchema);
}

async function answered<T>(ask: AskEvaluator, question: EvaluatorQuestion, schema: z.ZodMiniType<T>) {
  const { stdout, exit } = await ask(question);
  const decoded = decodeJson(schema, stdout);
  if (!decoded.ok)
    throw new Error(
      vscode.l10n.t('The evaluator gave no answer (exit {0}). Nothing was changed. Try again.', exit),
    );
  const { value } = decoded;
  if (isFailure(value)) {
    const { message, kept, next } = value.error;
    throw new Error(`${message} ${kept} ${next}`);
  }
  return value as Exclude<T, Failure>;
}

interface Failure {
  readonly error: { readonly message: string; readonly kept: string; readonly next: string };
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'error' in value;
}

/** The run that was named, else the newest that waits for a decision. */
function aboutRun({ runs }: Models, { runId }: AskTarget): Promise<AskedAbout> | undefined {
  const run =
    runId === undefined ? runs.all().find(({ status }) => status === 'awaiting-decision') : runs.get(runId);
  if (run?.head == null) return undefined;
  const { repository, spec } = run.request;
  const subject = { commit: run.head.commit, spec: spec.path, runId: run.request.runId };
  return Promise.resolve({ repository, subject });
}

async function aboutHead(models: Models): Promise<AskedAbout | undefined> {
  const [repository] = models.runs.repositories();
  if (repository === undefined) {
    const message = vscode.l10n.t(
      'No git repository is open. Run `git init`, commit your files, then try again.',
    );
    return void vscode.window.showInformationMessage(message);
  }
  await models.specs.refresh();
  const paths = [...specsOf(models, repository).keys()];
  if (paths.length === 0) {
    const message = vscode.l10n.t('A scenario belongs to a spec, and there is none yet. Write one first.');
    return void vscode.window.showInformationMessage(message);
  }
  const title = vscode.l10n.t('A scenario of which spec?');
  const spec = paths.length === 1 ? paths[0] : await vscode.window.showQuickPick(paths, { title });
  if (spec === undefined) return undefined;
  return { repository, subject: { commit: await resolveCommit(repository, 'HEAD'), spec } };
}

async function commonOf(models: Models, repository: string, subject: ScenarioSubject) {
  const run = subject.runId === undefined ? undefined : models.runs.get(subject.runId);
  const text = run?.request.spec.text ?? (await readFile(join(repository, subject.spec), 'utf8'));
  const judge = await judgeOf(models, repository, run?.request.cassette);
  return {
    ...{ v: 1 as const, vaultDir: '', repository, commit: subject.commit },
    spec: { path: subject.spec, text },
    ...(judge === undefined ? {} : { judge }),
  };
}

/** The model that is set for this repository; a rehearsal speaks for runs that were one, and where it is the backend. */
async function judgeOf({ secrets }: Models, repository: string, cassette: string | undefined) {
  const settings = readSettings(vscode.Uri.file(repository));
  const set = settings.cassette || process.env.DIMMER_CASSETTE;
  const scripted = cassette ?? (settings.backend === 'rehearsal' && set ? set : undefined);
  if (scripted !== undefined) {
    const path = isAbsolute(scripted) ? scripted : join(repository, scripted);
    return { apiKey: 'rehearsal', model: 'rehearsal', cassette: path };
  }
  const apiKey = await secrets.apiKey();
  const baseUrl = settings.baseUrl || process.env.ANTHROPIC_BASE_URL;
  if (apiKey === undefined || settings.model === '') return undefined;
  return { apiKey, model: settings.model, ...(baseUrl ? { baseUrl } : {}) };
}
