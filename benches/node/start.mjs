/** What a program waits for that starts, loads once and ends: the modules, the native one, and the first load. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bestOf } from './best.mjs';

const BY_HAND = `
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('APP_')) {
      const way = name.slice(4).toLowerCase().split('__');
      const key = way.pop();
      const table = way.reduce((at, step) => (at[step] ??= {}), config);
      table[key] = typeof table[key] === 'number' ? Number(process.env[name]) : process.env[name];
    }
  }`;

/** Programs, by name; each has loaded when it ends. */
function programs(directory) {
  const file = JSON.stringify(join(directory, 'default.toml'));
  const cwd = JSON.stringify(directory);
  return {
    'nothing at all': '',
    superconfig: `import { loadSync } from 'superconfig';
      loadSync({ files: ${file}, envPrefix: 'APP_' }).value.database.host;`,
    'by hand (smol-toml)': `import { readFileSync } from 'node:fs';
      import { parse } from 'smol-toml';
      const config = parse(readFileSync(${file}, 'utf8'));${BY_HAND}`,
    'node-config': `import config from 'config'; config.get('database.host');`,
    convict: `import convict from 'convict';
      import { parse } from 'smol-toml';
      convict.addParser({ extension: 'toml', parse });
      convict({ database: { host: { default: '', env: 'APP_DATABASE__HOST' } } }).loadFile(${file}).get('database.host');`,
    nconf: `import nconf from 'nconf';
      import { parse } from 'smol-toml';
      nconf.env().file({ file: ${file}, format: { parse, stringify: JSON.stringify } });
      nconf.get('database:host');`,
    c12: `import { loadConfig } from 'c12';
      const { config } = await loadConfig({ cwd: ${cwd}, configFile: ${file}, rcFile: false });${BY_HAND}`,
  };
}

/** Milliseconds of each program from its start to its end, beyond those of an empty one: the best of many rounds. */
export async function starts(directory) {
  const all = Object.entries(programs(directory));
  const env = { ...process.env, NODE_CONFIG_DIR: directory };
  const best = await bestOf(15, all, ([name, program]) => {
    const start = process.hrtime.bigint();
    const node = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: import.meta.dirname,
      env,
    });
    const took = Number(process.hrtime.bigint() - start) / 1e6;
    if (node.status !== 0) {
      throw new Error(`${name}: ${node.stderr}`);
    }
    return took;
  });
  return all.slice(1).map(([name], index) => [name, best[index + 1] - best[0]]);
}
