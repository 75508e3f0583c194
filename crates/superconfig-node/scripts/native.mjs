/**
 * Builds the native module and puts it where the package looks first: `superconfig.node`, beside `dist`.
 *
 *     node scripts/native.mjs [build | zigbuild] [arguments of it, such as --release]
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const command = given[0]?.startsWith('-') === false ? given.shift() : 'build';
const asked = ['-p', 'superconfig-node', '--message-format', 'json-render-diagnostics'];
const cargo = spawnSync(process.env.CARGO ?? 'cargo', [command, '-q', ...asked, ...given], {
  cwd: home,
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (cargo.error !== undefined) {
  throw cargo.error;
}
if (cargo.status !== 0) {
  process.exit(cargo.status ?? 1);
}

// Cargo says where the library is: that depends on its configuration, the profile and the machine.
const library = cargo.stdout
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line))
  .filter(({ reason, target }) => reason === 'compiler-artifact' && target.name === 'superconfig_node')
  .flatMap(({ filenames }) => filenames)
  .find((file) => /\.(so|dylib|dll)$/.test(file));

// A program that has loaded the one before keeps it: it is replaced, not written over.
const place = `${home}superconfig.node`;
copyFileSync(library, `${place}.new`);
renameSync(`${place}.new`, place);
