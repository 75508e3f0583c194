/** What a load takes where nothing else is loaded, as in most programs: each in a process of its own. */

import { spawnSync } from 'node:child_process';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { bestOf } from './best.mjs';
import { TEXT } from './data.mjs';
import { loadsOf } from './loads.mjs';

/** For how many milliseconds a process loads. */
const LONG = 400;

/** Lets the loop of the program turn once, as it does between any two loads: what is garbage is given back then. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Nanoseconds of one load: the best of batches of 50. */
export async function batch(load) {
  const start = process.hrtime.bigint();
  for (let call = 0; call < 50; call += 1) {
    await load();
  }
  return Number(process.hrtime.bigint() - start) / 50;
}

/** Nanoseconds of one load of each: the best of processes, which are started in turn. */
export function alone(directory, names) {
  return bestOf(5, names, (name) => {
    const node = spawnSync(process.execPath, [fileURLToPath(import.meta.url), directory, name], {
      encoding: 'utf8',
    });
    if (node.status !== 0) {
      throw new Error(`${name}: ${node.stderr}`);
    }
    return Number(node.stdout);
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , directory, name] = argv;
  const load = loadsOf(directory, TEXT)[name];
  const end = performance.now() + LONG;
  let best = Number.POSITIVE_INFINITY;
  while (performance.now() < end) {
    best = Math.min(best, await batch(load));
    await turn();
  }
  console.log(best);
}
