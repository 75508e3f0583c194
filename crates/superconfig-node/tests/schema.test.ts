/** Values by schemas of zod, valibot and arktype: what is made of them, and what is wrong. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type } from 'arktype';
import { type Handle, loadSync, type StandardSchema } from 'superconfig';
import * as v from 'valibot';
import { z } from 'zod';
import { configOf, faultsOf, placesOf, rejectionOf, told } from './help.js';

interface Server {
  host: string;
  port: number;
  tags: string[];
  limits: Record<string, number>;
  tls?: { cert: string } | undefined;
  mode: 'fast' | 'safe';
}

/** The same schema of each vendor. */
const SERVERS: Record<string, StandardSchema<unknown, Server>> = {
  zod: z.object({
    host: z.string().default('localhost'),
    port: z.number().max(65535),
    tags: z.array(z.string()).default([]),
    limits: z.record(z.string(), z.number()).default({}),
    tls: z.object({ cert: z.string() }).optional(),
    mode: z.enum(['fast', 'safe']).default('safe'),
  }),
  valibot: v.object({
    host: v.optional(v.string(), 'localhost'),
    port: v.pipe(v.number(), v.maxValue(65535)),
    tags: v.optional(v.array(v.string()), []),
    limits: v.optional(v.record(v.string(), v.number()), {}),
    tls: v.optional(v.object({ cert: v.string() })),
    mode: v.optional(v.picklist(['fast', 'safe']), 'safe'),
  }),
  arktype: type({
    host: "string = 'localhost'",
    port: 'number <= 65535',
    tags: type('string[]').default(() => []),
    limits: type('Record<string, number>').default(() => ({})),
    'tls?': { cert: 'string' },
    mode: "'fast' | 'safe' = 'safe'",
  }) as unknown as StandardSchema<unknown, Server>,
};

const FULL = `
host = 'h'
port = 80
tags = ['a', 'b']
mode = 'fast'
[limits]
cpu = 2
[tls]
cert = 'c'
`;

for (const [vendor, schema] of Object.entries(SERVERS)) {
  test(`${vendor}: values of a file`, () => {
    const expected = {
      host: 'h',
      port: 80,
      tags: ['a', 'b'],
      mode: 'fast',
      limits: { cpu: 2 },
      tls: { cert: 'c' },
    };
    assert.deepEqual(configOf(FULL).extract(schema), expected);
  });

  test(`${vendor}: defaults`, () => {
    const { tls, ...made } = configOf('port = 80').extract(schema);
    assert.equal(tls, undefined);
    assert.deepEqual(made, { host: 'localhost', port: 80, tags: [], limits: {}, mode: 'safe' });
  });

  test(`${vendor}: a part, which may be missing`, () => {
    const config = configOf('[a.b]\nport = 1');
    assert.equal(config.extract(schema, 'a.b').port, 1);
    assert.equal(config.section('a').extract(schema, 'b').port, 1);
    assert.equal(faultsOf(() => config.extract(schema, 'a.c'))[0]?.path, 'a.c');
  });

  test(`${vendor}: text of variables is what the schema wants`, () => {
    const env = {
      APP_HOST: '8080',
      APP_PORT: '8080',
      APP_TAGS: '01, 2,x',
      APP_LIMITS: '{"cpu": 1, "mem": 2}',
      APP_TLS: '{"cert":"c"}',
      APP_MODE: 'fast',
    };
    assert.deepEqual(configOf('', env).extract(schema), {
      host: '8080',
      port: 8080,
      tags: ['01', '2', 'x'],
      limits: { cpu: 1, mem: 2 },
      tls: { cert: 'c' },
      mode: 'fast',
    });
  });

  test(`${vendor}: all faults at once, each with its place`, () => {
    const config = configOf("port = 99999\ntags = ['a', 1]\nmode = 'slow'\n[limits]\ncpu = 'x'\n[tls]\n", {
      APP_HOST: 'h',
    });
    const faults = faultsOf(() => config.extract(schema));
    assert.deepEqual(placesOf(faults).sort(), [
      'limits.cpu 5:7',
      'mode 3:8',
      'port 1:8',
      'tags[1] 2:14',
      'tls.cert 6:2',
    ]);
    const missing = faults.find((fault) => fault.path === 'tls.cert');
    assert.equal(missing?.code, 'SC0501');
    assert.equal(missing.help, 'set it with `APP_TLS__CERT`, or in a file');
  });

  test(`${vendor}: what is wrong with text of variables`, () => {
    const env = {
      APP_PORT: '99999',
      APP_TAGS: 'a',
      APP_MODE: 'slow',
      APP_LIMITS: '{"cpu": "x"}',
      APP_TLS: 'no table',
    };
    const faults = faultsOf(() => configOf('', env).extract(schema));
    assert.deepEqual(placesOf(faults).sort(), [
      'limits.cpu APP_LIMITS',
      'mode APP_MODE',
      'port APP_PORT',
      'tls APP_TLS',
    ]);
    assert.match(faults.find((fault) => fault.path === 'port')?.message ?? '', /65535/);
  });

  test(`${vendor}: a handle follows`, async () => {
    let port = 80;
    const source = () => ({ server: { port } });
    const config = loadSync({ sources: [source], env: {} });
    const handle: Handle<Server> = config.handle('server', schema);
    assert.equal(handle.value.port, 80);
    port = 81;
    assert.equal(config.reloadSync().length, 1);
    assert.equal(handle.get().port, 81);
    port = 99999;
    const error = await rejectionOf(config.reload());
    assert.equal(told(error)[0]?.path, 'server.port');
    assert.equal(handle.value.port, 81);
    assert.equal(config.get('server.port'), 81);
    assert.equal(config.handle('server', schema).value, handle.value);
  });
}

const NAMES: Record<string, StandardSchema> = {
  zod: z.object({
    maxConns: z.number(),
    cache: z.object({ ttl: z.number(), deep: z.object({ 'kebab-name': z.string().optional() }).optional() }),
    other: z.object({ flag: z.boolean().optional() }).optional(),
    list: z.array(z.number()).optional(),
    noted: z.string().nullable().default(null),
  }),
  'zod, strict': z.strictObject({
    maxConns: z.number(),
    cache: z.strictObject({
      ttl: z.number(),
      deep: z.strictObject({ 'kebab-name': z.string().optional() }).optional(),
    }),
    other: z.strictObject({ flag: z.boolean().optional() }).optional(),
    list: z.array(z.number()).optional(),
    noted: z.string().nullish(),
  }),
  'zod, loose': z.looseObject({
    maxConns: z.number(),
    cache: z.looseObject({
      ttl: z.number(),
      deep: z.looseObject({ 'kebab-name': z.string().optional() }).optional(),
    }),
    other: z.looseObject({ flag: z.boolean().optional() }).optional(),
    list: z.array(z.number()).optional(),
    noted: z.string().optional(),
  }),
  valibot: v.object({
    maxConns: v.number(),
    cache: v.object({
      ttl: v.number(),
      deep: v.optional(v.object({ 'kebab-name': v.optional(v.string()) })),
    }),
    other: v.optional(v.object({ flag: v.optional(v.boolean()) })),
    list: v.optional(v.array(v.number())),
    noted: v.nullish(v.string(), null),
  }),
  'valibot, strict': v.strictObject({
    maxConns: v.number(),
    cache: v.strictObject({
      ttl: v.number(),
      deep: v.exactOptional(v.strictObject({ 'kebab-name': v.exactOptional(v.string()) })),
    }),
    other: v.exactOptional(v.strictObject({ flag: v.exactOptional(v.boolean()) })),
    list: v.exactOptional(v.array(v.number())),
    noted: v.exactOptional(v.string()),
  }),
  'valibot, the rest': v.objectWithRest(
    {
      maxConns: v.number(),
      cache: v.looseObject({
        ttl: v.number(),
        deep: v.optional(v.looseObject({ 'kebab-name': v.optional(v.string()) })),
      }),
      other: v.optional(v.looseObject({ flag: v.optional(v.boolean()) })),
      list: v.optional(v.array(v.number())),
      noted: v.optional(v.string()),
    },
    v.unknown(),
  ),
  arktype: type({
    maxConns: 'number',
    cache: { ttl: 'number', 'deep?': { 'kebab-name?': 'string' } },
    'other?': { 'flag?': 'boolean' },
    'list?': 'number[]',
    'noted?': 'string',
  }),
  'arktype, strict': type({
    '+': 'reject',
    maxConns: 'number',
    cache: { '+': 'reject', ttl: 'number', 'deep?': { '+': 'reject', 'kebab-name?': 'string' } },
    'other?': { '+': 'reject', 'flag?': 'boolean' },
    'list?': 'number[]',
    'noted?': 'string',
  }),
  'arktype, less': type({
    '+': 'delete',
    maxConns: 'number',
    cache: { '+': 'delete', ttl: 'number', 'deep?': { '+': 'delete', 'kebab-name?': 'string' } },
    'other?': { '+': 'delete', 'flag?': 'boolean' },
    'list?': 'number[]',
    'noted?': 'string',
  }),
};

for (const [vendor, schema] of Object.entries(NAMES)) {
  test(`${vendor}: variables that only the schema knows`, () => {
    const env = {
      APP_MAX_CONNS: '7',
      APP_CACHE_TTL: '5',
      APP_CACHE_DEEP_KEBAB_NAME: '012',
      APP_OTHER_FLAG: 'yes',
      APP_LIST: '1,2',
    };
    const config = configOf('', env);
    const { noted, ...made } = config.extract(schema) as Record<string, unknown>;
    assert.deepEqual(made, {
      maxConns: 7,
      cache: { ttl: 5, deep: { 'kebab-name': '012' } },
      other: { flag: true },
      list: [1, 2],
    });
    assert.ok(noted === undefined || noted === null);
    assert.deepEqual(config.warnings(), []);
    assert.deepEqual(config.handle('', schema).value, config.extract(schema));
  });

  test(`${vendor}: such a variable that is wrong`, () => {
    const env = { APP_MAX_CONNS: 'many', APP_CACHE_DEEP_KEBAB_NAME: 'x' };
    const faults = faultsOf(() => configOf('', env).extract(schema));
    assert.deepEqual(placesOf(faults).sort(), ['cache.ttl', 'maxConns APP_MAX_CONNS']);
    const missing = faults.find((fault) => fault.path === 'cache.ttl');
    assert.equal(missing?.help, 'set it with `APP_CACHE__TTL`, or in a file');
  });
}
