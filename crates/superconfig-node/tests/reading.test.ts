/** Reading values. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, load, loadSync, SuperConfig } from 'superconfig';

const FILE = {
  files: [],
  env: {},
  defaults: { server: { host: 'h', port: 80 }, list: [1, { a: 2 }], none: null },
};

test('the same value is read in all ways', async () => {
  for (const config of [loadSync<typeof FILE.defaults>(FILE), await load<typeof FILE.defaults>(FILE)]) {
    assert.equal(config.value.server.port, 80);
    assert.equal(config.get('server.port'), 80);
    assert.equal(config.get<number>('list[1].a'), 2);
    assert.equal(config.at(['server', 'port']), 80);
    assert.equal(config.get('server'), config.value.server);
    assert.equal(config.section('server').get('port'), 80);
    assert.deepEqual(config.keys(), ['server', 'list', 'none']);
  }
});

test('null is there, and what is not there is undefined or the fallback', () => {
  const config = loadSync(FILE);
  assert.equal(config.get('none', 5), null);
  assert.ok(config.has('none'));
  assert.equal(config.get('server.nothing'), undefined);
  assert.equal(config.get('server.nothing', 5), 5);
  assert.ok(!config.has('server.nothing'));
});

test('a builder can be the base of several', () => {
  const base = new SuperConfig().withEnvSnapshot({}).withDefaults({ a: 1 });
  assert.deepEqual(base.withOverride('a', 2).buildSync().value, { a: 2 });
  assert.deepEqual(base.buildSync().value, { a: 1 });
});

test('what is no path is refused before anything is asked', () => {
  const config = loadSync(FILE);
  const no = 5 as unknown as string;
  const asked = [
    () => config.get(no),
    () => config.getOrThrow(no),
    () => config.has(no),
    () => config.keys(no),
    () => config.section(no),
    () => config.explain(no),
    () => config.explainAll(no),
    () => config.whyNot(no),
    () => config.export('json', { path: no }),
    () => config.subscribe(no, () => {}),
  ];
  for (const ask of asked) {
    assert.throws(ask, { name: 'TypeError', message: 'a path is a string, not number' }, String(ask));
  }
});

test('a source tells what it took, in milliseconds', () => {
  const [source] = new SuperConfig().withString('a = 1', 'toml').buildSync().sources();
  assert.ok(source !== undefined);
  assert.deepEqual([source.kind, source.format, source.values, source.won], ['text', 'toml', 1, 1]);
  assert.ok(source.readTime === 0 && source.parseTime >= 0);
  assert.ok(!('parse_us' in source));
});

test('a configuration that is read before its first reload follows it', async () => {
  let port = 1;
  const source = { name: 'own', load: () => ({ server: { port } }) };
  const builder = new SuperConfig().withSource(source);
  for (const reload of [(it: Config) => it.reloadSync(), (it: Config) => it.reload()]) {
    const config = builder.buildSync() as Config;
    const before = config.get<number>('server.port') ?? 0;
    const section = config.section('server');
    const handle = config.handle<number>('server.port');
    assert.deepEqual([section.get('port'), handle.get()], [before, before]);
    port += 1;
    await reload(config);
    const after = [
      config.get('server.port'),
      section.get('port'),
      section.section('').get('port'),
      handle.get(),
    ];
    assert.deepEqual(after, [port, port, port, port]);
    assert.deepEqual([config.value, section.value], [{ server: { port } }, { port }]);
    port += 1;
    await reload(section as Config);
    assert.deepEqual([config.get('server.port'), section.get('port'), handle.get()], [port, port, port]);
  }
});
