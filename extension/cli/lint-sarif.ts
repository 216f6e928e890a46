// Findings as SARIF 2.1.0 (OASIS), for code scanning and other viewers. The types are those of the published schema.
import type { Fix, Location, Log, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import { shownAt, type Finding, type LintShow } from '../core/lint/finding.ts';
import { rules } from '../core/lint/rules.ts';
import type { LintedFile } from './lint-report.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

export function sarifReport(files: readonly LintedFile[], show: LintShow): Log {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'dimmer', rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ lint }) => ({ location: { uri: uriOf(lint.path) } })),
        results: files.flatMap(({ lint }) =>
          lint.findings
            .filter((finding) => shownAt(finding, show))
            .map((finding) => result(finding, uriOf(lint.path))),
        ),
      },
    ],
  };
}

function descriptor({
  id,
  code,
  detects,
  reason,
  quietWhen,
  severity,
  tier,
}: (typeof rules)[number]): ReportingDescriptor {
  return {
    id,
    name: code,
    shortDescription: { text: detects },
    fullDescription: { text: reason },
    help: { text: `${reason}\n\nSilent when: ${quietWhen}` },
    defaultConfiguration: { level: levels[severity] },
    properties: { tier },
  };
}

function result(finding: Finding, uri: string): Result {
  const safe = finding.fixes.filter(({ guided }) => !guided);
  return {
    ruleId: finding.rule,
    ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
    level: levels[finding.severity],
    message: { text: `${finding.message} ${finding.question}` },
    locations: [{ physicalLocation: location(finding.range, uri) }],
    relatedLocations: finding.related.map(({ message, range, path }, id): Location => ({
      id,
      message: { text: message },
      physicalLocation: location(range, path === undefined ? uri : uriOf(path)),
    })),
    ...(safe.length > 0 ? { fixes: safe.map((fix) => sarifFix(fix, uri)) } : {}),
  };
}

function sarifFix({ title, edits }: Finding['fixes'][number], uri: string): Fix {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: { uri },
        replacements: edits.map(({ range, newText }) => ({
          deletedRegion: region(range),
          insertedContent: { text: newText },
        })),
      },
    ],
  };
}

function location(range: Finding['range'], uri: string): PhysicalLocation {
  return { artifactLocation: { uri }, region: region(range) };
}

function region({ line, column, endLine, endColumn }: Finding['range']): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
