#!/usr/bin/env node
/** The `superconfig` command, for those who have installed the package. */

import { native } from './native.js';

process.exitCode = native().command(['superconfig', ...process.argv.slice(2)]);
