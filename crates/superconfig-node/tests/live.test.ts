/** Reloads, listeners, waiting for changes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Change,
  KeyNotFoundError,
  loadSync,
  ParseError,
  SuperConfig,
  type SuperConfigError,
} from 'superconfig';
import { becomes, LiveFile, PATIENCE, remembering } from './live-help.js';

const QUICK = { debounce: 2 };

test('a reload by hand answers with what changed', async (t) => {
  const file = new LiveFile(t, 'a = 1\nb = 2\n[s]\nport = 80');
  const config = loadSync({ files: file.path, env: {} });
  const before = config.value;
  file.write('a = 5\nc = 3\n[s]\nport = 80');
  const changes = await config.reload();
  assert.deepEqual(
    changes.map(({ path, kind, old, new: now }) => [path, kind, old, now]),
    [
      ['a', 'changed', 1, 5],
      ['c', 'added', undefined, 3],
      ['b', 'removed', 2, undefined],
    ],
  );
  assert.equal(changes[0]?.origin?.file, file.path);
  assert.equal(String(changes[0]), `a 1 → 5, ${file.path}:1:5`);
  assert.deepEqual(config.value, { a: 5, c: 3, s: { port: 80 } });
  assert.deepEqual(before, { a: 1, b: 2, s: { port: 80 } });
  assert.equal(config.generation, 2);
  file.write('a = 6\n[s]\nport = 80');
  assert.equal(config.reloadSync([file.path]).length, 2);
  assert.deepEqual(config.reloadSync(), []);
});

test('a reload that fails changes nothing, and the status says why', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  const config = loadSync({ files: file.path, env: {} });
  file.write('a = ');
  await assert.rejects(config.reload(), ParseError);
  assert.throws(() => config.reloadSync(), ParseError);
  const status = config.status();
  assert.ok(status.stale && status.error instanceof ParseError && status.loadedAt instanceof Date);
  assert.deepEqual(config.value, { a: 1 });
  file.write('a = 2');
  await config.reload();
  assert.ok(!config.status().stale);
});

test('what is watched is followed by values, sections, handles and listeners', async (t) => {
  const file = new LiveFile(t, 'a = 1\n[s]\nport = 80');
  const config = loadSync<{ a: number; s: { port: number } }>({ files: file.path, env: {}, watch: QUICK });
  t.after(() => config.close());
  const [changed, below, beside] = [remembering<readonly Change[]>(), remembering(), remembering()];
  config.on('change', changed);
  config.subscribe('s.port', below);
  config.subscribe('other', beside);
  const section = config.section('s');
  const handle = config.handle('s.port');
  file.write('a = 1\n[s]\nport = 81');
  assert.ok(await becomes(() => changed.all.length > 0));
  assert.deepEqual(
    [config.value.s.port, config.get('s.port'), section.get('port'), handle.get()],
    [81, 81, 81, 81],
  );
  assert.deepEqual(
    changed.all[0]?.map((change) => change.path),
    ['s.port'],
  );
  assert.deepEqual([below.all.length, beside.all.length], [1, 0]);
});

test('errors are told, and listeners that are taken away hear nothing', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  const config = loadSync({ files: file.path, env: {}, watch: QUICK });
  t.after(() => config.close());
  const [errors, gone, ended] = [remembering<SuperConfigError>(), remembering(), remembering()];
  config.on('error', errors).on('error', gone).off('error', gone);
  config.subscribe('', ended)();
  file.write('a = ');
  assert.ok(await becomes(() => errors.all.length > 0));
  assert.ok(errors.all[0] instanceof ParseError);
  file.write('a = 2');
  assert.ok(await becomes(() => config.get('a') === 2));
  assert.deepEqual([gone.all.length, ended.all.length], [0, 0]);
});

test('what a listener throws harms nobody', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  const config = loadSync({ files: file.path, env: {}, watch: QUICK });
  t.after(() => config.close());
  const warnings = remembering<Error>();
  process.on('warning', warnings);
  t.after(() => process.off('warning', warnings));
  const told = remembering();
  config.on('change', () => {
    throw new Error('of a listener');
  });
  config.on('change', async () => Promise.reject(new Error('of an asynchronous one')));
  config.on('change', told);
  file.write('a = 2');
  assert.ok(await becomes(() => told.all.length === 1 && warnings.all.length >= 2));
  assert.deepEqual(warnings.all.map((warning) => warning.message).sort(), [
    'of a listener',
    'of an asynchronous one',
  ]);
});

test('changes are waited for, one after the other', async (t) => {
  const file = new LiveFile(t, 'a = 1\nb = 1');
  const config = loadSync({ files: file.path, env: {}, watch: QUICK });
  t.after(() => config.close());
  setTimeout(() => file.write('a = 2\nb = 2'), 5);
  const seen: string[] = [];
  for await (const change of config.changes({ persistent: true })) {
    seen.push(`${change.path}=${change.new}`);
    if (seen.length === 2) {
      break;
    }
  }
  assert.deepEqual(seen, ['a=2', 'b=2']);
});

test('changes that nobody takes are merged', async (t) => {
  const file = new LiveFile(t, 'a = 0');
  const config = loadSync({ files: file.path, env: {} });
  const changes = config.changes();
  for (let a = 1; a <= 100; a += 1) {
    file.write(`a = ${a}`);
    config.reloadSync();
  }
  const seen: unknown[] = [];
  setImmediate(() => changes.end());
  for await (const change of changes) {
    seen.push(change.new);
  }
  assert.ok(seen.length < 100 && seen.at(-1) === 100, String(seen));
});

test('waiting ends by a signal, by closing, and by leaving', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  const config = loadSync({ files: file.path, env: {} });
  const controller = new AbortController();
  const aborted = config.changes({ signal: controller.signal, persistent: true }).next();
  const closed = config.changes({ path: 'a' });
  const waiting = closed.next();
  controller.abort(new Error('no more'));
  await assert.rejects(aborted, /no more/);
  await assert.rejects(config.changes({ signal: controller.signal }).next(), /no more/);
  config.close();
  assert.deepEqual(await waiting, { value: undefined, done: true });
  assert.deepEqual(await closed.next(), { value: undefined, done: true });
  assert.equal(config.get('a'), 1);
});

test('a generation is waited for', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  const config = loadSync({ files: file.path, env: {}, watch: QUICK });
  t.after(() => config.close());
  assert.equal(await config.waitFor(2, 1), false);
  const waiting = config.waitFor(2, PATIENCE);
  file.write('a = 2');
  assert.equal(await waiting, true);
  assert.equal(config.get('a'), 2);
});

test('a loop without a call of native code sees what a native thread publishes', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  const config = loadSync<{ a: number }>({ files: file.path, env: {}, watch: QUICK });
  t.after(() => config.close());
  file.write('a = 2');
  const end = Date.now() + PATIENCE;
  let reads = 0;
  while (config.value.a === 1) {
    reads += 1;
    if (reads % 1_000_000 === 0) {
      assert.ok(Date.now() < end);
    }
  }
  assert.equal(config.value.a, 2);
});

test('functions of the program take part in every reload, whoever asks for it', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  let version = 0;
  const builder = new SuperConfig()
    .withEnvSnapshot({})
    .withFile(file.path)
    .withSource(() => ({ own: { version } }))
    .validate('a', (a: number) => a < 10)
    .withHotReload(QUICK);
  const config = builder.buildSync();
  t.after(() => config.close());
  version = 1;
  file.write('a = 2');
  assert.ok(await becomes(() => config.get('a') === 2));
  // Only what changed is loaded again.
  assert.equal(config.get('own.version'), 0);
  const errors = remembering<SuperConfigError>();
  config.on('error', errors);
  file.write('a = 20');
  assert.ok(await becomes(() => errors.all.length > 0));
  assert.match(String(errors.all[0]), /`a` is 20/);
  assert.equal(config.get('a'), 2);
  // While the watcher asks as well, and while both ask at once.
  for (let a = 3; a < 9; a += 1) {
    file.write(`a = ${a}`);
    await Promise.all([
      config.reload().catch(() => {}),
      config.reload(),
      Promise.resolve(config.reloadSync()),
    ]);
    assert.equal(config.get('a'), a);
  }
  assert.equal(config.get('own.version'), 1);
});

test('asynchronous functions are waited for where a promise is, and refused where nothing waits', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
  const builder = new SuperConfig()
    .withEnvSnapshot({})
    .withFile(file.path)
    .withSource(async () => {
      await pause();
      return { own: 1 };
    })
    .validateWith(async () => {
      await pause();
      return true;
    });
  const config = await builder.build();
  assert.deepEqual(config.value, { a: 1, own: 1 });
  file.write('a = 2');
  assert.equal((await config.reload()).length, 1);
  assert.throws(() => config.reloadSync(), /asynchronous/);
  assert.throws(() => builder.buildSync(), /asynchronous/);
});

test('a function may load and reload others, and is told that it may not reload its own', () => {
  const other = new SuperConfig().withEnvSnapshot({}).withSource(() => ({ inner: 1 }));
  const first = other.buildSync();
  let own: ReturnType<typeof other.buildSync> | undefined;
  let refused: unknown;
  const builder = new SuperConfig().withEnvSnapshot({}).withSource(() => {
    first.reloadSync();
    try {
      own?.reloadSync();
    } catch (error) {
      refused = error;
    }
    return other.buildSync().value as Record<string, unknown>;
  });
  own = builder.buildSync();
  assert.deepEqual(own.value, { inner: 1 });
  own.reloadSync();
  assert.match(String(refused), /SC0117/);
});

test('what is closed and disposed of can be read, and watched again', (t) => {
  const file = new LiveFile(t, 'a = 1');
  const config = loadSync({ files: file.path, env: {}, watch: true });
  assert.ok(config.status().watched.length > 0);
  config.unwatch();
  assert.equal(config.status().watched.length, 0);
  config.watch(QUICK);
  config[Symbol.dispose]();
  assert.equal(config.status().watched.length, 0);
  assert.equal(config.get('a'), 1);
  assert.throws(() => config.getOrThrow('b'), KeyNotFoundError);
  assert.throws(() => config.watch({ debounce: -1 }), /-1 is no time/);
});

test('a section hears of what is in it, by its own paths', async (t) => {
  const file = new LiveFile(t, 'a = 1\n[s]\nport = 80\n[s.t]\nx = 1');
  const config = loadSync({ files: file.path, env: {} });
  const [inside, port, below] = [remembering<readonly Change[]>(), remembering(), remembering()];
  config.section('s').on('change', inside);
  config.section('s').subscribe('port', port);
  config.section('s').section('t').subscribe('x', below);
  const waited = config.section('s').changes({ path: 't' });
  file.write('a = 2\n[s]\nport = 81\n[s.t]\nx = 1');
  await config.reload();
  file.write('a = 3\n[s]\nport = 81\n[s.t]\nx = 2');
  await config.reload();
  assert.ok(await becomes(() => inside.all.length === 2));
  assert.deepEqual(
    inside.all.map((changes) => changes.map((change) => change.path)),
    [['s.port'], ['s.t.x']],
  );
  assert.deepEqual([port.all.length, below.all.length], [1, 1]);
  assert.equal((await waited.next()).value?.path, 's.t.x');
});

test('who is told of a change reads what it made', async (t) => {
  const file = new LiveFile(t, 'a = 1');
  const config = loadSync<{ a: number }>({ files: file.path, env: {} });
  const seen: number[] = [];
  config.on('change', () => seen.push(config.value.a));
  const changes = config.changes();
  const read = (async () => {
    for await (const change of changes) {
      return [change.new, config.value.a];
    }
    return [];
  })();
  file.write('a = 2');
  await Promise.all([config.reload(), config.waitFor(2, PATIENCE).then(() => seen.push(config.value.a))]);
  assert.deepEqual(await read, [2, 2]);
  assert.ok(await becomes(() => seen.length === 2));
  assert.deepEqual(
    [seen, config.getMany('a', 'a')],
    [
      [2, 2],
      [2, 2],
    ],
  );
  assert.throws(() => config.getMany('a', 'b'), KeyNotFoundError);
});
