import { expect, test } from 'vitest';
import { decodeSettings, defaultTokens, type SettingId } from './settings.ts';

const read = (values: Partial<Record<SettingId, unknown>>) => decodeSettings((id) => values[id]);

test('nothing set gives the defaults', () => {
  expect(read({})).toEqual({
    level: 2,
    specs: ['specs/**/*.md', '**/*.spec.md'],
    show: 'certain',
    backend: 'anthropic',
    chosenBackend: null,
    agent: { use: '', command: [], hosts: [], credentials: [], unconfined: false },
    model: '',
    judgeModel: '',
    baseUrl: '',
    cassette: '',
    tokens: defaultTokens,
    dollars: null,
    owner: '',
    githubApiUrl: '',
    problems: [],
  });
});

test('a wrong type is named and replaced, the rest is kept', () => {
  const settings = read({ 'dimmer.level': 5, 'dimmer.specs': 'specs', 'dimmer.model': ' claude ' });
  expect(settings).toMatchObject({ level: 2, model: 'claude', problems: ['dimmer.level', 'dimmer.specs'] });
});

test('a run is never without a cap', () => {
  expect(read({ 'dimmer.budget.tokens': null })).toMatchObject({ tokens: defaultTokens, dollars: null });
  expect(read({ 'dimmer.budget.tokens': null, 'dimmer.budget.dollars': 3 })).toMatchObject({
    tokens: null,
    dollars: 3,
  });
  expect(read({ 'dimmer.budget.tokens': 0 })).toMatchObject({
    tokens: defaultTokens,
    problems: ['dimmer.budget.tokens'],
  });
});
