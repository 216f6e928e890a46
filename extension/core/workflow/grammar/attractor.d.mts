// What the parser made from attractor.peggy hands out. Offsets count UTF-16 units from 0.

export interface Span {
  readonly offset: number;
  readonly end: number;
}

export interface AstValue {
  readonly type: 'string' | 'word' | 'integer' | 'float' | 'boolean' | 'duration';
  readonly value: string | number | boolean;
  /** As written, quotes included. */
  readonly text: string;
  readonly span: Span;
}

export interface AstAttribute {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: AstValue;
  readonly span: Span;
}

interface AstName {
  readonly id: string;
  readonly span: Span;
}

export type AstStatement =
  | {
      readonly kind: 'subgraph';
      readonly id: string | null;
      readonly body: readonly AstStatement[];
      readonly span: Span;
    }
  | {
      readonly kind: 'defaults';
      readonly target: 'graph' | 'node' | 'edge';
      readonly attributes: readonly AstAttribute[];
      readonly span: Span;
    }
  | { readonly kind: 'attribute'; readonly attribute: AstAttribute; readonly span: Span }
  | {
      readonly kind: 'node';
      readonly node: AstName;
      readonly attributes: readonly AstAttribute[];
      readonly span: Span;
    }
  | {
      readonly kind: 'edges';
      readonly nodes: readonly AstName[];
      readonly attributes: readonly AstAttribute[];
      readonly span: Span;
    };

export interface AstGraph {
  readonly id: string;
  readonly body: readonly AstStatement[];
}

export interface AstClause {
  readonly key: string;
  readonly operator: '=' | '!=';
  readonly literal: string;
  readonly span: Span;
}

export interface AstStyleRule {
  readonly selector: { readonly kind: 'all' | 'shape' | 'class' | 'node'; readonly name: string };
  readonly declarations: readonly { readonly property: string; readonly value: string }[];
  readonly span: Span;
}

export function parse(text: string, options: { readonly startRule: 'Graph' }): AstGraph;
export function parse(text: string, options: { readonly startRule: 'Condition' }): readonly AstClause[];
export function parse(text: string, options: { readonly startRule: 'Stylesheet' }): readonly AstStyleRule[];

export type Expectation =
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'other'; readonly description: string }
  | { readonly type: 'class' | 'any' | 'end' | 'unicode' };

export class SyntaxError extends Error {
  readonly expected: readonly Expectation[] | null;
  readonly found: string | null;
  readonly location: {
    readonly start: { readonly offset: number };
    readonly end: { readonly offset: number };
  };
}
