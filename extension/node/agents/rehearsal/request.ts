// Checks a Messages API request as strictly as the real API where our own loop could get it wrong.
// Invariant: a history that the real API would refuse is refused here too.
import * as z from 'zod/mini';
import { decode } from '../../../core/protocol/decode.ts';

const blockSchema = z.looseObject({
  type: z.string(),
  text: z.optional(z.string()),
  id: z.optional(z.string()),
  tool_use_id: z.optional(z.string()),
  content: z.optional(z.unknown()),
});
type Block = z.infer<typeof blockSchema>;

const messageSchema = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string(), z.array(blockSchema)]),
});
type Message = z.infer<typeof messageSchema>;

const requestSchema = z.looseObject({
  model: z.string().check(z.minLength(1)),
  max_tokens: z.optional(z.int().check(z.positive())),
  messages: z.array(messageSchema).check(z.minLength(1)),
  stream: z.optional(z.boolean()),
  temperature: z.optional(z.undefined()),
  top_p: z.optional(z.undefined()),
  top_k: z.optional(z.undefined()),
});
export type MessagesRequest = z.infer<typeof requestSchema>;

export type RequestCheck =
  { readonly ok: true; readonly request: MessagesRequest } | { readonly ok: false; readonly problem: string };

/** Decodes and checks a request body; `counting` requests need no `max_tokens`. */
export function checkRequest(body: unknown, counting: boolean): RequestCheck {
  const decoded = decode(requestSchema, body);
  if (!decoded.ok) return { ok: false, problem: decoded.problems.join('; ') };
  const request = decoded.value;
  if (!counting && request.max_tokens === undefined)
    return { ok: false, problem: 'max_tokens: Field required' };
  const problem = historyProblem(request.messages);
  return problem ? { ok: false, problem } : { ok: true, request };
}

const blocksOf = (message: Message): readonly Block[] =>
  typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;

const isEmptyText = (block: Block): boolean => block.type === 'text' && !block.text?.trim();

function historyProblem(messages: readonly Message[]): string | undefined {
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  if (messages.at(-1)?.role !== 'user') return 'messages: the conversation must end with a user message';
  let open: readonly string[] = [];
  for (const [at, message] of messages.entries()) {
    const blocks = blocksOf(message);
    if (blocks.length === 0 || blocks.some(isEmptyText))
      return `messages.${at}: text content blocks must be non-empty`;
    const answered = blocks.flatMap((block) =>
      block.type === 'tool_result' ? [block.tool_use_id ?? ''] : [],
    );
    const missing = open.find((id) => !answered.includes(id));
    if (missing)
      return `messages.${at}: tool_use ids were found without tool_result blocks immediately after: ${missing}`;
    const stray = answered.find((id) => !open.includes(id));
    if (stray !== undefined)
      return `messages.${at}: unexpected tool_use_id found in tool_result blocks: ${stray}`;
    open = blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id ?? ''] : []));
  }
  return undefined;
}

/** All text of the last user message, tool results included, for `when: {contains}`. */
export function lastUserText(request: MessagesRequest): string {
  const last = request.messages.findLast((message) => message.role === 'user');
  return last ? blocksOf(last).map(blockText).join('\n') : '';
}

function blockText(block: Block): string {
  if (block.type === 'text') return block.text ?? '';
  if (typeof block.content === 'string') return block.content;
  if (!Array.isArray(block.content)) return '';
  return (block.content as Block[]).map((inner) => inner.text ?? '').join('\n');
}

/** Assistant messages so far: the turn that is being asked for, from 0. */
export function turnOf(request: MessagesRequest): number {
  return request.messages.filter((message) => message.role === 'assistant').length;
}
