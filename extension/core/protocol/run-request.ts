// `request.json` of a run folder: everything that was decided before launch. Written once, never changed.
import * as z from 'zod/mini';

export const levelSchema = z.union([z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);

export const requirementReferenceSchema = z.object({ id: z.string(), text: z.string() });

/** Caps of a run. At least one of tokens or dollars is set; an unknown model has tokens only. */
export const limitsSchema = z.object({
  tokens: z.optional(z.int().check(z.positive())),
  dollars: z.optional(z.number().check(z.positive())),
  minutes: z.int().check(z.positive()),
  /** Rounds of implement -> guardrails -> validation before the run stops trying. */
  rounds: z.int().check(z.positive()),
});

/** Who builds: the SDK, the scripted rehearsal, an installed agent, or nobody (a commit that exists is judged). */
export const backendSchema = z.enum(['anthropic', 'rehearsal', 'acp', 'none']);

/** What a setting, a flag or the form can name. */
export const chosenBackendSchema = z.enum(['anthropic', 'rehearsal', 'acp']);
export type ChosenBackend = z.infer<typeof chosenBackendSchema>;

/** What an agent needs of its user, by name: a confined one gets this and nothing else of home and network. */
export const agentAccessSchema = z.object({
  /** `host` or `host:port`; the port is 443 when left out. */
  hosts: z.array(z.string()),
  /** Files that sign it in, relative to home. It gets copies. */
  files: z.array(z.string()),
  /** Environment variables that sign it in. Their values are never in a request. */
  variables: z.array(z.string()),
  /** Set for it; holds no secret. */
  environment: z.record(z.string(), z.string()),
});
export type AgentAccess = z.infer<typeof agentAccessSchema>;

/** An installed agent that speaks the Agent Client Protocol over stdio. */
export const installedAgentSchema = z.object({
  /** `claude-code`, `codex`, `gemini`, or what the user called their own. */
  id: z.string(),
  name: z.string(),
  version: z.nullable(z.string()),
  /** argv that starts it. */
  command: z.array(z.string()).check(z.minLength(1)),
  /** `unconfined`: it runs as the user, and the card says that it could have looked. */
  confinement: z.enum(['sandbox', 'unconfined']),
  /** Absent in requests from before agents could run: nothing. */
  access: z.optional(agentAccessSchema),
});
export type InstalledAgent = z.infer<typeof installedAgentSchema>;

/** A commit that somebody or something else made; the run judges it and changes nothing in it. */
export const adoptedSchema = z.object({
  commit: z.string(),
  branch: z.optional(z.string()),
  /** The branch it is judged for has it already: there is nothing to merge. */
  contained: z.boolean(),
  /** As git tells it: what made the commit is not known to us. */
  author: z.string(),
});
export type Adopted = z.infer<typeof adoptedSchema>;

export const runRequestSchema = z.object({
  v: z.literal(1),
  runId: z.string(),
  /** Absolute path of the repository's working tree root that the run was launched from. */
  repository: z.string(),
  spec: z.object({
    /** Relative to the repository, `/`-separated. */
    path: z.string(),
    id: z.string(),
    title: z.string(),
    /** sha256 of the spec's bytes, hex. */
    digest: z.string(),
    /** The whole text at launch: what the agent is given, whatever happens to the file later. */
    text: z.string(),
    requirements: z.array(requirementReferenceSchema),
    /** How scenarios start the product, from the spec's front matter; argv, paths relative to the product. */
    bin: z.record(z.string(), z.array(z.string())),
  }),
  base: z.object({
    commit: z.string(),
    /** Branch the run will be merged into; absent on a detached HEAD. */
    branch: z.optional(z.string()),
  }),
  level: levelSchema,
  /** True when the level is chosen but not earned. */
  trial: z.boolean(),
  backend: backendSchema,
  model: z.string(),
  baseUrl: z.optional(z.string()),
  /** Set when the backend is `acp`. */
  agent: z.optional(installedAgentSchema),
  /** Set when the backend is `none`. */
  adopted: z.optional(adoptedSchema),
  /** Absolute path of the cassette, rehearsal only. */
  cassette: z.optional(z.string()),
  limits: limitsSchema,
  /** The area that the spec names. */
  area: z.optional(z.string()),
  owner: z.string(),
  /** Vault folder name under the vault home; absent when the repository has none. */
  vaultId: z.optional(z.string()),
  parent: z.optional(z.string()),
  /** The stages of this run in Attractor's dialect of DOT, as the file was at launch; those of the level when absent. */
  workflow: z.optional(z.object({ path: z.string(), text: z.string() })),
  /** The run whose history this one begins with, up to and including its event `seq`. */
  branchedFrom: z.optional(z.object({ run: z.string(), seq: z.int() })),
  requestedAt: z.string(),
  via: z.enum(['vscode', 'cli']),
});

export type RunRequest = z.infer<typeof runRequestSchema>;
export type RunLimits = z.infer<typeof limitsSchema>;

/** The one JSON line that a runner reads from stdin. Secrets travel here and nowhere else. */
export const runnerInputSchema = z.object({
  v: z.literal(1),
  apiKey: z.optional(z.string()),
  /** What signs an installed agent in: variable -> value, those that its request names. */
  agentSecrets: z.optional(z.record(z.string(), z.string())),
  /** Opens a pull request in the user's name; used for that and kept nowhere. */
  githubToken: z.optional(z.string()),
  /** The only host that `githubToken` is sent for; github.com when absent. */
  githubHost: z.optional(z.string()),
  /** Address of the REST API where it is not the one that belongs to the host. */
  githubApiUrl: z.optional(z.string()),
  /** Where the user's ssh agent, keyring and `gh` are found (`sessionNames`); for git push and `gh` alone. */
  session: z.optional(z.record(z.string(), z.string())),
  /** `control`: only take up waiting commands; a run that rests is not woken. `work` when absent. */
  purpose: z.optional(z.enum(['work', 'control'])),
});
export type RunnerInput = z.infer<typeof runnerInputSchema>;
