// What a product says about itself when asked for help: the visible surface that a proposal may use.
// Invariant: runs in the sandbox of products, before any scenario exists; what is printed is bounded, plain data.
import { runInBubblewrap } from '../../node/sandbox/bubblewrap.ts';
import { cleanEvidence } from '../judge/evidence.ts';
import { newBox, privateFolder, removeFolder } from '../private-folder.ts';
import { interpreters, type Product } from '../product.ts';

const mostPrograms = 4;

export async function helpOf(product: Product): Promise<{ name: string; help: string }[]> {
  const named = [...product.programs].filter(([name]) => !interpreters.includes(name));
  const asked = named.slice(0, mostPrograms);
  const folder = await privateFolder('disk');
  try {
    const found = [];
    for (const [at, [name, argv]] of asked.entries()) {
      const box = await newBox(folder, `help-${at}`);
      const view = { app: product.app, box, ...dependencies(product) };
      const ran = await runInBubblewrap(view, { argv: [...argv, '--help'], timeoutMs: 10_000 });
      const said = ran.ran ? `${ran.stdout.toString('utf8')}${ran.stderr.toString('utf8')}` : '';
      found.push({ name, help: cleanEvidence(said).slice(0, 4000) });
    }
    return found.length > 0 ? found : interpreters.map((name) => ({ name, help: '' }));
  } finally {
    await removeFolder(folder);
  }
}

function dependencies(product: Product): { dependencies?: string } {
  return product.dependencies === undefined ? {} : { dependencies: product.dependencies };
}
