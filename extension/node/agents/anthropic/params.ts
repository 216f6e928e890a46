// One request to the model, made from the log.
// Invariant: the same log gives the same bytes up to the newest message, so that the endpoint's cache keeps hitting.
import type Anthropic from '@anthropic-ai/sdk';
import type { RunEventBody } from '../../../core/run/events.ts';
import type { AgentTask, ToolSet } from '../backend.ts';
import { conversation, type Message } from './conversation.ts';
import type { ModelFacts } from './model-facts.ts';

/** The request: tools and system first and unchanged, one cache mark on them and one on the newest message. */
export function paramsOf(
  task: AgentTask,
  tools: ToolSet,
  log: readonly RunEventBody[],
  facts: ModelFacts,
): Anthropic.MessageCreateParamsStreaming {
  const messages = conversation(log);
  const effort = task.settings?.().effort;
  return {
    model: task.model,
    max_tokens: facts.maxTokens,
    stream: true,
    system: [{ type: 'text', text: task.system, cache_control: { type: 'ephemeral' } }],
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: inputSchema,
    })),
    messages: [...messages.slice(0, -1), ...messages.slice(-1).map(markedForCache)],
    ...(facts.adaptiveThinking ? { thinking: { type: 'adaptive' } } : {}),
    ...(effort !== undefined && facts.efforts?.includes(effort) !== false
      ? { output_config: { effort } }
      : {}),
  };
}

function markedForCache(message: Message): Message {
  const last = message.content.at(-1);
  if (last?.type !== 'text' && last?.type !== 'tool_result') return message;
  return {
    ...message,
    content: [...message.content.slice(0, -1), { ...last, cache_control: { type: 'ephemeral' } }],
  };
}
