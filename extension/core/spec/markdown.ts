// Markdown to syntax tree: CommonMark, GitHub's tables and task lists, YAML front matter.
// The tree does not leave core/spec: rules see the model only.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';

/** The part of an mdast node that reading a spec needs. */
export interface MarkdownNode {
  readonly type: string;
  readonly children?: readonly MarkdownNode[];
  readonly position?: {
    readonly start: { readonly offset?: number };
    readonly end: { readonly offset?: number };
  };
  readonly value?: string;
  readonly depth?: number;
  readonly url?: string;
  readonly lang?: string | null;
  readonly ordered?: boolean | null;
  readonly checked?: boolean | null;
}

/** Parses `text`. Throws only where the parser itself gives up (stack depth on hostile nesting). */
export function parseMarkdown(text: string): MarkdownNode {
  return fromMarkdown(text, {
    extensions: [gfm(), frontmatter(['yaml'])],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml'])],
  });
}
