#!/usr/bin/env node
// The `stint` command: turns an outcome into stdout, stderr and an exit code.
import { stint } from '../src/stint.js';

const { out, refused, exit } = stint(process.argv.slice(2), process.cwd());
if (out) process.stdout.write(`${out}\n`);
if (refused) process.stderr.write(`stint: ${refused}\n`);
process.exitCode = exit;
