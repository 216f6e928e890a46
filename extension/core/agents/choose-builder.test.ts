// Who builds: what was chosen, else a signed-in agent, else a key, else an agent that may be signed in, else nobody.
import { expect, test } from 'vitest';
import { agentChecks } from './agent-checks.ts';
import { chooseBuilder, type BuilderInput } from './choose-builder.ts';
import { installedAgent, type DetectedAgent, type ReadyAgent } from './detected-agent.ts';

const access = { hosts: [], files: [], variables: [], environment: {} };
const agent = (id: string, more: Partial<DetectedAgent> = {}): DetectedAgent => ({
  id,
  name: id.toUpperCase(),
  version: '1.2.3',
  command: [`/bin/${id}`, '--acp'],
  adapter: null,
  signIn: { found: true, detail: 'KEY is set' },
  access,
  fix: null,
  ...more,
});
const unsigned = { signIn: { found: false, detail: 'no sign-in found' }, fix: 'Sign in: say so.' };
const mute = { command: null, fix: 'Install its adapter.' };

const cases: [string, BuilderInput, string][] = [
  ['an agent before a key', { agents: [agent('a')], hasKey: true, configured: null }, 'acp a'],
  [
    'the signed-in one',
    { agents: [agent('a', unsigned), agent('b')], hasKey: false, configured: null },
    'acp b',
  ],
  [
    'a key before an unknown sign-in',
    { agents: [agent('a', unsigned)], hasKey: true, configured: null },
    'anthropic',
  ],
  [
    'an unknown sign-in before nothing',
    { agents: [agent('a', unsigned)], hasKey: false, configured: null },
    'acp a',
  ],
  ['a key', { agents: [], hasKey: true, configured: null }, 'anthropic'],
  [
    'nobody',
    { agents: [], hasKey: false, configured: null },
    'none Install Claude Code, Codex or Gemini CLI, or set an API key.',
  ],
  [
    'an agent without its adapter',
    { agents: [agent('a', mute)], hasKey: false, configured: null },
    'none Install its adapter.',
  ],
  [
    'the key that was chosen',
    { agents: [agent('a')], hasKey: true, configured: { backend: 'anthropic' } },
    'anthropic',
  ],
  [
    'never another than the chosen',
    { agents: [agent('a')], hasKey: false, configured: { backend: 'anthropic' } },
    'none Set an API key, or choose an installed agent.',
  ],
  [
    'the rehearsal',
    { agents: [agent('a')], hasKey: true, configured: { backend: 'rehearsal' } },
    'rehearsal',
  ],
  [
    'any agent, not the key',
    { agents: [agent('a', unsigned)], hasKey: true, configured: { backend: 'acp' } },
    'acp a',
  ],
  [
    'the agent that was chosen',
    { agents: [agent('a'), agent('b')], hasKey: true, configured: { backend: 'acp', agent: 'b' } },
    'acp b',
  ],
  [
    'one that is not here',
    { agents: [agent('a')], hasKey: true, configured: { backend: 'acp', agent: 'x' } },
    'none Install it, or choose another with `dimmer.agent.use`.',
  ],
  [
    'one that cannot speak',
    { agents: [agent('a', mute)], hasKey: true, configured: { backend: 'acp', agent: 'a' } },
    'none Install its adapter.',
  ],
];

test.each(cases)('%s', (_name, input, expected) => {
  const choice = chooseBuilder(input);
  const who =
    choice.backend === 'acp' ? ` ${choice.agent.id}` : choice.backend === 'none' ? ` ${choice.next}` : '';
  expect(`${choice.backend}${who}`).toBe(expected);
  expect(choice.reason).not.toBe('');
});

test('a request names the agent, its command, its confinement and what it may use', () => {
  expect(installedAgent(agent('a') as ReadyAgent, 'sandbox')).toEqual({
    id: 'a',
    name: 'A',
    version: '1.2.3',
    command: ['/bin/a', '--acp'],
    confinement: 'sandbox',
    access,
  });
});

test('the doctor names each agent, how it is signed in, and the one fix', () => {
  const lines = agentChecks(
    [agent('a', { adapter: { name: 'a-acp', version: '0.1.0' } }), agent('b', unsigned)],
    false,
  ).map(({ name, ok, detail, fix }) => `${ok} ${name}: ${detail} ${fix ?? ''}`.trim());
  expect(lines).toEqual([
    'true agent A: 1.2.3; through a-acp 0.1.0; KEY is set',
    'false agent B: 1.2.3; no sign-in found Sign in: say so.',
    'true builder: A is installed and signed in',
  ]);
  expect(agentChecks([], false).map(({ name, ok }) => [name, ok])).toEqual([
    ['agents', false],
    ['builder', false],
  ]);
});
