// The published corpus of cheating products and their honest twins, read for tests: see cheats/README.md.
// Invariant: a variant is prepared like any product, from a folder; nothing here knows which ones cheat.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import type { Scenario } from '../../core/scenario/schema.ts';
import { prepareProduct, type Product } from '../product.ts';
import { specFacts, type SpecFacts } from '../spec-facts.ts';

const folder = fileURLToPath(new URL('./cheats/', import.meta.url));

export interface CorpusProduct {
  readonly name: string;
  readonly spec: SpecFacts;
  /** In order of names: the first of each requirement carries seeded values. */
  readonly hidden: readonly Scenario[];
}

export interface Variant {
  readonly product: CorpusProduct;
  readonly honest: boolean;
  /** `roman/cheats/parrot` */
  readonly id: string;
  /** A file that takes the place of the program, or a folder laid over the base. */
  readonly source: string;
}

export async function corpusProducts(): Promise<CorpusProduct[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const path = join(folder, name, 'base', 'specs', `${name}.md`);
        return {
          name,
          spec: specFacts(await readFile(path, 'utf8'), path),
          hidden: await scenariosIn(join(folder, name, 'hidden')),
        };
      }),
  );
}

async function scenariosIn(path: string): Promise<Scenario[]> {
  return Promise.all(
    (await readdir(path)).sort().map(async (name) => {
      const parsed = parseScenario(await readFile(join(path, name), 'utf8'));
      if (!parsed.ok) throw new Error(`${path}/${name}: ${JSON.stringify(parsed.problems)}`);
      return parsed.scenario;
    }),
  );
}

export async function variantsOf(
  product: CorpusProduct,
  kind: 'honest' | 'cheats' | 'defeat',
): Promise<Variant[]> {
  const within = join(folder, product.name, kind);
  if (!existsSync(within)) return [];
  return (await readdir(within)).sort().map((name) => ({
    product,
    honest: kind === 'honest',
    id: `${product.name}/${kind}/${name.replace(/\.\w+$/, '')}`,
    source: join(within, name),
  }));
}

/** Writes the variant as a product into `into` and prepares it. */
export async function prepareVariant({ product, source }: Variant, into: string): Promise<Product> {
  const dir = join(into, 'source');
  await mkdir(into, { recursive: true });
  await cp(join(folder, product.name, 'base'), dir, { recursive: true });
  const program = programOf(product.spec);
  const single = /\.\w+$/.test(basename(source));
  await cp(source, single ? join(dir, program) : dir, { recursive: true });
  return prepareProduct({ repository: dir, dir }, product.spec, into);
}

/** The file that the spec starts. */
function programOf({ bin, start }: SpecFacts): string {
  const words = start ?? Object.values(bin)[0] ?? [];
  return posix.normalize(words.at(-1) ?? '');
}
