// What goes wrong with an installed agent, each as the end of its task: one reason, one next step.
// Invariant: what the user can mend suspends the run, so that it goes on; what only another spec or agent mends fails it.
import type { AgentEnd } from '../backend.ts';

type Told = Extract<AgentEnd, { message: string }>;

const resume = 'then resume the run with `dimmer resume RUN` or *Resume Run*';

export function notStarted(name: string, why: string): Told {
  return {
    type: 'suspended',
    reason: 'model-unreachable',
    message: `${name} could not be started: ${why}.`,
    next: `Look at \`dimmer doctor\`, install or mend it, ${resume}.`,
  };
}

export function died(name: string, exit: number | null, said: string): Told {
  return {
    type: 'suspended',
    reason: 'model-unreachable',
    message: `${name} ended by itself (${exit === null ? 'killed' : `exit ${exit}`})${said === '' ? '' : `: ${said}`}.`,
    next: `Start it once in a terminal to see what is wrong, ${resume}.`,
  };
}

export function silent(name: string, where: string, seconds: number): Told {
  return {
    type: 'suspended',
    reason: 'model-unreachable',
    message: `${name} said nothing for ${seconds} s ${where}, and was ended.`,
    next: `Check that it works in a terminal, ${resume}.`,
  };
}

export function refusedToStart(name: string, said: string): Told {
  return {
    type: 'suspended',
    reason: 'model-unreachable',
    message: `${name} refused to ${said}.`,
    next: `Update the agent and its adapter, or launch with another one; ${resume}.`,
  };
}

export function wantsSignIn(name: string, ways: readonly string[], said: string): Told {
  const offered = ways.length === 0 ? '' : ` It offers: ${ways.join(', ')}.`;
  return {
    type: 'suspended',
    reason: 'key-missing',
    message: `${name} is not signed in here${said === '' ? '' : ` (${said})`}.${offered}`,
    next: `Sign in with the agent itself in a terminal, or set its key, ${resume}.`,
  };
}

export function promptFailed(name: string, said: string): Told {
  return {
    type: 'suspended',
    reason: 'model-unreachable',
    message: `${name} could not go on: ${said}.`,
    next: `Wait or mend what it names, ${resume}.`,
  };
}

export function asksForever(name: string, times: number, what: string): Told {
  return {
    type: 'failed',
    reason: 'stuck',
    message: `${name} asked for permission ${times} times${what === '' ? '' : ` for what was denied before (${what})`}, and was ended.`,
    next: 'Say in the spec how to do without it, then launch a new run.',
  };
}

export function tooMuch(name: string, what: string): Told {
  return {
    type: 'failed',
    reason: 'model-misbehaved',
    message: `${name} ${what}, and was ended.`,
    next: 'Make the spec smaller or choose another agent, then launch a new run.',
  };
}

export function refusedTask(name: string, said: string): Told {
  return {
    type: 'failed',
    reason: 'model-misbehaved',
    message: `${name} refused the task${said === '' ? '' : `: ${said}`}.`,
    next: 'Say it otherwise in the spec, or choose another agent, then launch a new run.',
  };
}

export function usedUp(name: string, what: string): Told {
  return {
    type: 'failed',
    reason: 'stuck',
    message: `${name} used all ${what} of its task without finishing.`,
    next: 'Split the spec into smaller ones, or give it as many again: `dimmer retry RUN implement`.',
  };
}
