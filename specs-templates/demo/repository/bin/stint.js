#!/usr/bin/env node
// Nothing is built yet: specs/stint.md says what should exist.
process.stderr.write('not implemented; see specs/stint.md\n');
process.exitCode = 70;
