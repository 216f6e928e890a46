// Says in one line what is wrong with a scenario's data and where, without echoing the data itself.

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly unknown[])[];
}

/** "path: what was expected". Of a union, the alternative that came closest is described. */
export function describeIssue(given: unknown, prefix: readonly PropertyKey[] = []): string {
  const issue = given as Issue;
  const path = [...prefix, ...issue.path];
  const at = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
  if (issue.code === 'unrecognized_keys')
    return `${at}unknown key ${(issue.keys ?? []).map((key) => `\`${key}\``).join(', ')}`;
  if (issue.code === 'invalid_union') {
    const closest = (issue.errors ?? []).flat().find((error) => specific(error as Issue));
    if (closest !== undefined) return describeIssue(closest, path);
    return `${at}not a value that can stand here`;
  }
  if (issue.code === 'invalid_type') return `${at}expected ${issue.expected ?? 'another type'}`;
  if (issue.code === 'invalid_value' && issue.values !== undefined)
    return `${at}expected ${issue.values.map(String).join(', ')}`;
  return `${at}${issue.message === 'Invalid input' ? 'not allowed' : issue.message}`;
}

function specific(issue: Issue): boolean {
  return issue.code === 'unrecognized_keys' || issue.path.length > 0 || issue.code === 'invalid_union';
}
