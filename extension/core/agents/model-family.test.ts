import { expect, test } from 'vitest';
import { familyNote, modelFamily } from './model-family.ts';

test('ids of the same kind are one family, whoever serves them', () => {
  const cases: [string, string][] = [
    ['claude-sonnet-9', 'claude'],
    ['us.anthropic.claude-haiku-9-v1:0', 'claude'],
    ['Claude Code 2.1', 'claude'],
    ['openai/gpt-9', 'gpt'],
    ['o3-mini', 'gpt'],
    ['Codex 1.2', 'gpt'],
    ['models/gemini-9-flash', 'gemini'],
    ['meta-llama/Llama-9', 'llama'],
    ['house-model-1', 'house'],
    ['rehearsal', 'rehearsal'],
    ['', ''],
  ];
  expect(cases.map(([id]) => [id, modelFamily(id)])).toEqual(cases);
});

test('a judge of the builder\u2019s family is named, another is not', () => {
  expect(familyNote('claude-sonnet-9', 'anthropic/claude-haiku-9')).toEqual([
    "judge anthropic/claude-haiku-9 is of the builder's family (claude); another one is named with --judge-model or the setting dimmer.judge.model",
  ]);
  expect(familyNote('claude-sonnet-9', 'gpt-9')).toEqual([]);
  expect(familyNote('', 'gpt-9')).toEqual([]);
});
