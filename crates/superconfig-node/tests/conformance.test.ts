/** The conformance suite through the package: each case is loaded at once, and while the program goes on. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCases } from './conformance/case.js';
import { faults } from './conformance/check.js';

for (const one of allCases()) {
  const needsPosix = one.links.size > 0 || one.modes.size > 0;
  const skip = needsPosix && process.platform === 'win32' && 'Windows has no such links and modes';
  test(one.title, { skip }, async () => {
    assert.deepEqual(await faults(one), []);
  });
}
