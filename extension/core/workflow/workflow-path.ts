// Which files are workflows in an editor: `.dot` files in a folder `workflows`. Graphs of other tools end in `.dot`, too.

export function isWorkflowPath(path: string): boolean {
  return /(^|\/)workflows\/[^/]+\.dot$/i.test(path);
}
