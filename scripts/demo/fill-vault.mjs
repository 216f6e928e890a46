// Second act: scenarios that the agent will never see go into an encrypted vault outside the repository.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { said, step, typed } from './screen.mjs';
import { demo, DemoFailure, dimmer, dimmerJson } from './workshop.mjs';

export async function fillVault(workshop) {
  step('Scenarios that the agent never sees');
  typed('dimmer vault init');
  await dimmer(workshop, ['vault', 'init', '--identity', workshop.identity]);
  const folder = join(demo, 'hidden');
  typed('dimmer vault add hidden/');
  await dimmer(workshop, ['vault', 'add', folder]);
  const { scenarios } = await dimmerJson(workshop, ['vault', 'list']);
  const files = readdirSync(folder).length;
  if (scenarios.length !== files)
    throw new DemoFailure(`The vault holds ${scenarios.length} of ${files} scenarios.`);
  const of = (split) => scenarios.filter((one) => one.split === split).length;
  said(
    `${of('validation')} validation and ${of('sealed')} sealed, encrypted; each failed on a product that does nothing`,
  );
}
