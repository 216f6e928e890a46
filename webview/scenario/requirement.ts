// Reads and changes the one line of a scenario's front matter that says which requirement it checks.

const pattern = /^(---\n[\s\S]*?^requirements:[ \t]*)(\[[^\]\n]*\]|[^\n]*)$/m;

/** The only requirement, or undefined where there are several or the line is unusual. */
export function requirementOf(text: string): string | undefined {
  return /^\[\s*([\w.-]+)\s*\]$/.exec(pattern.exec(text)?.[2] ?? '')?.[1];
}

export function withRequirement(text: string, requirement: string): string {
  return text.replace(pattern, (_, before: string) => `${before}[ ${requirement} ]`);
}
