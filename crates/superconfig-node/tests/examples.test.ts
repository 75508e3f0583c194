/** The examples of the repository do what they say. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Config } from 'superconfig';

const examples = new URL('../../../../examples/node/', import.meta.url);

interface Service {
  serviceFor(settings: string, env: object): Promise<{ service: FastifyInstance; config: Config<unknown> }>;
}

test('the service follows its file', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'superconfig-'));
  t.after(() => rmSync(directory, { force: true, recursive: true }));
  const settings = join(directory, 'settings.toml');
  cpSync(new URL('settings.toml', examples), settings);

  const { serviceFor } = (await import(new URL('service.mjs', examples).href)) as Service;
  const { service, config } = await serviceFor(settings, {});
  const get = async (url: string) => (await service.inject({ url })).json() as unknown;
  assert.deepEqual(await get('/hello/Ada'), { message: 'Hello, Ada!' });

  // At once: half a file would be read as one that lacks the rest.
  writeFileSync(`${settings}.new`, readFileSync(settings, 'utf8').replace('Hello', 'Good morning'));
  renameSync(`${settings}.new`, settings);
  assert.ok(await config.waitFor(2, 60_000));
  assert.deepEqual(await get('/hello/Ada'), { message: 'Good morning, Ada!' });
  assert.deepEqual(await get('/health'), { generation: 2, stale: false });

  await service.close();
  assert.deepEqual(config.status().watched, []);
});

test('a schema of zod says where it is wrong', () => {
  const run = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('schema.mjs', examples))], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
  const fine = run({});
  assert.match(fine.stdout, /^1 to 8 connections to postgres:/);
  assert.doesNotMatch(fine.stdout, /hunter2/);
  const wrong = run({ SHOP_DATABASE_POOL_MAX: '0' });
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /SHOP_DATABASE_POOL_MAX \(environment\)/);
});
