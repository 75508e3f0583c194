/**
 * Installs the packed packages into an empty project, as users do, and uses them in each way that users can.
 *
 *     node scripts/smoke.mjs DIRECTORY_OF_THE_PACKED
 */

import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packed = resolve(process.argv[2] ?? '.');
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
// Not those of other versions, which may still be there.
const archives = readdirSync(packed).filter((name) => name.endsWith(`-${version}.tgz`));
const tools = fileURLToPath(new URL('../node_modules', import.meta.url));
const tsc = join(tools, 'typescript', 'bin', 'tsc');

const IMPORT = "import { loadSync, SuperConfig } from 'superconfig';";
const REQUIRE = "const { loadSync, SuperConfig } = require('superconfig');";
const USE = `
const config = loadSync({ files: [], env: { APP_PORT: '81' }, envPrefix: 'APP_', defaults: { port: 80 } });
console.log(config.get('port'), config.explain('port')?.origin.variable, config instanceof Object, typeof SuperConfig);
`;
// What is typed wrongly must not compile, or the types are not there.
const TYPED = `${USE}
const port: number = loadSync<{ port: number }>({ files: [], env: {}, defaults: { port: 80 } }).value.port;
// @ts-expect-error: it is a number
const text: string = loadSync<{ port: number }>({ files: [], env: {}, defaults: { port: 80 } }).value.port;
`;
const SAID = '81 APP_PORT true function\n';

const project = mkdtempSync(join(tmpdir(), 'superconfig-smoke-'));
try {
  write('package.json', '{ "private": true }');
  run(
    `npm install --offline --no-audit --no-fund --silent ${archives.map((name) => quoted(join(packed, name))).join(' ')}`,
  );
  write('module.mjs', IMPORT + USE);
  write('common.cjs', REQUIRE + USE);
  write('typed.mts', IMPORT + TYPED);
  write('typed_common.cts', IMPORT + TYPED);
  const options = `--strict --noEmitOnError --target es2022 --module nodenext --types node --typeRoots ${quoted(join(tools, '@types'))}`;
  run(`${quoted(process.execPath)} ${quoted(tsc)} ${options} typed.mts typed_common.cts`);
  for (const file of ['module.mjs', 'common.cjs', 'typed.mjs', 'typed_common.cjs']) {
    assert.equal(run(`${quoted(process.execPath)} ${file}`), SAID, file);
  }
  assert.match(run('npx --no-install superconfig --version'), /^superconfig \d/);
} finally {
  rmSync(project, { force: true, recursive: true });
}

function write(name, text) {
  writeFileSync(join(project, name), text);
}

function run(command) {
  return execSync(command, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function quoted(path) {
  return `"${path}"`;
}
