// How a tool is made: one schema gives the model's JSON Schema and the decoder of what it sends.
// Invariant: arguments that do not fit are an error result for the model, never a throw.
import * as z from 'zod/mini';
import { decode } from '../../../core/protocol/decode.ts';
import type { Tool, ToolContext, ToolResult } from '../backend.ts';
import type { OutputLimit } from '../output-limit.ts';

export interface ToolDefinition<T> {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodMiniType<T>;
  readonly readOnly: boolean;
  readonly output?: OutputLimit;
  readonly summary: (input: T) => string;
  readonly run: (input: T, context: ToolContext) => Promise<ToolResult>;
}

/** A tool from its definition. */
export function defineTool<T>(definition: ToolDefinition<T>): Tool {
  const { name, description, schema, readOnly, output } = definition;
  return {
    name,
    description,
    readOnly,
    ...(output === undefined ? {} : { output }),
    inputSchema: jsonSchema(schema),
    summary: (input) => {
      const decoded = decode(schema, input);
      return decoded.ok ? definition.summary(decoded.value) : 'arguments not understood';
    },
    run: async (input, context) => {
      const decoded = decode(schema, input);
      if (decoded.ok) return definition.run(decoded.value, context);
      return failure(
        `The arguments of ${name} are not valid, nothing was done: ${decoded.problems.join('; ')}`,
      );
    },
  };
}

function jsonSchema(schema: z.ZodMiniType): Tool['inputSchema'] {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { ...rest, type: 'object' };
}

export const success = (text: string): ToolResult => ({ text, isError: false });
export const failure = (text: string): ToolResult => ({ text, isError: true });
