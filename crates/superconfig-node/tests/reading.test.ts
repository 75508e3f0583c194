/** Reading values. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, loadSync, SuperConfig } from 'superconfig';

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
