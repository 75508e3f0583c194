/**
 * Builds `dist`: the declarations, and each entry as one file. A program loads a configuration once, when it starts: two
 * dozen modules would take longer to find than all else that it waits for.
 */

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

rmSync(path('../dist'), { force: true, recursive: true });
const compiler = path('../node_modules/typescript/bin/tsc');
const tsc = spawnSync(process.execPath, [compiler, '-p', path('..'), '--emitDeclarationOnly'], {
  stdio: 'inherit',
});
if (tsc.status !== 0) {
  process.exit(tsc.status ?? 1);
}
await build({
  entryPoints: ['index', 'command', 'native'].map((entry) => path(`../lib/${entry}.ts`)),
  outdir: path('../dist'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
});
