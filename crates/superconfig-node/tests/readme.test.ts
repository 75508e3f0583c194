/**
 * Every block of the README, and of that of the repository, compiles and runs, and prints what it says.
 *
 * What stands behind `// →` is what is printed, line by line. A block that begins with `# name` is a file.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('../..', import.meta.url));
/** Within the package, which finds itself and what it is developed with from there. */
const compiled = join(home, 'build', 'readme');
const blocks = blocksOf(join(home, 'README.md'));
const files = blocks.filter(({ language }) => language === 'toml');
const programs = [...blocks, ...blocksOf(join(home, '../../README.md'))]
  .filter(({ language }) => language === 'ts' || language === 'js')
  .map((block, number) => ({ ...block, directory: join(compiled, String(number)) }));

test('every block compiles', () => {
  rmSync(compiled, { force: true, recursive: true });
  for (const { language, text, directory } of programs) {
    mkdirSync(directory, { recursive: true });
    if (language === 'js') {
      writeFileSync(join(directory, 'block.cjs'), text);
      continue;
    }
    writeFileSync(join(directory, 'block.ts'), text);
    const compilerOptions = { rootDir: '.', outDir: '.', declaration: false };
    writeFileSync(
      join(directory, 'tsconfig.json'),
      JSON.stringify({
        extends: join(home, 'tsconfig.json'),
        compilerOptions,
        files: ['block.ts'],
        include: [],
      }),
    );
  }
  // Each is a program of its own: what one says of types is not heard by the others.
  const projects = programs.filter(({ language }) => language === 'ts').map(({ directory }) => directory);
  node([join(home, 'node_modules/typescript/bin/tsc'), '--build', ...projects], home);
});

for (const [number, { language, text, directory }] of programs.entries()) {
  test(`block ${number}: ${text.slice(0, text.indexOf('\n'))}`, (t) => {
    const place = mkdtempSync(join(tmpdir(), 'superconfig-'));
    t.after(() => rmSync(place, { force: true, recursive: true }));
    for (const file of files) {
      writeFileSync(join(place, file.text.slice(2, file.text.indexOf('\n'))), file.text);
    }
    const printed = node([join(directory, language === 'js' ? 'block.cjs' : 'block.js')], place);
    const said = [...text.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line);
    assert.deepEqual(
      printed.split('\n').filter((line) => line !== ''),
      said,
    );
  });
}

test('there are no other blocks', () => {
  assert.deepEqual(new Set(blocks.map(({ language }) => language)), new Set(['sh', 'toml', 'ts', 'js']));
});

function blocksOf(readme: string): { language: string; text: string }[] {
  const blocks = readFileSync(readme, 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].map(([, language = '', text = '']) => ({ language, text }));
}

function node(args: string[], cwd: string): string {
  const env = { ...process.env, HOME: cwd, USERPROFILE: cwd, NO_COLOR: '1' };
  try {
    return execFileSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  } catch (error) {
    // The compiler says there what is wrong.
    throw new Error(`${error}\n${(error as { stdout: string }).stdout}`);
  }
}
