// `<!-- dimmer-disable-next-line AMB001: reason -->`: the author's word that a finding was seen and is meant.
// Invariant: without a reason nothing is silenced, and the missing reason is itself a finding.
import { lineAt } from '../spec/lines.ts';
import type { ParsedSpec, SpecComment } from '../spec/parsed-spec.ts';
import type { Finding } from './finding.ts';

export interface Suppression {
  readonly comment: SpecComment;
  /** Codes and rule ids, as written. */
  readonly names: readonly string[];
  readonly reason: string;
  /** First and last line that it speaks for. */
  readonly from: number;
  readonly to: number;
}

const directive = /^dimmer-disable-next-line\b\s*([^:]*)(?::\s*([\s\S]*))?$/;

export function suppressionsIn(spec: ParsedSpec): Suppression[] {
  return spec.comments.flatMap((comment) => {
    const match = directive.exec(comment.text);
    if (!match) return [];
    const names = (match[1] ?? '').split(/[\s,]+/).filter((name) => name !== '');
    const { from, to } = linesAfter(spec, comment.range.endOffset);
    return [{ comment, names, reason: (match[2] ?? '').trim(), from, to }];
  });
}

/** The next line with text; where a paragraph begins on it, the whole paragraph, however it is wrapped. */
function linesAfter(spec: ParsedSpec, endOffset: number): { from: number; to: number } {
  const rest = spec.text.slice(endOffset);
  const lineEnd = /^[^\r\n]*(?:\r\n|\r|\n|$)/.exec(rest)?.[0].length ?? 0;
  const next = endOffset + lineEnd + (/^\s*/.exec(rest.slice(lineEnd))?.[0].length ?? 0);
  const from = lineAt(spec.lineStarts, next) + 1;
  const block = spec.blocks.find(
    ({ offset }) => offset >= endOffset && lineAt(spec.lineStarts, offset) + 1 === from,
  );
  return { from, to: block ? lineAt(spec.lineStarts, block.endOffset) + 1 : from };
}

export function isSuppressed(finding: Finding, suppressions: readonly Suppression[]): boolean {
  return suppressions.some(
    ({ names, reason, from, to }) =>
      reason !== '' &&
      finding.range.line >= from &&
      finding.range.line <= to &&
      names.some((name) => name === finding.code || name === finding.rule),
  );
}
