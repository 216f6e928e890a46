// `dimmer workflow check FILE.dot`: what is wrong with a workflow, each with its line and what to do about it.
import type { Diagnostic } from '../core/workflow/check/diagnostic.ts';
import { prepareWorkflow } from '../core/workflow/prepare.ts';
import { checkDocument, summaryOf } from '../core/workflow/printed.ts';
import { parsed } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { frame, printable } from './lint-report.ts';
import { workflowFile } from './workflow-file.ts';

export const workflowCheckUsage = 'Usage: dimmer workflow check FILE.dot [--type NAME]... [--json]';

/** Exit codes: 0 it may be run; 1 it has errors; 2 usage, or a file that cannot be read. */
export async function workflowCheckCommand(argv: string[], io: CommandIo): Promise<number> {
  const options = { type: { type: 'string', multiple: true, default: [] as string[] } } as const;
  const read = parsed(argv, options, workflowCheckUsage, io);
  if (read === null) return 2;
  const file = await workflowFile(read.positionals, workflowCheckUsage, io);
  if (typeof file === 'number') return file;
  const { ok, diagnostics } = prepareWorkflow(file.text, { types: read.values.type });
  if (io.json) io.out(`${JSON.stringify(checkDocument(file.path, diagnostics), null, 2)}\n`);
  else io.out(diagnosticsText(file.path, file.text, diagnostics, io.isTTY && !io.env['NO_COLOR']));
  return ok ? 0 : 1;
}

const colors = { error: 31, warning: 33, info: 36, dim: 2, bold: 1 } as const;

/** Text for people: each diagnostic with the line that it is about and what to do. */
export function diagnosticsText(
  path: string,
  text: string,
  diagnostics: readonly Diagnostic[],
  color: boolean,
): string {
  const paint = (name: keyof typeof colors, words: string) =>
    color ? `\u001b[${colors[name]}m${words}\u001b[0m` : words;
  const lines = diagnostics.length > 0 ? [paint('bold', printable(path))] : [];
  for (const { range, severity, rule, message, fix } of diagnostics) {
    lines.push(
      `  ${range.line}:${range.column}  ${paint(severity, severity)}  ${rule}  ${printable(message)}`,
      ...frame(text, { range }).map((part) => paint('dim', `    ${part}`)),
      ...(fix === undefined ? [] : [`    ${printable(fix)}`]),
      '',
    );
  }
  const { errors, warnings, infos } = summaryOf(diagnostics);
  const parts = [
    count(errors, 'error'),
    count(warnings, 'warning'),
    ...(infos > 0 ? [count(infos, 'note')] : []),
  ];
  const verdict = errors > 0 ? 'It is not run before the errors are mended.' : 'It may be run.';
  return `${[...lines, `${parts.join(', ')} in ${printable(path)}. ${verdict}`].join('\n')}\n`;
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
