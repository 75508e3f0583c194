/**
 * Measures the Node.js package against its peers: the same data, one run, and first of all the same answers.
 *
 * Run it by `cargo xtask node-bench`. Figures are the best of several rounds, so that what else the machine does counts as
 * little as possible; what matters are the ratios.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSync } from 'superconfig';
import { alone, batch, turn } from './alone.mjs';
import { bestOf } from './best.mjs';
import { TEXT, VARIABLES } from './data.mjs';
import { loadsOf } from './loads.mjs';
import { starts } from './start.mjs';

const convict = createRequire(import.meta.url)('convict');

/** Nanoseconds of one call of each. */
function nanoseconds(runs, calls) {
  return bestOf(60, runs, (run) => {
    const start = process.hrtime.bigint();
    run(calls);
    return Number(process.hrtime.bigint() - start) / calls;
  });
}

/** As many functions as an engine takes for too many to be expanded where they are called. */
const READERS = 16;

/** Paths that are read in turn, as a program does that does not know them. */
const PATHS = [
  'database.host',
  'database.user',
  'database.name',
  'server.host',
  'cache.url',
  'cache.prefix',
  'log.level',
  'log.format',
].map((path) => ({ path, way: path.split('.') }));

/** A loop over reads, compiled for itself; what is read is used. */
function looping(read) {
  return new Function(
    'subject',
    'paths',
    `return (calls) => {
      let length = 0;
      for (let at = 0; at < calls; at += 1) { const { path, way } = paths[at & 7]; length += (${read}).length; }
      return length;
    }`,
  );
}

/** The same reads, each in a function that is called: what a request handler does. */
function calling(read) {
  const body = `const { path, way } = paths[at & 7]; return (${read}).length;`;
  const readers = Array.from({ length: READERS }, () => new Function('subject', 'at', 'paths', body));
  return (subject, paths) => (calls) => {
    let length = 0;
    for (let at = 0; at < calls; at += 1) {
      length += readers[at % READERS](subject, at, paths);
    }
    return length;
  };
}

function show(name, time, base) {
  const units = { ns: 1, µs: 1e3, ms: 1e6 };
  const unit = time < 1e3 ? 'ns' : time < 1e6 ? 'µs' : 'ms';
  const shown = `${(time / units[unit]).toFixed(1)} ${unit}`;
  console.log(`  ${name.padEnd(52)}${shown.padStart(12)}${`${(time / base).toFixed(2)}x`.padStart(10)}`);
}

/** What is read how, each compared with the first of its group. */
function readsOf(config, plain) {
  const known = convict({ database: { host: { default: 'db.internal', format: String } } });
  return [
    [
      ['plain object: o.database.host', 'subject.database.host', plain],
      ['superconfig: c.value.database.host', 'subject.value.database.host', config],
      ['superconfig: h.get()', 'subject.get()', config.handle('database.host')],
    ],
    [
      ['plain object, eight paths: o[a][b]', 'subject[way[0]][way[1]]', plain],
      ['superconfig, eight paths: c.get(path)', 'subject.get(path)', config],
      [
        "plain object: path.split('.').reduce(…)",
        "path.split('.').reduce((at, key) => at[key], subject)",
        plain,
      ],
      ["superconfig: c.get('database.host')", "subject.get('database.host')", config],
      ["convict: c.get('database.host')", "subject.get('database.host')", known],
    ],
  ];
}

async function reads(config, plain, how) {
  for (const group of readsOf(config, plain)) {
    const runs = group.map(([, read, subject]) => how(read)(subject, PATHS));
    for (const run of runs) {
      assert.equal(run(1), plain.database.host.length);
    }
    const times = await nanoseconds(runs, 100_000);
    for (const [index, [name]] of group.entries()) {
      show(name, times[index], times[0]);
    }
  }
}

/** Nanoseconds of one load of each, in this process and in turn. */
function together(all) {
  return bestOf(40, all, async (load) => {
    await turn();
    // What the one before has left in caches and in the heap is not to count for this one.
    for (let call = 0; call < 10; call += 1) {
      await load();
    }
    return batch(load);
  });
}

async function loads(directory) {
  const all = loadsOf(directory, TEXT);
  const names = Object.keys(all);
  const expected = await all['by hand (smol-toml)']();
  for (const name of names) {
    assert.deepEqual(
      JSON.parse(JSON.stringify(await all[name]())),
      JSON.parse(JSON.stringify(expected)),
      name,
    );
  }
  const showAll = (times) => {
    for (const [index, name] of names.entries()) {
      show(name, times[index], times[0]);
    }
  };
  showAll(await alone(directory, names));
  console.log('\nthe same in one process, in turn: each pays for the heap that the others have left');
  showAll(await together(Object.values(all)));
}

const directory = mkdtempSync(join(tmpdir(), 'superconfig-bench-'));
try {
  Object.assign(process.env, VARIABLES);
  // An object as fast as there is: the engine keeps what it parses itself in its quickest form.
  const plain = JSON.parse(JSON.stringify(loadsOf(directory, TEXT)['by hand (smol-toml)']()));
  const options = { files: join(directory, 'default.toml'), envPrefix: 'APP_' };
  console.log(`Node ${process.version}, ${TEXT.length} bytes of TOML, 20 variables\n`);
  const config = loadSync(options);
  console.log('reads in functions that are called (ratio to the first of each group)');
  await reads(config, plain, calling);
  console.log('\nthe same while files are watched');
  const watched = loadSync({ ...options, watch: true });
  await reads(watched, plain, calling);
  watched.close();
  console.log('\nreads in a loop that does nothing else');
  await reads(config, plain, looping);
  console.log(
    '\nload of one TOML file and 20 variables, each in a process of its own (ratio to superconfig)',
  );
  await loads(directory);
  console.log(
    '\na program that starts, loads that and ends, beyond one that does nothing (ratio to superconfig)',
  );
  const programs = await starts(directory);
  for (const [name, time] of programs) {
    show(name, time * 1e6, programs[0][1] * 1e6);
  }
} finally {
  rmSync(directory, { recursive: true });
}
