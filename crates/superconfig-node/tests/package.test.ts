/** What is published, and what is said where a part of it is missing. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { version } from 'superconfig';

const home = fileURLToPath(new URL('../..', import.meta.url));
const main = description(home);

interface Description {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly main?: string;
}

function description(directory: string): Description {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Description;
}

function temporary(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'superconfig-'));
  t.after(() => rmSync(directory, { force: true, recursive: true }));
  return directory;
}

test('the package and its native module are of one version', () => {
  assert.equal(version(), main.version);
});

test('the package depends on nothing, and runs nothing when it is installed', () => {
  assert.equal(main.dependencies, undefined);
  assert.deepEqual(
    Object.keys(main.scripts ?? {}).filter((name) => name.endsWith('install')),
    [],
  );
});

test('the lock file names no hosts', () => {
  assert.doesNotMatch(readFileSync(join(home, 'package-lock.json'), 'utf8'), /"resolved": "http/);
});

test('the packages of the platforms are asked for in exactly this version', (t) => {
  const directory = temporary(t);
  execFileSync(process.execPath, [join(home, 'scripts/pack.mjs'), directory]);
  const { optionalDependencies = {}, ...packed } = description(join(directory, 'superconfig'));
  assert.equal(Object.keys(optionalDependencies).length, 8);
  assert.deepEqual(new Set(Object.values(optionalDependencies)), new Set([main.version]));
  assert.equal(packed.scripts, undefined);
  assert.equal(packed.devDependencies, undefined);
});

test('the package of a platform says for which machines it is', (t) => {
  const directory = temporary(t);
  writeFileSync(join(directory, 'library.so'), '');
  const pack = (platform: string) => {
    const given = [join(home, 'scripts/pack.mjs'), directory, join(directory, 'library.so'), platform];
    execFileSync(process.execPath, given);
    const { name, os, cpu, libc, main } = description(join(directory, platform));
    return [name, os, cpu, libc, main];
  };
  const linux = 'linux-arm64-musl';
  const file = (platform: string) => `superconfig.${platform}.node`;
  assert.deepEqual(pack(linux), [`@superconfig/${linux}`, ['linux'], ['arm64'], ['musl'], file(linux)]);
  const windows = 'win32-x64-msvc';
  assert.deepEqual(pack(windows), [`@superconfig/${windows}`, ['win32'], ['x64'], undefined, file(windows)]);
});

/** What is printed where the package is installed without the native module that was built here. */
function used(directory: string): unknown {
  const installed = join(directory, 'node_modules', 'superconfig');
  cpSync(join(home, 'dist'), join(installed, 'dist'), { recursive: true });
  cpSync(join(home, 'package.json'), join(installed, 'package.json'));
  const program = `
    import { version } from 'superconfig';
    try { version() } catch ({ code, message }) { console.log(JSON.stringify({ code, message })) }`;
  const given = ['--input-type=module', '--eval', program];
  const { stdout } = spawnSync(process.execPath, given, { cwd: directory, encoding: 'utf8' });
  return JSON.parse(stdout);
}

test('without the package of the platform, it is said which that is and what to do', (t) => {
  const { code, message } = used(temporary(t)) as { code: string; message: string };
  assert.equal(code, 'ERR_SUPERCONFIG_NATIVE_MODULE');
  assert.match(message, new RegExp(`not installed: @superconfig/${process.platform}-${process.arch}`));
  assert.match(message, /install again without --omit=optional/);
});

test('a native module that cannot be loaded is not called missing', (t) => {
  const directory = temporary(t);
  const installed = join(directory, 'node_modules', 'superconfig');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'superconfig.node'), 'of another machine');
  const { code, message } = used(directory) as { code: string; message: string };
  assert.equal(code, 'ERR_SUPERCONFIG_NATIVE_MODULE');
  assert.match(message, /is installed, but cannot be loaded: .*superconfig\.node/);
});
