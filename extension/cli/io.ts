// What a command of the command line gets from the world: where it runs, where it writes, how it is called.

export interface CommandIo {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** One JSON document on stdout (or one per line where it streams) instead of text for people. */
  readonly json: boolean;
  out(text: string): void;
  err(text: string): void;
  readonly isTTY: boolean;
  stdin(): Promise<string>;
}
