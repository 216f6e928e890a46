// The examples in the documents are what the program accepts: a reader may copy them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { expect, test } from 'vitest';
import { decodeConfiguration } from '../core/configuration.ts';
import { decode } from '../core/protocol/decode.ts';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import { cliStepSchema, fileStepSchema, httpStepSchema, judgeStepSchema } from '../core/scenario/schema.ts';
import { browserStepSchema } from '../core/scenario/browser-step.ts';
import { twinStepSchema } from '../core/scenario/twin-step.ts';
import { parseCassette } from '../node/agents/rehearsal/cassette.ts';
import { root } from './sources.ts';

async function blocks(document: string, language: string): Promise<string[]> {
  const text = await readFile(join(root, 'docs', document), 'utf8');
  const fences = new RegExp(`^(\`{3,})${language}\\n([^]*?)^\\1$`, 'gm');
  return [...text.matchAll(fences)].map((match) => match[2] ?? '');
}

test('the scenario of docs/scenarios.md is one', async () => {
  const [scenario = ''] = await blocks('scenarios.md', 'markdown');
  const parsed = parseScenario(scenario);
  expect(parsed.ok ? parsed.scenario.steps.map(({ kind }) => kind) : parsed.problems).toEqual(['cli', 'cli']);
});

test('its blocks are one step of each kind', async () => {
  const [cli, http, file, twin, browser, judge, ...others] = await blocks('scenarios.md', 'yaml');
  expect(others).toEqual([]);
  expect(decode(cliStepSchema, parseYaml(cli ?? ''))).toMatchObject({ ok: true });
  expect(decode(fileStepSchema, parseYaml(file ?? ''))).toMatchObject({ ok: true });
  expect(decode(httpStepSchema, parseYaml(http ?? ''))).toMatchObject({ ok: true });
  expect(decode(twinStepSchema, parseYaml(twin ?? ''))).toMatchObject({ ok: true });
  expect(decode(browserStepSchema, parseYaml(browser ?? ''))).toMatchObject({ ok: true });
  expect(decode(judgeStepSchema, parseYaml(judge ?? ''))).toMatchObject({ ok: true });
});

test('the cassettes of docs/cassettes.md are cassettes', async () => {
  const cassettes = await blocks('cassettes.md', 'yaml');
  expect(cassettes.length).toBe(2);
  for (const cassette of cassettes) expect(parseCassette(cassette)).toMatchObject({ ok: true });
});

test('the dimmer.yaml of docs/commands-and-settings.md has no problem', async () => {
  const [yaml = ''] = await blocks('commands-and-settings.md', 'yaml');
  expect(decodeConfiguration(yaml).problems).toEqual([]);
  expect(Object.keys(decodeConfiguration(yaml).configuration).length).toBeGreaterThan(6);
});
