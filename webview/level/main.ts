// Entry point of the Level view: where you are, where the evidence says you are, and the one next step.
import '../ui/toolkit.ts';
import type { LevelView } from '../../extension/core/protocol/panels.ts';
import { pageOf } from '../dom.ts';
import { connectPanel } from '../host.ts';
import { liveRegion } from '../ui/live.ts';
import { capSection } from './cap.ts';
import { turningDial } from './dial.ts';
import { emptySection } from './empty.ts';
import { headerSection } from './header.ts';
import { laterSection } from './later.ts';
import { ladderSection } from './ladder.ts';
import { nextSection } from './next.ts';
import { numbersSection } from './numbers.ts';
import { spokenLevel } from './spoken.ts';

const show = pageOf(document.getElementById('page') as HTMLElement);
const say = liveRegion();
const dial = turningDial();

connectPanel<LevelView>((view, host) => {
  if (view.shows === 'no-folder')
    return show([{ key: 'empty', model: view, build: () => emptySection(host) }]);
  const { mode, canSwitch, trusted, declared, observed, licensed, rehearsals, rungs, next, cap } = view;
  const numbers = { declared, observed, licensed };
  show([
    { key: 'header', model: { mode, canSwitch }, build: () => headerSection(view, host) },
    { key: 'dial', model: numbers, build: () => dial(view) },
    { key: 'numbers', model: { numbers, rehearsals }, build: () => numbersSection(view) },
    { key: 'next', model: { next, trusted }, build: () => nextSection(view, host) },
    { key: 'ladder', model: rungs, build: () => ladderSection(rungs, host) },
    { key: 'cap', model: cap, build: () => capSection(cap) },
    { key: 'later', model: null, build: laterSection },
  ]);
  say(spokenLevel(view));
});
