// The attributes that mean something, and what each may hold (NLSpec 2.5 to 2.7 and appendix A, and ours).
// Invariant: an attribute that is not here is allowed and means nothing to the engine; Graphviz and custom handlers may read it.
export const fidelities = [
  'full',
  'truncate',
  'compact',
  'summary:low',
  'summary:medium',
  'summary:high',
] as const;

export const joinPolicies = ['wait_all', 'first_success'] as const;
export const errorPolicies = ['continue', 'fail_fast', 'ignore'] as const;
export const retryPolicies = ['none', 'standard', 'aggressive', 'linear', 'patient'] as const;
const efforts = ['low', 'medium', 'high'] as const;

export type AttributeKind =
  | { readonly is: 'text' }
  | { readonly is: 'flag' }
  | { readonly is: 'duration' }
  | { readonly is: 'number' }
  | { readonly is: 'whole'; readonly least: number }
  | { readonly is: 'word'; readonly of: readonly string[] };

const text: AttributeKind = { is: 'text' };
const flag: AttributeKind = { is: 'flag' };
const duration: AttributeKind = { is: 'duration' };
const number: AttributeKind = { is: 'number' };
const whole = (least: number): AttributeKind => ({ is: 'whole', least });
const word = (of: readonly string[]): AttributeKind => ({ is: 'word', of });

const model = { llm_model: text, llm_provider: text, reasoning_effort: word(efforts) };
const jumps = { retry_target: text, fallback_retry_target: text, max_visits: whole(1) };
const backoff = {
  retry_policy: word(retryPolicies),
  ...{ retry_delay: duration, retry_max_delay: duration, retry_factor: number, retry_jitter: flag },
};

type Kinds = Readonly<Record<string, AttributeKind>>;

export const graphAttributes: Kinds = {
  ...{ goal: text, label: text, model_stylesheet: text, rankdir: word(['TB', 'LR', 'BT', 'RL']) },
  ...{ default_max_retries: whole(0), default_max_retry: whole(0), default_fidelity: text, thread_id: text },
  ...{ 'stack.child_dotfile': text, 'stack.child_workdir': text },
  ...{ 'tool_hooks.pre': text, 'tool_hooks.post': text },
  ...model,
  ...jumps,
  ...backoff,
};

export const nodeAttributes: Kinds = {
  ...{ label: text, shape: text, type: text, prompt: text, class: text, fidelity: text, thread_id: text },
  ...{ max_retries: whole(0), goal_gate: flag, auto_status: flag, allow_partial: flag, timeout: duration },
  ...{ tool_command: text, 'human.default_choice': text, split: word(['validation', 'sealed']) },
  ...{ join_policy: word(joinPolicies), error_policy: word(errorPolicies), max_parallel: whole(1) },
  ...{ may_edit: flag, may_plan: flag, mode: word(['files', 'change_set']) },
  ...{ 'manager.poll_interval': duration, 'manager.max_cycles': whole(1), 'manager.stop_condition': text },
  ...{ 'manager.actions': text, 'stack.child_autostart': flag },
  ...{ 'tool_hooks.pre': text, 'tool_hooks.post': text },
  ...model,
  ...jumps,
  ...backoff,
};

export const edgeAttributes: Kinds = {
  ...{ label: text, condition: text, fidelity: text, thread_id: text, loop_restart: flag },
  weight: { is: 'whole', least: Number.MIN_SAFE_INTEGER },
};

/** What was expected instead, or null when the value fits. Quoted numbers, flags and durations count. */
export function misfit(
  kind: AttributeKind,
  value: string | number | boolean,
  isDuration: boolean,
): string | null {
  const written = String(value);
  if (kind.is === 'text') return null;
  if (kind.is === 'flag') return /^(true|false)$/.test(written) ? null : '`true` or `false`';
  if (kind.is === 'duration')
    return isDuration || /^\d+(ms|s|m|h|d)$/.test(written)
      ? null
      : 'a duration such as `900s`, `15m` or `2h`';
  if (kind.is === 'number') return /^(\d+|\d*\.\d+)$/.test(written) ? null : 'a number';
  if (kind.is === 'word')
    return kind.of.includes(written) ? null : `one of ${kind.of.map((one) => `\`${one}\``).join(', ')}`;
  const fits = !isDuration && /^-?\d+$/.test(written) && Number(written) >= kind.least;
  return fits ? null : kind.least < 0 ? 'a whole number' : `a whole number, ${kind.least} or more`;
}
