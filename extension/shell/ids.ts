// Every command the extension registers. Invariant: the manifest contributes exactly these (manifest.test.ts).

export const commandIds = [
  'dimmer.newSpec',
  'dimmer.specFromModule',
  'dimmer.newScenario',
  'dimmer.copyPrompt',
  'dimmer.lintWorkspace',
  'dimmer.delegate',
  'dimmer.openRun',
  'dimmer.stopRun',
  'dimmer.suspendRun',
  'dimmer.resumeRun',
  'dimmer.steerRun',
  'dimmer.answerRun',
  'dimmer.retryStage',
  'dimmer.branchRun',
  'dimmer.openOutcome',
  'dimmer.approve',
  'dimmer.return',
  'dimmer.reject',
  'dimmer.openDiff',
  'dimmer.hideDiff',
  'dimmer.showDiff',
  'dimmer.acceptFile',
  'dimmer.toggleReviewMode',
  'dimmer.setLevel',
  'dimmer.initVault',
  'dimmer.unlockVault',
  'dimmer.lockVault',
  'dimmer.openScenario',
  'dimmer.askOneThing',
  'dimmer.saveRecoveryKey',
  'dimmer.addComment',
  'dimmer.deleteComment',
  'dimmer.evaluate',
  'dimmer.doctor',
  'dimmer.setApiKey',
] as const;

export type CommandId = (typeof commandIds)[number];

/** What a command is called with: a tree node, a URI, a run id, or nothing. */
export type CommandTable = Readonly<Record<CommandId, (target?: unknown) => unknown>>;

/** Commands that also work in a folder that is not trusted; every other one refuses there, whoever calls it. */
export const untrustedCommandIds: readonly CommandId[] = [
  'dimmer.newSpec',
  'dimmer.specFromModule',
  'dimmer.copyPrompt',
  'dimmer.lintWorkspace',
  'dimmer.openRun',
  'dimmer.openOutcome',
  'dimmer.openDiff',
  'dimmer.hideDiff',
  'dimmer.showDiff',
  'dimmer.toggleReviewMode',
  'dimmer.setLevel',
  'dimmer.lockVault',
  'dimmer.setApiKey',
];
