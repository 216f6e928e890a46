// The installed agents that Dimmer knows by name: their programs, how they sign in, and which hosts they need.
// Invariant: facts only; what is really on this machine is found by `node/agents/installed.ts`.

export interface KnownAgent {
  readonly id: 'claude-code' | 'codex' | 'gemini';
  readonly name: string;
  /** What a developer calls in a terminal. */
  readonly program: string;
  /** Programs that speak the Agent Client Protocol over stdio, the preferred one first. */
  readonly speakers: readonly { readonly program: string; readonly args: readonly string[] }[];
  /** Package with the program that speaks, where the agent itself does not. */
  readonly adapter: string | null;
  /** Environment variables that sign it in. */
  readonly variables: readonly string[];
  /** Files that sign it in, relative to home. */
  readonly files: readonly string[];
  /** Set for it beside what the user has: its own sandbox cannot stand in ours, and nobody is there to open a browser. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hosts of its own API, port 443. Hosts that renew a sign-in by replacing it are left out: the copy must not outlive the original. */
  readonly hosts: readonly string[];
  /** How to sign in, as the user would do it. */
  readonly signIn: string;
}

export const knownAgents: readonly KnownAgent[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    program: 'claude',
    speakers: [
      { program: 'claude-agent-acp', args: [] },
      { program: 'claude-code-acp', args: [] },
    ],
    adapter: '@agentclientprotocol/claude-agent-acp',
    variables: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
    files: ['.claude/.credentials.json'],
    environment: {
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    },
    hosts: ['api.anthropic.com'],
    signIn: 'run `claude` once and sign in, or set ANTHROPIC_API_KEY',
  },
  {
    id: 'codex',
    name: 'Codex',
    program: 'codex',
    speakers: [{ program: 'codex-acp', args: [] }],
    adapter: '@agentclientprotocol/codex-acp',
    variables: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
    files: ['.codex/auth.json'],
    environment: { NO_BROWSER: '1', INITIAL_AGENT_MODE: 'agent-full-access' },
    hosts: ['api.openai.com', 'chatgpt.com'],
    signIn: 'run `codex login`, or set OPENAI_API_KEY',
  },
  {
    id: 'gemini',
    name: 'Gemini CLI',
    program: 'gemini',
    speakers: [{ program: 'gemini', args: ['--acp'] }],
    adapter: null,
    variables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    files: ['.gemini/oauth_creds.json'],
    environment: { NO_BROWSER: '1' },
    hosts: ['generativelanguage.googleapis.com', 'cloudcode-pa.googleapis.com', 'oauth2.googleapis.com'],
    signIn: 'run `gemini` once and sign in, or set GEMINI_API_KEY',
  },
];
