// Which backup files of a scenario are kept, so that the one a closed window remembers is still there when it comes back.
// Invariant: a backup that was cancelled replaces none; the last few files stay until the text is saved or given up.
//
// VS Code asks for the previous file to be deleted as soon as a newer backup is done, but the window learns of the newer one
// only afterwards, and never when it was closed or went on typing meanwhile: it would come back to a file that is gone.

export interface BackupFiles {
  write(destination: string, content: string): Promise<void>;
  remove(destination: string): Promise<void>;
}

export interface Backups {
  /** Writes what `seal` gives, unless `cancelled` says in the meantime that nobody waits for it any more. */
  add(
    destination: string,
    seal: () => Promise<string>,
    cancelled: () => boolean,
  ): Promise<'written' | 'cancelled'>;
  /** A file that was there before, such as the one this text was restored from. */
  found(destination: string): void;
  /** The text is saved or given up. */
  forget(): Promise<void>;
}

/** Any more than two may be needed only when as many were asked for at once. */
const kept = 4;

export function createBackups(files: BackupFiles): Backups {
  let known: string[] = [];
  const push = (destination: string) => {
    known = [...known.filter((one) => one !== destination), destination];
  };
  return {
    async add(destination, seal, cancelled) {
      const content = await seal();
      if (cancelled()) return 'cancelled';
      await files.write(destination, content);
      push(destination);
      const old = known.slice(0, -kept);
      known = known.slice(-kept);
      await Promise.all(old.map((one) => files.remove(one)));
      return 'written';
    },
    found: push,
    async forget() {
      const all = known;
      known = [];
      await Promise.all(all.map((one) => files.remove(one)));
    },
  };
}
