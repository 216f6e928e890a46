// Live progress of one run: the picture of its stages, fuse, guardrails, and what waits for the human.
import { runGraph } from '../../extension/core/protocol/run-graph.ts';
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { element, type Section } from '../dom.ts';
import type { Host } from '../host.ts';
import { problemCard } from './form-header.ts';
import { fuseCard } from './fuse.ts';
import { guardrailsCard } from './guardrails.ts';
import { questionsCard } from './questions.ts';
import { runHeader } from './run-header.ts';
import { headlineOf } from './spoken.ts';
import { steerCard } from './steer.ts';
import { waitingCard } from './waiting.ts';
import { workflowCard } from './workflow.ts';

export function runSections(view: DelegateRunning, host: Host): Section[] {
  const { runId, canSteer, canStop, canSuspend, standing, minutes, ticking, fuse, guardrails, waiting } =
    view;
  const graph = runGraph(standing, view.picture);
  const headline = headlineOf(view, graph);
  const activity = 'activity' in view ? view.activity : null;
  return [
    {
      key: `header ${runId}`,
      model: [headline, canSteer, canStop, canSuspend, view.mood],
      build: () => runHeader(view, headline, host),
    },
    { key: 'problem', model: view.problem, build: () => problemCard(view.problem) },
    { key: 'questions', model: view.questions, build: () => questionsCard(view, host) },
    {
      key: 'workflow',
      model: [standing, view.picture, Math.floor(minutes), ticking, activity],
      build: () => workflowCard(view, graph, activity),
    },
    {
      key: 'side',
      model: [waiting, fuse, guardrails],
      build: () =>
        element(
          'div',
          { class: 'side' },
          waitingCard(view, host),
          fuseCard(fuse, view.watermark !== null),
          guardrailsCard(guardrails),
        ),
    },
    { key: 'steer', model: [canSteer, view.steers], build: () => steerCard(view, host) },
  ];
}
