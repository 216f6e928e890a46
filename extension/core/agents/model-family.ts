// Which family a model belongs to, from its id: a model is kinder to what its own kind wrote.
// Invariant: an id that nothing is known about is a family of its own first word; nothing at all is no family.

const families: readonly (readonly [RegExp, string])[] = [
  [/claude|anthropic/, 'claude'],
  [/gemini|gemma|palm/, 'gemini'],
  [/\b(gpt|chatgpt|codex|openai|o[134])(\b|-|\d)/, 'gpt'],
  [/llama/, 'llama'],
  [/mi[sx]tral|codestral|devstral/, 'mistral'],
  [/qwen|qwq/, 'qwen'],
  [/deepseek/, 'deepseek'],
  [/\bgrok/, 'grok'],
  [/\bnova\b/, 'nova'],
];

/** `us.anthropic.claude-sonnet-9` is `claude`; the agent `Codex 1.2` is `gpt`; empty where there is no model. */
export function modelFamily(model: string): string {
  const id = model.toLowerCase().trim();
  return families.find(([pattern]) => pattern.test(id))?.[1] ?? id.split(/[-_/.: ]/)[0] ?? '';
}

/** For whoever launches: empty where the two differ, or one of them is not known. */
export function familyNote(builder: string, judge: string): string[] {
  const family = modelFamily(builder);
  if (family === '' || modelFamily(judge) !== family) return [];
  return [
    `judge ${judge} is of the builder's family (${family}); another one is named with --judge-model or the setting dimmer.judge.model`,
  ];
}
