// How the evaluator says that it could not do what was asked: a closed reason, and words that hold nothing hidden.

export interface Problem {
  readonly reason: string;
  /** What happened. */
  readonly message: string;
  /** What was kept. */
  readonly kept: string;
  /** What to do next. */
  readonly next: string;
  /** 1 the answer is no, 2 usage, 3 something is missing on this machine. */
  readonly exit: 1 | 2 | 3;
}

const nothing = 'Nothing was changed.';

const problems = {
  'no-vault': [3, 'There is no vault here.', 'Make one with `dimmer vault init`.'],
  'no-identity': [
    3,
    'No vault identity was given.',
    'Pass `--identity FILE` or set DIMMER_IDENTITY_FILE; `dimmer vault init` makes one.',
  ],
  'not-an-identity': [
    2,
    'The identity is not an age identity.',
    'It is one line that starts with AGE-SECRET-KEY-1. Check the file given with `--identity`.',
  ],
  'wrong-identity': [
    3,
    'The identity does not open this vault.',
    'Use the identity the vault was made with, or have a member add your public key with `dimmer vault recipients add`.',
  ],
  'damaged-manifest': [
    3,
    'The vault manifest is damaged or missing.',
    'Restore `manifest.age` from a backup or from the shared copy of the vault, or make a new one from the scenario files, which are untouched: `dimmer vault verify --rebuild`.',
  ],
  'damaged-files': [
    3,
    'Some files of the vault cannot be read, so encrypting everything anew would lose them.',
    'Run `dimmer vault verify`, restore or remove those scenarios, then try again.',
  ],
  'damaged-scenarios': [
    3,
    'Some hidden scenarios cannot be read, and a rate that leaves them out would say too much.',
    'See which with `dimmer vault verify`, restore them from a backup or remove them, then try again.',
  ],
  exists: [1, 'There is already a vault here.', 'Use it, or set another `vault:` in dimmer.yaml.'],
  'unknown-scenario': [1, 'The vault has no scenario of that id.', 'See the ids with `dimmer vault list`.'],
  'not-a-recipient': [2, 'That is not an age public key.', 'A public key starts with `age1`.'],
  'unknown-recipient': [
    1,
    'The vault is not encrypted to that key.',
    'See its keys with `dimmer vault recipients`.',
  ],
  'last-recipient': [
    1,
    'That is the only key that opens the vault.',
    'Add another first, with `dimmer vault recipients add KEY`.',
  ],
  'own-recipient': [
    1,
    'That is your own key: without it you cannot open the vault any more.',
    'Say `--own` if you mean it.',
  ],
  'id-taken': [
    1,
    'Another scenario of the vault has that id already.',
    'Give the text an id of its own, or remove the other scenario first.',
  ],
  'not-lost': [
    1,
    'The manifest can be read, so there is nothing to make anew.',
    'Files that it does not name are taken in with `dimmer vault import FILE`.',
  ],
  'nothing-readable': [
    3,
    'No scenario file can be read with this identity.',
    'Use the identity that the vault was made with, or restore a backup.',
  ],
  'no-folder': [2, 'There is no such folder or file.', 'Check the path.'],
  'nothing-to-import': [
    2,
    'There is no scenario (`.md`) and no encrypted file (`.age`) that the vault does not have already.',
    'Check the path.',
  ],
  'bad-copy': [
    3,
    'The copy of a vault in that folder cannot be opened with this identity.',
    'Give the identity that it is encrypted to, or another backup.',
  ],
  taken: [2, 'There is something at that place already.', 'Name a folder that does not exist yet.'],
  'wrong-passphrase': [3, 'The passphrase is not the one of this identity file.', 'Try again.'],
  'damaged-identity': [
    3,
    'The identity file is damaged, or holds no age identity.',
    'Use the copy that you keep elsewhere, or the recovery key.',
  ],
  'weak-passphrase': [
    2,
    'The passphrase has fewer than 8 characters.',
    'Take four or five random words, then try again.',
  ],
  'no-sandbox': [
    3,
    'This machine cannot hold the sandbox that hidden scenarios run in.',
    'See `dimmer doctor`.',
  ],
  'sandbox-leaks': [
    3,
    'The self-test of the sandboxes found a leak on this machine, so nothing hidden is run here.',
    'See it with `dimmer vault selftest`, update bubblewrap and the kernel or use another machine, then run it again: the evaluation works once it passes.',
  ],
  'sandbox-untested': [
    3,
    'The self-test of the sandboxes could not be run to its end, so nothing hidden is run here.',
    'Try it with `dimmer vault selftest`; the evaluation works once it passes.',
  ],
  'no-spec': [
    2,
    'The spec was not found at that commit or in that folder.',
    'Give its path inside the repository, and commit it.',
  ],
  'no-requirements': [
    2,
    'The spec has no requirement with an id, so there is nothing that a scenario could check.',
    'Write at least one line such as `- R1: The product shall ...`, then try again.',
  ],
  'bad-commit': [2, 'The commit was not found.', 'Give a commit, branch or tag of this repository.'],
  'no-scenarios': [
    1,
    'There is no scenario of this split for this spec, so nothing was evaluated.',
    'Add one with `dimmer vault add FILE`, or a visible one under scenarios/.',
  ],
  'all-burned': [
    1,
    'Every hidden scenario of this split was found where an agent can read it, so nothing was evaluated.',
    'See which and where with `dimmer vault verify`, and write others.',
  ],
  'no-rounds-left': [
    1,
    'All evaluations of this split for this version of the spec are used up.',
    'Change the spec, or decide from what is known.',
  ],
  'not-validated': [
    1,
    'The sealed split is only judged once the validation gate passed on the same commit.',
    'Evaluate with `--split validation` first.',
  ],
  'damaged-text': [1, 'The encrypted text is damaged.', 'Use the copy in the vault.'],
  damaged: [
    3,
    'The file that counts evaluations (`budgets.json` in the vault) is damaged.',
    'Restore it from a backup; it is not reset silently.',
  ],
  'no-judge': [
    3,
    'There is no judge to ask.',
    'Set ANTHROPIC_API_KEY and name a model with `--judge-model ID` or DIMMER_JUDGE_MODEL, or rehearse with `--cassette FILE`.',
  ],
  'silent-judge': [
    3,
    'The judge gave no answer that can be read, so nothing was measured.',
    'Check the key, the model id and the address, then try again.',
  ],
  'bad-cassette': [
    2,
    'The cassette for the judge cannot be read.',
    'Check the file given with `--cassette`.',
  ],
  refused: [1, 'The scenario was not added.', 'Change it as said above and add it again.'],
  usage: [
    2,
    'The evaluator did not understand its input.',
    'This is a mismatch of versions: reinstall Dimmer.',
  ],
} as const satisfies Record<string, readonly [Problem['exit'], string, string]>;

export type ProblemReason = keyof typeof problems;

/** `detail` must hold nothing of a scenario unless the caller is shown scenarios anyway. */
export function problem(reason: ProblemReason, detail?: string): Problem {
  const [exit, message, next] = problems[reason];
  return {
    reason,
    message: detail === undefined ? message : `${message} ${detail}`,
    kept: nothing,
    next,
    exit,
  };
}
