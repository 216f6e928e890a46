// The floor of linting: Markdown as a spec has it, parsed with nothing else done.
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

export const bare = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter);
