// What is exported is used by something that ships: imported elsewhere, or needed in its own file. What only tests import is dead.
import { readFile, readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root, sourceFiles, type SourceFile } from './sources.ts';

/** `path#name` -> why it is exported although nothing that ships imports it. */
const explained: Readonly<Record<string, string>> = {
  'extension/core/break-glass/page.ts#rulesSection': 'a script writes the page, and a test holds it',
  'extension/core/break-glass/rule.ts#noFacts': 'tests and the evaluation on histories start from it',
  'extension/core/break-glass/rules.ts#rules': 'the page and the tests take all rules from one place',
  'extension/core/outcome/card.ts#outcomeCardSchema':
    'the card and its schema are taken from one place by tests',
  'extension/core/protocol/panels.ts#launchWaits': 'the wire of the panels is tested from one place',
  'extension/core/protocol/panels.ts#pageCommands': 'the wire of the panels is tested from one place',
  'extension/remark/main.ts#dimmerLint': 'others import it, as `dimmer/lint`',
  'extension/core/workflow/question.ts#askMultiple':
    'part of the interface that the NLSpec names; our gates ask one question',
  'extension/node/workflow/interviewers.ts#queueInterviewer': 'replays and tests answer from it',
  'extension/node/workflow/tool.ts#shellIn': 'for who runs a workflow outside of a sandbox, and for tests',
  'extension/node/run-store.ts#openLog': 'the store is tested from one place',
  'extension/node/run-store.ts#RunLog': 'the store is tested from one place',
  'extension/node/run-store.ts#storeText': 'the store is tested from one place',
  'extension/node/sandbox/runtime-config.ts#seatbeltConfig':
    'macOS is refused until somebody has run it there; the profile is kept as data, under test',
  'extension/node/sandbox/agent-assets.ts#agentSandboxAssets': 'what a bundle must carry, said to its test',
};

type Read = Pick<SourceFile, 'path' | 'text'>;

/** Files whose first line says that they are for tests. */
const isTestHelp = ({ text }: Read) => /^\/\/[^\n]*\btests?\b/i.test(text);

function syntax({ path, text }: Read): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Names that `file` declares and exports; types too. */
function exportsOf(file: Read): string[] {
  return syntax(file).statements.flatMap((statement) => {
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    )
      return statement.exportClause.elements.map(({ name }) => name.text);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    const { name } = statement as unknown as { name?: ts.Identifier };
    return name ? [name.text] : [];
  });
}

/** `path#name` for every name that `file` takes from another; `path#*` where it takes all. */
function usesOf(file: Read): string[] {
  const uses: string[] = [];
  const target = (specifier: ts.Expression) =>
    posix.normalize(posix.join(posix.dirname(file.path), (specifier as ts.StringLiteral).text));
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      if (bindings && ts.isNamedImports(bindings))
        for (const { propertyName, name } of bindings.elements)
          uses.push(`${target(node.moduleSpecifier)}#${(propertyName ?? name).text}`);
      else if (bindings) uses.push(`${target(node.moduleSpecifier)}#*`);
    }
    if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      node.exportClause &&
      ts.isNamedExports(node.exportClause)
    )
      for (const { propertyName, name } of node.exportClause.elements)
        uses.push(`${target(node.moduleSpecifier)}#${(propertyName ?? name).text}`);
    if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0]
    )
      uses.push(`${target(node.arguments[0])}#*`);
    ts.forEachChild(node, visit);
  };
  visit(syntax(file));
  return uses;
}

/** Whether `name` stands in its own file besides where it is declared. */
function usedWithin(file: Read, name: string): boolean {
  let times = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) times += 1;
    ts.forEachChild(node, visit);
  };
  visit(syntax(file));
  return times > 1;
}

async function scripts(): Promise<Read[]> {
  const folders = ['scripts', 'scripts/demo', 'extension'];
  const names = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(root, folder)))
        .filter((name) => name.endsWith('.mjs'))
        .map((name) => posix.join(folder, name)),
    ),
  );
  return Promise.all(
    names.flat().map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  );
}

test('every export is used by something that ships, or explained', async () => {
  const sources = await sourceFiles(['extension', 'webview']);
  const shipped = sources.filter((file) => !isTestHelp(file));
  const used = new Set([...shipped, ...(await scripts())].flatMap(usesOf));
  expect(used.size).toBeGreaterThan(500);
  const dead = shipped
    .filter(({ path }) => path !== 'extension/activate.ts' && !path.startsWith('extension/checks/'))
    .flatMap((file) => exportsOf(file).map((name) => ({ file, name })))
    .filter(({ file, name }) => !used.has(`${file.path}#${name}`) && !used.has(`${file.path}#*`))
    .filter(({ file, name }) => !usedWithin(file, name))
    .map(({ file, name }) => `${file.path}#${name}`);
  expect(dead.filter((one) => !Object.hasOwn(explained, one))).toEqual([]);
});

/** Chosen for the project and not needed yet: transcripts before and after (`diff`). The others are what `dimmer/lint` is used with. */
const unused = ['diff', 'remark-frontmatter', 'remark-gfm', 'remark-parse'];

test('each package that is imported is a dependency, and no other is one without being listed', async () => {
  const { dependencies, devDependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const sources = (await sourceFiles(['extension', 'webview'])).filter(
    ({ path }) => !path.startsWith('extension/checks/'),
  );
  const packages = new Set(sources.flatMap(packagesOf));
  expect(
    [...packages].filter((name) => !(name in dependencies || `@types/${name}` in devDependencies)),
  ).toEqual([]);
  const idle = Object.keys(dependencies).filter((name) => !packages.has(name) && !unused.includes(name));
  expect(idle).toEqual([]);
});

/** Packages that `file` imports, Node's and VS Code's own modules left out. */
function packagesOf(file: Read): string[] {
  return syntax(file)
    .statements.filter((one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one))
    .flatMap(({ moduleSpecifier }) => (moduleSpecifier ? [(moduleSpecifier as ts.StringLiteral).text] : []))
    .filter((name) => !/^(\.|node:|vscode$)/.test(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}
