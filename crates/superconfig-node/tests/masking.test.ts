/** Secrets are masked wherever Node shows what holds them. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { SuperConfig } from 'superconfig';

const MASKED = /\*{8}/;

function assertMasked(thing: unknown): void {
  const shown = inspect(thing, { depth: null });
  assert.match(shown, MASKED);
  assert.doesNotMatch(shown, /hunter2/);
}

test('what a variable says that is claimed when it is asked for', () => {
  const env = { APP_DB_ACCESS: '{"user":"u","password":"hunter2"}', APP_X_SECRET: '["hunter2"]' };
  const config = new SuperConfig().withEnvSnapshot(env).withEnv('APP_').buildSync();
  const access = config.get('db.access');
  assert.deepEqual({ ...(access as object) }, { user: 'u', password: 'hunter2' });
  assertMasked(access);
  assertMasked(config.get('x.secret'));
});

test('values below a secret, however deep and from wherever they are looked at', () => {
  const defaults = { a: { b: { password: { c: ['hunter2'] } } } };
  const config = new SuperConfig().withEnvSnapshot({}).withDefaults(defaults).buildSync();
  for (const thing of [config, config.value, config.get('a'), config.section('a'), config.section('a.b')]) {
    assertMasked(thing);
  }
  assertMasked(config.section('a.b.password'));
});

test('a value with secrets is shown as deep as any other', () => {
  const deep = { b: { c: { d: { e: 1 } } } };
  const [plain, secret] = [deep, { ...deep, password: 'hunter2' }].map((a) =>
    inspect(new SuperConfig().withEnvSnapshot({}).withDefaults({ a }).buildSync().value, { depth: 2 }),
  );
  assert.match(plain ?? '', /c: \[Object\]/);
  assert.match(secret ?? '', /c: \[Object\]/);
});

test('a change', () => {
  const directory = mkdtempSync(join(tmpdir(), 'superconfig-'));
  const file = join(directory, 'a.json');
  try {
    writeFileSync(file, '{"password": "hunter1"}');
    const config = new SuperConfig().withEnvSnapshot({}).withRequiredFile(file).buildSync();
    writeFileSync(file, '{"password": "hunter2", "more": true}');
    const changes = config.reloadSync();
    assertMasked(changes);
    assert.equal(changes.find(({ path }) => path === 'password')?.new, 'hunter2');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
