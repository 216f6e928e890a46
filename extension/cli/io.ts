// What a command of the command line gets from the world: where it runs, where it writes, how it is called.

export interface CommandIo {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** One JSON document on stdout (or one per line where it streams) instead of text for people. */
  readonly json: boolean;
  out(text: string): void;
  err(text: string): void;
  readonly isTTY: boolean;
  /** Whether stderr is a terminal: only then it shows progress. */
  readonly errIsTTY?: boolean;
  stdin(): Promise<string>;
  /** `--passphrase-file FILE`: where the passphrase of an identity file is read from instead of the terminal. */
  readonly passphraseFile?: string | undefined;
}
