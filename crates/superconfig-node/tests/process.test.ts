/** How programs end, in threads and in processes, while a configuration is watched; and that nothing is left behind. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { directoryOf, PATIENCE } from './live-help.js';

const run = promisify(execFile);

/** What all scripts begin with: `config` is watched, and `write` changes its file. */
const BEGIN = `
import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker, isMainThread, parentPort, threadId, workerData } from 'node:worker_threads';
import { loadSync, SuperConfig } from ${JSON.stringify(import.meta.resolve('superconfig'))};

const path = workerData?.path ?? process.argv[2] + (workerData?.name ?? '');
let a = 0;
function write() {
  a += 1;
  writeFileSync(path + '.new' + threadId, 'a = ' + a);
  renameSync(path + '.new' + threadId, path);
}
async function until(isSo) {
  while (!isSo()) {
    await pause(1);
  }
}
`;

/** Runs a script, which ends well and says nothing where errors go; what it printed. */
async function script(t: TestContext, code: string, flags: string[] = []): Promise<string> {
  const directory = directoryOf(t);
  const file = join(directory, 'script.mjs');
  const config = join(directory, 'app.toml');
  writeFileSync(config, 'a = 0');
  writeFileSync(file, BEGIN + code);
  const ran = await run(process.execPath, [...flags, file, config], { timeout: PATIENCE });
  assert.equal(ran.stderr, '');
  return ran.stdout;
}

const WATCHED = `
const own = () => ({ own: a });
const config = new SuperConfig().withFile(path).withSource(own).validate('a', (a) => a >= 0).withHotReload({ debounce: 1 }).buildSync();
config.on('change', () => {});
`;

const ENDS: Readonly<Record<string, string>> = {
  'by itself': 'write();',
  'while somebody waits': 'write(); config.changes().next(); config.reload();',
  'by process.exit': 'for (let n = 0; n < 5; n += 1) { write(); await pause(1); } process.exit(0);',
  'by process.exit, in the middle of a reload': 'write(); config.reload(); process.exit(0);',
  'after it was closed': 'write(); await pause(3); config.close();',
  'with nobody left who holds it': '{ write(); } globalThis.gc?.();',
};

for (const [name, code] of Object.entries(ENDS)) {
  test(`a program with a live watcher ends: ${name}`, { concurrency: true }, async (t) => {
    // Thirty-odd times each: what goes wrong at the end of a program mostly does not.
    for (let round = 0; round < 34; round += 2) {
      await Promise.all([script(t, WATCHED + code), script(t, WATCHED + code)]);
    }
  });
}

test('a program that throws ends with its error, not with a crash', async (t) => {
  await assert.rejects(
    script(t, `${WATCHED} write(); throw new Error('of the program');`),
    (error: { code: number }) => {
      return error.code === 1;
    },
  );
});

test('what is persistent keeps the program running until it is closed', async (t) => {
  const code = `
    config.watch({ persistent: true, debounce: 1 });
    config.on('change', () => { console.log('changed'); config.close(); });
    setTimeout(write, 20).unref();
    setTimeout(() => {}, 40);
  `;
  assert.equal(await script(t, WATCHED + code), 'changed\n');
});

test('workers have configurations of their own, and may be stopped at any time', async (t) => {
  const code = `
    if (isMainThread) {
      const workers = Array.from({ length: 4 }, (_, at) => new Worker(new URL(import.meta.url), { workerData: { path } }));
      await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
      for (let n = 0; n < 20; n += 1) { write(); await pause(1); }
      await Promise.all(workers.map((worker) => worker.terminate()));
      for (let round = 0; round < 10; round += 1) {
        const worker = new Worker(new URL(import.meta.url), { workerData: { path } });
        await pause(round * 5);
        write();
        await worker.terminate();
      }
      console.log('ended');
    } else {
      const config = new SuperConfig().withFile(path).withSource(() => ({ own: 1 })).withHotReload({ debounce: 1 }).buildSync();
      config.on('change', () => {});
      config.on('error', () => {});
      await config.reload();
      parentPort.postMessage(config.get('a'));
      config.watch({ persistent: true, debounce: 1 });
      for (;;) { config.reload().catch(() => {}); await pause(1); }
    }
  `;
  assert.equal(await script(t, code), 'ended\n');
});

test('the worker that loaded first may end before all others', async (t) => {
  const code = `
    const turn = (count) => Promise.all(Array.from({ length: count }, () => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { path } });
      return new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
    }));
    const load = () => loadSync({ defaults: { list: Array.from({ length: 50 }, (_, at) => ({ at })) } }).value;
    if (isMainThread) {
      await turn(1);
      for (let n = 0; n < 8; n += 1) { await turn(3); }
      load();
      console.log('ended');
    } else {
      for (let n = 0; n < 20; n += 1) { load(); }
    }
  `;
  assert.equal(await script(t, code), 'ended\n');
});

test('a worker with a live watcher ends by itself', async (t) => {
  const code = `
    if (isMainThread) {
      const worker = new Worker(new URL(import.meta.url), { workerData: { path } });
      console.log(await new Promise((resolve) => worker.once('exit', resolve)));
    } else {
      loadSync({ files: path, watch: true }).on('change', () => {});
    }
  `;
  assert.equal(await script(t, code), '0\n');
});

test('a thousand configurations, watched, read and disposed of, leave nothing behind', async (t) => {
  const code = `
    import { readdirSync } from 'node:fs';
    import { setImmediate as turn } from 'node:timers/promises';
    const count = (directory) => (process.platform === 'linux' ? readdirSync(directory).length : 0);
    async function measured() {
      for (let n = 0; n < 5; n += 1) { gc(); await turn(); }
      const { heapUsed, external } = process.memoryUsage();
      return {
        heap: heapUsed + external,
        resources: process.getActiveResourcesInfo().length,
        descriptors: count('/proc/self/fd'),
        threads: count('/proc/self/task'),
      };
    }
    async function round(count, dispose) {
      for (let n = 0; n < count; n += 1) {
        const config = new SuperConfig()
          .withFile(path)
          .withSource(() => ({ own: config === undefined }))
          .validate('a', () => config !== null)
          .withHotReload({ debounce: 1 });
        const made = await config.build();
        made.get('a');
        made.section('').get('own');
        made.handle('a', schema).get();
        made.subscribe('a', () => made.get('a'));
        const changes = made.changes();
        changes.next();
        if (dispose) { made.close(); } else { made.unwatch(); }
      }
    }
    const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: { value } }) } };
    await round(200, true);
    await round(100, false);
    const before = await measured();
    await round(1000, true);
    await round(200, false);
    const after = await measured();
    console.log(JSON.stringify({ before, after }));
  `;
  const { before, after } = JSON.parse(await script(t, code, ['--expose-gc'])) as Measured;
  assert.ok(after.heap < before.heap + 1_000_000, JSON.stringify({ before, after }));
  assert.equal(after.resources, before.resources);
  assert.ok(
    after.descriptors <= before.descriptors && after.threads <= before.threads,
    JSON.stringify({ before, after }),
  );
});

interface Measured {
  before: Figures;
  after: Figures;
}

type Figures = Readonly<Record<'heap' | 'resources' | 'descriptors' | 'threads', number>>;

test('the command is the one of the package', async () => {
  const command = new URL('command.js', import.meta.resolve('superconfig'));
  assert.ok(existsSync(command));
  const ran = await run(process.execPath, [command.pathname, 'get', 'a', '--set', 'a=1']);
  assert.equal(ran.stdout, '1\n');
  await assert.rejects(run(process.execPath, [command.pathname, 'get', 'b', '--set', 'a=1']), { code: 1 });
});
