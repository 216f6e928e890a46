// Where a run stands in its workflow: what of the picture is lit, which ways it took, and the same as a list.
// Invariant: pure; made by who shows it, from what the log says (`Standing`) and the picture of the file.
import type { StageName } from '../level/level.ts';
import type { StageStatus } from '../run/state.ts';
import { stageLabels, type Standing, type Step } from './run-steps.ts';
import type { PictureEdge, PictureNode, WorkflowPicture } from './workflow-picture.ts';

export interface RunGraph {
  /** The stages in order, the human's decision last. */
  readonly steps: readonly Step[];
  /** Each as `picture.nodes` has it, in the same order; empty without a picture. */
  readonly nodes: readonly NodeState[];
  /** Places in `picture.edges` of those that the run has gone, as far as its log says. */
  readonly gone: readonly number[];
  /** The way back that was taken last, by the labels of its ends; null where none was. */
  readonly sentBack: { readonly from: string; readonly to: string; readonly text: string } | null;
  /** Labels of the nodes that are at work now. */
  readonly atWork: readonly string[];
}

interface NodeState {
  readonly status: StageStatus;
  /** Its result is of an earlier time: the run is on its way to it again. */
  readonly earlier: boolean;
  /** A count or a word; empty while it is to come. */
  readonly detail: string;
}

type Statuses = (id: string) => StageStatus;

/** Without a picture there is the list alone. */
export function runGraph(standing: Standing, picture: WorkflowPicture | null): RunGraph {
  if (picture === null) return listOnly(standing);
  const known = statusesOf(standing, picture);
  const of: Statuses = (id) => known.get(id) ?? 'waiting';
  const again = aheadOf(picture, of);
  const back = wayBack(standing, picture, of);
  const isGone = (edge: PictureEdge) =>
    edge.back ? back === edge : !again.has(edge.to) && isPassed(edge, of);
  const label = (id: string) => picture.nodes.find((node) => node.id === id)?.label ?? id;
  return {
    steps: stepsOf(standing, picture, of, again),
    nodes: picture.nodes.map((node) => {
      const [status, earlier] = [of(node.id), again.has(node.id)];
      return { status, earlier, detail: wordsOf(standing, picture, node, { status, earlier }) };
    }),
    gone: picture.edges.flatMap((edge, at) => (isGone(edge) ? [at] : [])),
    sentBack: back
      ? { from: label(back.from), to: label(back.to), text: standing.loop?.text ?? wordsAt(back) }
      : standing.own
        ? null
        : sentBackByStage(standing),
    atWork: picture.nodes
      .filter(({ id, stage }) => stage !== null && of(id) === 'active')
      .map((node) => node.label),
  };
}

function listOnly(standing: Standing): RunGraph {
  const reviewed = standing.steps.some(({ id }) => isReview(id));
  return {
    steps: [...standing.steps, ...(reviewed ? [] : [standing.decide])],
    nodes: [],
    gone: [],
    sentBack: standing.own ? null : sentBackByStage(standing),
    atWork: [],
  };
}

function sentBackByStage({ loop }: Standing): RunGraph['sentBack'] {
  return loop && { from: stageLabels[loop.from], to: stageLabels[loop.to], text: loop.text };
}

const wordsAt = ({ words }: PictureEdge) => words?.lines.join(' ') ?? 'failed';

const isReview = (stage: string | null) => stage === 'file-review' || stage === 'change-set-review';

const isReviewed = ({ nodes }: WorkflowPicture) => nodes.some(({ stage }) => isReview(stage));

/** Those of the run's own workflow by their label, else those of its level by the label that its graph gives them. */
function stepsOf(
  standing: Standing,
  picture: WorkflowPicture,
  of: Statuses,
  again: ReadonlySet<string>,
): readonly Step[] {
  const { own, steps, decide } = standing;
  const labelled = own
    ? picture.nodes
        .filter(({ id, stage }) => stage !== null || steps.some((one) => one.id === id))
        .map(({ id, label, stage }): Step => {
          const visits = steps.find((one) => one.id === id)?.visits ?? 0;
          const counts = detailAt(standing, picture, { id, stage });
          return { id, label, visits, status: of(id), detail: again.has(id) ? counts || 'before' : counts };
        })
    : steps.map((one) => ({
        ...one,
        label: picture.nodes.find(({ stage }) => stage === one.id)?.label ?? one.label,
      }));
  return isReviewed(picture) ? labelled : [...labelled, decide];
}

function statusesOf(standing: Standing, picture: WorkflowPicture): ReadonlyMap<string, StageStatus> {
  const { own, steps, decide } = standing;
  const known = new Map(steps.map(({ id, status }) => [id, status]));
  const statuses = new Map<string, StageStatus>();
  for (const { id, stage } of picture.nodes) {
    const status = own ? known.get(id) : stage === null ? undefined : (known.get(stage) ?? 'skipped');
    if (status !== undefined) statuses.set(id, status);
    else if (stage !== null && decide.status !== 'waiting') statuses.set(id, 'skipped');
  }
  const touched = (id: string) => !['waiting', 'skipped'].includes(statuses.get(id) ?? 'waiting');
  const begun = steps.some(({ status }) => status !== 'waiting');
  // What a run passes without a word has been passed where something behind it was come to.
  for (const { id, type } of [...picture.nodes].reverse()) {
    if (type === 'start') statuses.set(id, begun ? 'success' : 'waiting');
    else if (type === 'exit') statuses.set(id, exitStatus(decide, picture));
    else if (!statuses.has(id)) {
      const behind = picture.edges.some(({ from, to, back }) => from === id && !back && touched(to));
      statuses.set(id, behind ? 'success' : 'waiting');
    }
  }
  return statuses;
}

/** The exit stands for the decision, which follows it; a review is one itself. */
function exitStatus({ status }: Step, picture: WorkflowPicture): StageStatus {
  return status === 'active' && isReviewed(picture) ? 'waiting' : status;
}

/** What has a result and lies ahead of what is at work. */
function aheadOf({ nodes, edges }: WorkflowPicture, of: Statuses): ReadonlySet<string> {
  const active = nodes.filter(({ id }) => of(id) === 'active').map(({ id }) => id);
  const reached = new Set(active);
  for (const id of reached)
    for (const { from, to, back, kind } of edges)
      if (from === id && !back && kind !== 'jump') reached.add(to);
  return new Set([...reached].filter((id) => ['success', 'fail'].includes(of(id))));
}

const words: Readonly<Record<StageStatus, string>> = {
  waiting: '',
  active: 'now',
  success: 'done',
  fail: 'failed',
  skipped: 'skipped',
};

function wordsOf(
  standing: Standing,
  picture: WorkflowPicture,
  node: PictureNode,
  { status, earlier }: Pick<NodeState, 'status' | 'earlier'>,
): string {
  if (status === 'waiting' || node.type === 'start') return '';
  if (node.type === 'exit') return status === 'active' ? 'you decide' : standing.decide.detail;
  return detailAt(standing, picture, node) || (earlier ? `${words[status]} before` : words[status]);
}

/** The count of its stage where it is the only one of that kind, else how often it was come to. */
function detailAt(
  { steps, details }: Standing,
  picture: WorkflowPicture,
  { id, stage }: { readonly id: string; readonly stage: StageName | null },
): string {
  const alone = picture.nodes.filter((node) => node.stage === stage).length === 1;
  const detail = alone ? (details.find((one) => one.stage === stage)?.detail ?? '') : '';
  const visits = steps.find((one) => one.id === id)?.visits ?? 0;
  return detail === '' && visits > 1 ? `visit ${visits}` : detail;
}

function isPassed({ from, to, kind }: PictureEdge, of: Statuses): boolean {
  const touched = (id: string) => of(id) !== 'waiting' && of(id) !== 'skipped';
  if (!touched(from) || !touched(to) || kind === 'jump') return false;
  return kind === 'plain' || (of(from) === 'fail') === (kind === 'bad');
}

/** The way back that led to where the run is, where only one can have. */
function wayBack(
  { own, steps, loop }: Standing,
  { nodes, edges }: WorkflowPicture,
  of: Statuses,
): PictureEdge | undefined {
  const ways = edges.filter(({ back, kind }) => back && kind !== 'jump');
  if (!own) {
    const stage = (id: string) => nodes.find((node) => node.id === id)?.stage;
    return ways.find(({ from, to }) => loop && stage(from) === loop.from && stage(to) === loop.to);
  }
  const visits = (id: string) => steps.find((one) => one.id === id)?.visits ?? 0;
  const again = ways.filter(({ from, to }) => visits(to) > 1 && of(from) === 'fail');
  return again.length === 1 ? again[0] : undefined;
}
