// Flags and commands out of what a program says of itself.

export interface Help {
  readonly flags: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
}

/** Long flags anywhere; commands are the first words of indented lines under a heading that says commands. */
export function readHelp(text: string): Help {
  const flags = new Set<string>();
  const commands = new Set<string>();
  let listing = false;
  for (const line of text
    .slice(0, 200_000)
    .split('\n')
    .map((one) => one.slice(0, 500))) {
    for (const match of line.matchAll(/(?:^|[\s,[|(])(--[a-z][\w-]*)/g)) flags.add(match[1] ?? '');
    if (/^(?!usage)(?=\S).*\bcommands?\b/i.test(line)) listing = true;
    else if (/^\S/.test(line)) listing = false;
    const command = listing ? /^\s{1,8}([a-z][\w:-]*)(?:\s|$)/.exec(line)?.[1] : undefined;
    if (command !== undefined) commands.add(command);
  }
  return { flags, commands };
}
