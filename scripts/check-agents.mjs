// Installs the real agents into a temporary folder, finds them as Dimmer does, starts each in the sandbox, and asks it to
// `initialize`. Nothing further: no session, no model, no sign-in. Prints a table, with --json one document. Not part of CI.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onProjectNode } from './on-project-node.mjs';

onProjectNode();
const { installedAgent } = await import('../extension/core/agents/detected-agent.ts');
const { connectAgent } = await import('../extension/node/agents/acp/connect.ts');
const { startAgent } = await import('../extension/node/agents/acp/process.ts');
const { defaultAgentLimits } = await import('../extension/node/agents/acp/timeouts.ts');
const { detectAgents } = await import('../extension/node/agents/installed.ts');

const packages = {
  'claude-code': ['@anthropic-ai/claude-code', '@agentclientprotocol/claude-agent-acp'],
  codex: ['@openai/codex', '@agentclientprotocol/codex-acp'],
  gemini: ['@google/gemini-cli'],
};
const json = process.argv.includes('--json');
const root = mkdtempSync(join(tmpdir(), 'dimmer-agents-'));
const log = (text) => (json ? undefined : console.error(text));

try {
  const rows = [];
  for (const [id, names] of Object.entries(packages)) rows.push(await check(id, names));
  if (json) console.log(JSON.stringify({ v: 1, agents: rows }));
  else console.table(rows);
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function check(id, names) {
  const folder = join(root, id);
  mkdirSync(join(folder, 'home'), { recursive: true });
  log(`installing ${names.join(' and ')}`);
  try {
    execFileSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder, ...names],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
  } catch (error) {
    return { agent: id, installed: `no: ${String(error.stderr).trim().split('\n').at(-1)}` };
  }
  const env = {
    PATH: [join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    HOME: join(folder, 'home'),
  };
  const agent = (await detectAgents({ env, timeoutMs: 60_000 })).find((one) => one.id === id);
  if (!agent?.command)
    return { agent: id, installed: 'yes', found: agent ? (agent.fix ?? 'no adapter') : 'no' };
  const row = {
    agent: agent.name,
    version: agent.version,
    adapter: agent.adapter ? `${agent.adapter.name} ${agent.adapter.version}` : 'none needed',
  };
  return { ...row, ...(await initialize(agent, folder)) };
}

/** In the sandbox, with its hosts listed and no sign-in. */
async function initialize(agent, folder) {
  const worktree = join(folder, 'worktree');
  mkdirSync(worktree);
  const started = await startAgent({
    agent: installedAgent(agent, 'sandbox'),
    worktree,
    scratch: join(folder, 'scratch'),
    readable: [],
    readOnly: false,
    secrets: {},
    onRefusedHost: (host) => log(`${agent.name} asked for ${host}: refused`),
  });
  if (!started.ok) return { sandboxed: `no: ${started.reason}` };
  let said = '';
  started.process.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-500)));
  try {
    const answer = await connectAgent(
      {
        name: agent.name,
        process: started.process,
        place: started.place,
        terminals: {},
        limits: defaultAgentLimits,
        waiting: { died: started.process.ended, signal: new AbortController().signal },
        said: () => said.trim().split('\n').at(-1) ?? '',
      },
      {
        heard() {},
        update() {},
        permission: () => ({ allow: false, why: 'nothing is asked for' }),
        denied() {},
      },
    );
    if (!answer.ok) return { initialize: answer.end.message };
    const { agentInfo, protocolVersion, authMethods = [], agentCapabilities = {} } = answer.value.about;
    return {
      initialize: `protocol ${protocolVersion}, ${agentInfo?.name} ${agentInfo?.version}`,
      'ways to sign in': authMethods.map((way) => way.name).join(', ') || 'none named',
      'reopens sessions': Boolean(
        agentCapabilities.loadSession || agentCapabilities.sessionCapabilities?.resume,
      ),
    };
  } finally {
    await started.close();
  }
}
