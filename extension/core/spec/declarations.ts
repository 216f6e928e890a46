// What code blocks declare: records, interfaces, enumerations and functions with their fields, in the languages specs use.
// Invariant: line by line, so the cost grows with the text; what is not understood declares nothing.
import { inPieces, once } from './memo.ts';
import type { ParsedSpec } from './parsed-spec.ts';
import type { Prose } from './prose.ts';

export interface Field {
  readonly name: string;
  readonly type: string;
}

export interface Declaration {
  readonly kind: 'record' | 'interface' | 'enum' | 'function';
  readonly name: string;
  readonly fields: readonly Field[];
  /** `...` inside: only a part is shown. */
  readonly partial: boolean;
  readonly language: string;
  /** Of the name, in the spec's text. */
  readonly offset: number;
  readonly endOffset: number;
}

const head =
  /^\s*(?:(?:export|public|abstract|declare|data|sealed|final|pub(?:\(crate\))?|async|static)\s+)*(record|struct|class|interface|protocol|trait|enum|type|message|function|fn|def|func|fun|create table(?: if not exists)?)\s+[`"]?([A-Za-z_][\w.]*)[`"]?(.*)$/i;
const inlineUnion = /^\s*=\s*((?:\|?\s*(?:"[^"]*"|'[^']*')\s*)+)/;
const member = /^\s*(?:[-*]\s+)?[`"]?([A-Za-z_$][\w$-]*)[`"]?\s*(\??\s*(?::|=|\s)\s*.*)?$/;
const languages =
  /^(?:json|ya?ml|bash|sh|shell|console|text|http|html|css|mermaid|dot|diff|toml|ini|xml|csv)$/i;

export const declarationsOf: (spec: ParsedSpec) => readonly Declaration[] = once(
  inPieces(({ code, text }) =>
    code.flatMap((block) => (languages.test(block.language) ? [] : inBlock(block, text))),
  ),
);

function inBlock(block: Prose['code'][number], text: string): Declaration[] {
  const source = text.slice(block.offset, block.endOffset);
  const lines = source.split('\n');
  const found: Declaration[] = [];
  let { offset } = block;
  lines.forEach((line, index) => {
    const match = head.exec(line);
    if (match) {
      const [, keyword = '', name = '', rest = ''] = match;
      const at =
        offset + line.indexOf(name, line.toLowerCase().indexOf(keyword.toLowerCase()) + keyword.length);
      const read = bodyOf(keyword.toLowerCase(), rest, line, lines, index);
      if (read)
        found.push({
          ...read,
          name,
          language: block.language.toLowerCase(),
          offset: at,
          endOffset: at + name.length,
        });
    }
    offset += line.length + 1;
  });
  return found;
}

type Body = Pick<Declaration, 'kind' | 'fields' | 'partial'>;

function bodyOf(
  keyword: string,
  rest: string,
  line: string,
  lines: readonly string[],
  index: number,
): Body | undefined {
  if (/^(?:function|fn|def|func|fun)$/.test(keyword)) return functionOf(rest);
  const union = inlineUnion.exec(rest)?.[1];
  if (union !== undefined)
    return {
      kind: 'enum',
      fields: [...union.matchAll(/["']([^"']*)["']/g)].map((one) => ({ name: one[1] ?? '', type: '' })),
      partial: false,
    };
  const kind =
    keyword === 'enum' ? 'enum' : /interface|protocol|trait/.test(keyword) ? 'interface' : 'record';
  const opens = /[{(:]\s*(?:(?:\/\/|#|--).*)?$/.test(line);
  const oneLine = /[{]\s*([^{}]*)\}\s*;?\s*$/.exec(line)?.[1];
  if (oneLine !== undefined) return members(kind, oneLine.split(/[,;]/));
  if (!opens) return undefined;
  return members(kind, indented(lines, index));
}

function functionOf(rest: string): Body | undefined {
  const inside = /^\s*(?:<[^>]*>)?\(([^()]*(?:\([^()]*\)[^()]*)*)\)/.exec(rest)?.[1];
  if (inside === undefined) return undefined;
  const fields = inside
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'self')
    .map((part) => ({
      name: /^[*&.]*(\w+)/.exec(part)?.[1] ?? part,
      type: part.split(':')[1]?.trim() ?? '',
    }));
  return { kind: 'function', fields, partial: inside.includes('...') };
}

const most = 200;

/** The lines below a head that are indented more than it is. */
function indented(lines: readonly string[], index: number): string[] {
  const depth = (text: string) => text.length - text.trimStart().length;
  const base = depth(lines[index] ?? '');
  const body: string[] = [];
  let level = Infinity;
  for (let at = index + 1; at < lines.length && body.length < most; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (depth(line) <= base) break;
    level = Math.min(level, depth(line));
    if (depth(line) === level) body.push(line);
  }
  return body;
}

function members(kind: Body['kind'], lines: readonly string[]): Body {
  const fields: Field[] = [];
  let partial = false;
  for (const raw of lines) {
    const line = raw
      .replace(/\s*(?:\/\/|#|--).*$/, '')
      .replace(/[,;{}]+\s*$/, '')
      .trim();
    if (/^(?:\.\.\.|…)/.test(line) || /(?:\.\.\.|…)\s*$/.test(raw)) partial = true;
    const method =
      /^(?:async\s+)?(?:FUNCTION\s+|function\s+|def\s+|fn\s+|func\s+)?([A-Za-z_]\w*)\s*(?:<[^>]*>)?\(/.exec(
        line,
      );
    const match = method ?? member.exec(line);
    if (!match || /^(?:"""|'''|@|\/\*|\*)/.test(line)) continue;
    if (!method && kind !== 'enum' && match[2] === undefined) continue;
    const type = method ? '()' : (match[2] ?? '').replace(/^\??\s*[:=]?\s*/, '').trim();
    fields.push({ name: match[1] ?? '', type });
  }
  return { kind, fields, partial };
}
