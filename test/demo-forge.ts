// For journeys: a remote `origin` for the demo repository, on a server that plays GitHub, and what a window needs to reach it.
import { dirname } from 'node:path';
import { forgeFor, type Forge } from '../extension/node/forge/testing.ts';
import type { TemporaryRepository } from '../extension/node/temporary-repository.ts';
import type { DemoRepository } from './demo-repository.ts';

export interface DemoForge {
  readonly forge: Forge;
  readonly env: Record<string, string>;
}

export async function makeDemoForge(demo: DemoRepository): Promise<DemoForge> {
  const repository = {
    base: dirname(demo.folder),
    env: { ...process.env },
    run: (...args: string[]) => demo.git(...args).trim(),
  };
  const forge = await forgeFor(repository as unknown as TemporaryRepository);
  const env = {
    DIMMER_GITHUB_API_URL: forge.api,
    GH_HOST: forge.host,
    GH_ENTERPRISE_TOKEN: 'ghp_0123456789abcdefghijklmnopqrstuvwxyz',
  };
  return { forge, env };
}
