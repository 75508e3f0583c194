/**
 * Makes the packages that are published.
 *
 *     node scripts/pack.mjs DIRECTORY                        the main package, of `dist`
 *     node scripts/pack.mjs DIRECTORY LIBRARY [PLATFORM]     the one with a native library, of this machine unless said
 */

import { execSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES } from '../dist/native.js';

const home = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

const {
  scripts: _,
  devDependencies: __,
  ...main
} = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
const platforms = Object.values(PACKAGES).flat();
const licences = ['LICENSE-APACHE', 'LICENSE-MIT'];

const [directory = '', library, platform = thisPlatform()] = process.argv.slice(2);
if (directory === '' || (library !== undefined && !platforms.includes(platform))) {
  console.error(`usage: pack.mjs DIRECTORY [LIBRARY [PLATFORM]]; platforms: ${platforms.join(', ')}`);
  process.exit(2);
} else if (library === undefined) {
  packMain();
} else {
  packPlatform();
}

function packMain() {
  const stage = stageFor('superconfig');
  copyFileSync(join(home, 'README.md'), join(stage, 'README.md'));
  cpSync(join(home, 'dist'), join(stage, 'dist'), { recursive: true });
  pack(stage, {
    ...main,
    files: [...main.files, ...licences],
    // The exact version: the two halves of a release are made for each other.
    optionalDependencies: Object.fromEntries(platforms.map((name) => [`@superconfig/${name}`, main.version])),
  });
}

function packPlatform() {
  const stage = stageFor(platform);
  const [os, cpu, abi] = platform.split('-');
  const file = `superconfig.${platform}.node`;
  copyFileSync(library, join(stage, file));
  writeFileSync(
    join(stage, 'README.md'),
    `# @superconfig/${platform}\n\nThe native module of [superconfig](https://www.npmjs.com/package/superconfig) for ${platform}.\n`,
  );
  const { version, license, repository, engines } = main;
  pack(stage, {
    name: `@superconfig/${platform}`,
    version,
    description: `The native module of superconfig for ${platform}`,
    license,
    repository,
    type: 'commonjs',
    main: file,
    files: [file, ...licences],
    os: [os],
    cpu: [cpu],
    ...(os === 'linux' && { libc: [abi === 'gnu' ? 'glibc' : abi] }),
    engines,
    // A scoped package is private unless said.
    publishConfig: { access: 'public' },
  });
}

/** An empty directory with what belongs into every package. */
function stageFor(name) {
  const stage = resolve(directory, name);
  rmSync(stage, { force: true, recursive: true });
  mkdirSync(stage, { recursive: true });
  for (const file of licences) {
    copyFileSync(join(root, file), join(stage, file));
  }
  return stage;
}

function pack(stage, description) {
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
  // Through a shell: that is how npm is found on Windows.
  const name = execSync('npm pack --silent --pack-destination ..', { cwd: stage, encoding: 'utf8' }).trim();
  console.log(join(resolve(directory), name));
}

/** The name of the package for the machine that runs this. */
function thisPlatform() {
  const { platform, arch, report } = process;
  const candidates = PACKAGES[`${platform}-${arch}`] ?? [];
  const isGlibc = report.getReport().header.glibcVersionRuntime !== undefined;
  return candidates.length < 2 || isGlibc ? candidates[0] : candidates[1];
}
