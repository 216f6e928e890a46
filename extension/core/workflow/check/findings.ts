// What a check says, as the linter's doors hand it out: diagnostics and quick fixes of an editor.
// Invariant: a fix is a guess at what was meant, so it is offered and never applied by itself.
import type { FileLint, Finding } from '../../lint/finding.ts';
import { prepareWorkflow, workflowRules } from '../prepare.ts';
import { summaryOf } from '../printed.ts';
import type { Diagnostic } from './diagnostic.ts';

/** The findings of a workflow; notes are shown where everything is asked for. */
export function lintWorkflow(text: string, path: string): FileLint {
  const { diagnostics } = prepareWorkflow(text);
  const { errors, warnings } = summaryOf(diagnostics);
  const summary = errors > 0 ? `${errors} to mend before it may be run` : 'it may be run';
  return {
    path,
    findings: diagnostics.map(findingOf),
    readiness: { blocking: errors, openQuestions: warnings, requirements: 0, withoutScenario: 0, summary },
  };
}

function findingOf({ rule, severity, message, fix = '', edit, range }: Diagnostic): Finding {
  const number = workflowRules.findIndex(({ name }) => name === rule) + 1;
  return {
    ...{
      rule,
      code: `FLO${String(number).padStart(3, '0')}`,
      severity,
      tier: severity === 'info' ? 'C' : 'A',
    },
    ...{ message: fix === '' ? message : `${message} ${fix}`, question: fix, range, related: [] },
    ...{ reason: 'A workflow is checked before it is run.', precision: 'follows from the graph' },
    fixes: edit ? [{ title: fix, edits: [edit], guided: true }] : [],
  };
}
