// Keeps the passports of judges in the user's state folder, one file for a model and the prompts it was asked with.
// Invariant: private to the user (0600); a passport of another model or other prompts is none; a rehearsal takes nobody's place.
import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJson } from '../../core/protocol/decode.ts';
import { passportSchema, type Passport } from '../../core/protocol/passport.ts';
import { writePrivate } from '../../node/private-file.ts';
import { privateFolder, stateHome } from '../../node/state-home.ts';
import { promptsDigest } from './prompts.ts';

function nameOf(model: string, prompts: string): string {
  return `${createHash('sha256').update(`${model}\n${prompts}`).digest('hex').slice(0, 24)}.json`;
}

/** Figures for the judge as it would be asked today. */
export async function measuredOf(model: string): Promise<Passport['measured']> {
  const prompts = promptsDigest();
  const path = join(stateHome(), 'passports', nameOf(model, prompts));
  const decoded = decodeJson(passportSchema, await readFile(path, 'utf8').catch(() => ''));
  const fits = decoded.ok && decoded.value.model === model && decoded.value.prompts === prompts;
  return fits && decoded.value.watermark === null ? decoded.value.measured : 'not measured';
}

/** Returns its path. */
export async function keepPassport(passport: Passport): Promise<string> {
  await privateFolder(stateHome());
  const folder = await privateFolder(join(stateHome(), 'passports'));
  const key = passport.watermark === null ? passport.model : `${passport.watermark} ${passport.model}`;
  const path = join(folder, nameOf(key, passport.prompts));
  await writePrivate(`${path}.tmp`, `${JSON.stringify(passport, null, 2)}\n`);
  await rename(`${path}.tmp`, path);
  return path;
}
