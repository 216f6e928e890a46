// `dimmer workflow draw FILE.dot`: the workflow as an SVG picture. A workflow with errors is drawn, too, while it can be read.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseWorkflow } from '../core/workflow/build-graph.ts';
import { drawWorkflow } from '../core/workflow/draw/svg.ts';
import { prepareWorkflow } from '../core/workflow/prepare.ts';
import { summaryOf } from '../core/workflow/printed.ts';
import { parsed, refuse } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { diagnosticsText } from './workflow-check.ts';
import { workflowFile } from './workflow-file.ts';

export const workflowDrawUsage = 'Usage: dimmer workflow draw FILE.dot [--out FILE.svg]';

/** Exit codes: 0 it was drawn; 1 it cannot be read as a graph; 2 usage, or a file that cannot be read or written. */
export async function workflowDrawCommand(argv: string[], io: CommandIo): Promise<number> {
  const read = parsed(argv, { out: { type: 'string' } } as const, workflowDrawUsage, io);
  if (read === null) return 2;
  const file = await workflowFile(read.positionals, workflowDrawUsage, io);
  if (typeof file === 'number') return file;
  const graph = parseWorkflow(file.text);
  const { diagnostics } = prepareWorkflow(file.text);
  if (!graph.ok) return refuse(io, 1, diagnosticsText(file.path, file.text, diagnostics, false).trimEnd());
  const svg = drawWorkflow(graph.value);
  const { out } = read.values;
  if (out === undefined) io.out(svg);
  else {
    try {
      await writeFile(resolve(io.cwd, out), svg);
    } catch (error) {
      return refuse(io, 2, `${out} could not be written: ${(error as Error).message}`);
    }
    if (io.json) io.out(`${JSON.stringify({ v: 1, path: file.path, out })}\n`);
    else io.err(`Drew ${file.path} into ${out}.\n`);
  }
  const { errors } = summaryOf(diagnostics);
  if (errors > 0)
    io.err(
      `It has ${errors} error${errors === 1 ? '' : 's'}; \`dimmer workflow check ${file.path}\` names them.\n`,
    );
  return 0;
}
