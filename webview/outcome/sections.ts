// The order of the outcome page: answer, red flags, what was not checked, what was decided for you, then numbers.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import type { Section } from '../dom.ts';
import type { Host } from '../host.ts';
import { behaviourCard } from './behaviour.ts';
import { answerLine } from './answer.ts';
import { assumptionsCard } from './assumptions.ts';
import { costCard } from './cost.ts';
import { decideCard } from './decide.ts';
import { filesCard } from './files.ts';
import { identityCard } from './identity.ts';
import { integrityCard } from './integrity.ts';
import { notCheckedCard } from './not-checked.ts';
import { outcomeHeader } from './header.ts';
import { readingBand, spotChecksCard } from './reading.ts';
import { flagsCard } from './red-flags.ts';
import { satisfactionCard } from './satisfaction.ts';
import { performanceCard, surfaceCard } from './surface.ts';

export function outcomeSections(view: OutcomeView, host: Host): Section[] {
  const { card, sent, problem } = view;
  const { identity, satisfaction, integrity, intent, decision } = card;
  const files = view.shows === 'files' ? view.files : null;
  const refusals = [...(problem === null ? [] : [problem]), ...decision.refused];
  return [
    {
      key: `header ${view.runId}`,
      model: [identity, view.diffNote, view.canSwitch, view.shows, card.watermark],
      build: () => outcomeHeader(view, host),
    },
    {
      key: 'answer',
      model: [card.verdict, card.answer, card.redFlags.length],
      build: () => answerLine(card),
    },
    { key: 'reading', model: [card.spotChecks, decision.open], build: () => readingBand(card, host) },
    {
      key: 'flags',
      model: [card.redFlags, decision.points, decision.open, refusals],
      build: () => flagsCard(card, refusals, host),
    },
    { key: 'not-checked', model: card.notChecked, build: () => notCheckedCard(card.notChecked, host) },
    { key: 'assumptions', model: [intent, decision.open], build: () => assumptionsCard(card, host) },
    { key: 'files', model: files, build: () => filesCard(files, host) },
    { key: 'satisfaction', model: [satisfaction, decision.open], build: () => satisfactionCard(card, host) },
    {
      key: 'behaviour',
      model: [card.behaviour, card.demonstrations],
      build: () => behaviourCard(card),
    },
    { key: 'surface', model: card.surface, build: () => surfaceCard(card) },
    { key: 'integrity', model: integrity, build: () => integrityCard(integrity, identity.level) },
    {
      key: 'performance',
      model: [card.performance, card.structure],
      build: () => performanceCard(card),
    },
    { key: 'spot-checks', model: card.spotChecks, build: () => spotChecksCard(card, host) },
    {
      key: 'cost',
      model: [card.cost, card.change, card.rounds, card.wayBack, identity.adopted],
      build: () => costCard(card),
    },
    {
      key: 'identity',
      model: [identity, satisfaction.kind],
      build: () => identityCard(identity, satisfaction.kind === 'measured'),
    },
    { key: `decide ${view.runId}`, model: [decision, sent], build: () => decideCard(view, host) },
  ];
}
