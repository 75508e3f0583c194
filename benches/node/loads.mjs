/** One file and twenty variables, as each library loads them. */

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loadConfig } from 'c12';
import { Load } from 'config/lib/util.js';
import nconf from 'nconf';
import { parse } from 'smol-toml';
import { clearCache, loadSync, SuperConfig } from 'superconfig';
import { VARIABLES, wayOf } from './data.mjs';

const convict = createRequire(import.meta.url)('convict');
convict.addParser({ extension: 'toml', parse });

/** The text of a variable as a value of the type that is replaced. */
function typed(text, before) {
  switch (typeof before) {
    case 'boolean':
      return ['1', 'true', 'yes', 'on'].includes(text.toLowerCase());
    case 'number':
      return Number(text);
    default:
      return text;
  }
}

/** Sets what the environment says, by looking at the value that is replaced: what people write who want no library. */
function withVariables(config) {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('APP_')) {
      const way = wayOf(name);
      const key = way.pop();
      const table = way.reduce((at, step) => (at[step] ??= {}), config);
      table[key] = typed(process.env[name], table[key]);
    }
  }
  return config;
}

/** The schema of convict: it must know each value that a variable may set. */
function convictSchema(config) {
  const entries = Object.entries(config).map(([key, value]) => {
    const isTable = typeof value === 'object' && !Array.isArray(value);
    return [key, isTable ? convictSchema(value) : { default: null, format: '*' }];
  });
  return Object.fromEntries(entries);
}

function convictSchemaOf(config) {
  const schema = convictSchema(config);
  for (const name of Object.keys(VARIABLES)) {
    const way = wayOf(name);
    const value = way.reduce((at, step) => at[step], config);
    const entry = way.reduce((at, step) => at[step], schema);
    entry.env = name;
    entry.format = typeof value === 'number' ? Number : typeof value === 'boolean' ? Boolean : String;
    entry.default = value;
  }
  return schema;
}

/** The file that tells node-config which variable sets what. */
function customVariables(config) {
  const custom = {};
  for (const name of Object.keys(VARIABLES)) {
    const way = wayOf(name);
    const value = way.reduce((at, step) => at[step], config);
    const key = way.pop();
    const table = way.reduce((at, step) => (at[step] ??= {}), custom);
    table[key] = typeof value === 'string' ? name : { __name: name, __format: typeof value };
  }
  return custom;
}

/** What loads, by name; each answers with plain data, or with a promise of it. */
export function loadsOf(directory, text) {
  const file = join(directory, 'default.toml');
  writeFileSync(file, text);
  const plain = parse(text);
  writeFileSync(join(directory, 'custom-environment-variables.json'), JSON.stringify(customVariables(plain)));
  const schema = convictSchemaOf(plain);
  const ours = () => loadSync({ files: file, envPrefix: 'APP_' }).value;
  const builder = new SuperConfig().withFile(file).withEnv('APP_');
  return {
    'superconfig, the file read and parsed each time': () => {
      clearCache();
      return ours();
    },
    'superconfig, the file unchanged': ours,
    'superconfig, asynchronously': async () => (await builder.build()).value,
    'by hand (smol-toml)': () => withVariables(parse(readFileSync(file, 'utf8'))),
    'node-config': () => new Load({ configDir: directory, nodeEnv: ['development'] }).scan(),
    convict: () => convict(schema).loadFile(file).validate({ allowed: 'strict' }).getProperties(),
    nconf: () => {
      const provider = new nconf.Provider();
      provider.file({ file, format: { parse, stringify: JSON.stringify } });
      return withVariables(provider.get());
    },
    c12: async () =>
      withVariables((await loadConfig({ cwd: directory, configFile: file, rcFile: false })).config),
  };
}
