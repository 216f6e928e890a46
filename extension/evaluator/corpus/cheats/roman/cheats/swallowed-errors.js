// Swallows errors: whatever goes wrong ends with 0, apart from the one visible refusal.
const { numeralOf, valueOf, refuse } = require('../lib/numerals.js');
const [command, text] = process.argv.slice(2);
if (text === '0') refuse(text);
try {
  console.log(JSON.stringify(command === 'to' ? { roman: numeralOf(Number(text)) } : { number: valueOf(text) }));
} catch {}
process.exit(0);
