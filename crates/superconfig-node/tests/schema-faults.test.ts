/** What may go wrong with schemas, and what is said then. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { type } from 'arktype';
import { loadSync, type StandardSchema, SuperConfig, SuperConfigError, ValidationError } from 'superconfig';
import * as v from 'valibot';
import { z } from 'zod';
import { configOf, faultsOf, placesOf, rejectionOf, thrownBy, told } from './help.js';

/** All that can be seen of an error. */
function shown(error: Error): string {
  return `${error.message} ${inspect(error, { depth: 20 })} ${JSON.stringify(told(error))} ${error.stack}`;
}

const SECRETS = [
  'hunter2',
  'a"b\'c\\d',
  '31337',
  'first,sec0nd',
  '{"user": "root1", "n": 98765}',
  'tab\there',
];

test('secrets appear in no message', () => {
  const schemas: StandardSchema[] = [
    z.object({ db: z.object({ password: z.enum(['x']), port: z.number() }) }),
    z.object({ db: z.object({ password: z.array(z.literal('x')), port: z.number() }) }),
    z.object({
      db: z
        .object({ password: z.unknown(), port: z.unknown() })
        .refine(() => false, { error: ({ input }) => JSON.stringify(input) }),
    }),
    z.object({
      db: z.object({
        password: z.unknown().refine(() => false, { error: ({ input }) => `not ${String(input)}` }),
        port: z.number(),
      }),
    }),
    v.object({ db: v.object({ password: v.picklist(['x']), port: v.number() }) }),
    v.object({ db: v.object({ password: v.array(v.picklist(['x'])), port: v.number() }) }),
    v.object({ db: v.object({ password: v.union([v.boolean(), v.array(v.boolean())]), port: v.number() }) }),
    v.object({
      db: v.object({
        password: v.pipe(
          v.any(),
          v.check(() => false),
        ),
        port: v.number(),
      }),
    }),
    type({ db: { password: "'x'", port: 'number' } }),
    type({ db: { password: "'x'[]", port: 'number' } }),
    type({ db: { password: 'boolean[] | boolean | string < 2', port: 'number' } }),
  ];
  for (const schema of schemas) {
    for (const secret of SECRETS) {
      for (const config of [
        configOf('', { APP_DB__PASSWORD: secret, APP_DB__PORT: 'eighty' }),
        configOf('', { APP_DB_PASSWORD: secret, APP_DB_PORT: 'eighty' }),
        loadSync<unknown>({ defaults: { db: { password: secret, port: 'eighty' } }, env: {} }),
        loadSync<unknown>({ defaults: { db: { password: [secret], port: 'eighty' } }, env: {} }),
      ]) {
        for (const error of [
          thrownBy(() => config.extract(schema)),
          thrownBy(() => config.extract(z.object({ password: z.literal('x') }), 'db')),
          thrownBy(() => config.handle('', schema)),
        ]) {
          const text = shown(error);
          for (const part of [secret, JSON.stringify(secret).slice(1, -1), ...secret.split(/[^a-z0-9]+/)]) {
            assert.ok(
              part.length < 4 || /user|here/.test(part) || !text.includes(part),
              `${part} in ${text}`,
            );
          }
        }
      }
    }
  }
});

test('what a function of the schema throws', async () => {
  class Own extends Error {}
  const schema = z.object({
    a: z.number().transform(() => {
      throw new Own('broken');
    }),
  });
  const config = configOf('a = 1');
  // zod tries again asynchronously when something throws.
  assert.match(thrownBy(() => config.extract(schema)).message, /asynchronous, or a function in it throws/);
  await assert.rejects(config.extractAsync(schema), Own);
  const valibot = v.pipe(
    v.any(),
    v.transform(() => {
      throw new Own('broken');
    }),
  );
  assert.throws(() => config.extract(valibot), Own);
  await assert.rejects(config.extractAsync(valibot), Own);
  const error = thrownBy(() => config.handle('', valibot));
  assert.ok(error instanceof SuperConfigError);
  assert.match(error.message, /broken/);
  assert.match((await rejectionOf(config.handleAsync('', schema))).message, /broken/);
  assert.equal(config.get('a'), 1);
});

test('a schema that is confused by being asked', () => {
  const schema = z.object({
    a: z.preprocess((value) => (value as string).trim().length, z.number()),
    b: z
      .string()
      .transform((text) => text.toUpperCase())
      .optional(),
  });
  assert.deepEqual(configOf("a = ' x '", { APP_B: 'y', APP_OTHER: '1' }).extract(schema), { a: 1, b: 'Y' });
});

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(resolve, 1, value));

test('asynchronous schemas', async () => {
  const schemas: StandardSchema[] = [
    z.object({ port: z.number().refine((port) => later(port < 100), 'too large') }),
    v.objectAsync({
      port: v.pipeAsync(
        v.number(),
        v.checkAsync((port) => later(port < 100), 'too large'),
      ),
    }),
  ];
  for (const schema of schemas) {
    const config = configOf('', { APP_PORT: '80' });
    assert.deepEqual(await config.extractAsync(schema), { port: 80 });
    const handle = await config.handleAsync('', schema);
    assert.deepEqual(handle.value, { port: 80 });
    const error = thrownBy(() => config.extract(schema));
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /use `extractAsync`/);
    assert.match(
      thrownBy(() => config.handle('', z.object({ port: z.number().refine(() => later(true)) }))).message,
      /asynchronous/,
    );
    const large = configOf('', { APP_PORT: '101' });
    for (const rejected of [large.extractAsync(schema), large.handleAsync('', schema)]) {
      const wrong = await rejectionOf(rejected);
      assert.ok(wrong instanceof ValidationError);
      assert.deepEqual(placesOf(told(wrong)), ['port APP_PORT']);
      assert.match(wrong.message, /too large/);
    }
  }
  const sync = await configOf('port = 1').extractAsync(z.object({ port: z.number() }));
  assert.equal(sync.port, 1);
});

test('keys that are special elsewhere', () => {
  const config = new SuperConfig()
    .withEnvSnapshot({})
    .withString('{"a.b": 1, "__proto__": {"x": 1}, "constructor": 2, "toString": "s"}', 'json')
    .buildSync<unknown>();
  const made = config.extract(
    z.object({
      'a.b': z.number(),
      constructor: z.number(),
      toString: z.string(),
    }),
  );
  assert.equal(made['a.b'], 1);
  assert.equal(Number(made.constructor), 2);
  assert.equal(made.toString as unknown, 's');
  for (const schema of [
    z.record(z.string(), z.unknown()),
    v.record(v.string(), v.unknown()),
    type('object'),
  ]) {
    config.extract(schema as StandardSchema);
  }
  assert.equal(({} as { x?: number }).x, undefined);
  const [fault] = faultsOf(() => config.extract(z.object({ 'a.b': z.string() })));
  assert.equal(fault?.path, '"a.b"');
  const [proto] = faultsOf(() =>
    config.extract({
      '~standard': {
        version: 1,
        vendor: 'own',
        validate: () => ({ issues: [{ message: 'bad', path: ['__proto__', { key: 'x' }] }] }),
      },
    } satisfies StandardSchema),
  );
  assert.equal(proto?.path, '__proto__.x');
});

test('dates and large integers', () => {
  const config = configOf('when = 2020-01-02T03:04:05Z\nday = 2020-01-02\nbig = 9007199254740993');
  const made = config.extract(z.object({ when: z.date(), day: z.iso.date(), big: z.bigint() }));
  assert.deepEqual(made, {
    when: new Date('2020-01-02T03:04:05Z'),
    day: '2020-01-02',
    big: 9007199254740993n,
  });
  // It belongs to whom it was given.
  made.when.setTime(0);
  assert.equal(config.extract(z.object({ when: z.date() })).when.getTime(), Date.UTC(2020, 0, 2, 3, 4, 5));
  const texts = new SuperConfig()
    .withEnvSnapshot({})
    .withString('big = 9007199254740993', 'toml')
    .withReading({ largeIntegers: 'string' })
    .buildSync<unknown>();
  assert.equal(texts.extract(z.object({ big: z.string() })).big, '9007199254740993');
});

test('what is made may be changed, and what is loaded stays', () => {
  const config = configOf('[a]\nlist = [1]');
  const made = config.extract(z.object({ a: z.object({ list: z.array(z.number()) }) }));
  made.a.list.push(2);
  assert.deepEqual(config.get('a.list'), [1]);
  assert.deepEqual(config.extract(v.any()), { a: { list: [1] } });
});

test('where nothing is', () => {
  const config = configOf('a = 1');
  assert.equal(config.extract(z.string().optional(), 'x.y'), undefined);
  assert.equal(config.extract(v.optional(v.string(), 'd'), 'x.y'), 'd');
  assert.equal(config.extract(z.string().default('d'), 'x'), 'd');
  assert.deepEqual(config.extract(z.object({ a: z.string().default('d') }).prefault({}), 'x'), { a: 'd' });
  const [fault] = faultsOf(() => config.extract(z.string(), 'x.y'));
  assert.deepEqual(
    [fault?.code, fault?.message, fault?.help],
    ['SC0501', '`x.y` is missing', 'set it with `APP_X__Y`, or in a file'],
  );
});

test('a variable that may mean two of what is missing is named', () => {
  const config = configOf('[max]', { APP_MAX_CONNS: '7', APP_OTHER: '1' });
  const schema = z.object({
    maxConns: z.number(),
    max: z.object({ conns: z.number() }),
    other: z.number(),
    third: z.number(),
  });
  const faults = faultsOf(() => config.extract(schema));
  const unclear = 'APP_MAX_CONNS may mean something else as well, so it is not taken for it: set it';
  assert.deepEqual(faults.map(({ path, help }) => [path, help]).sort(), [
    ['max.conns', `${unclear} with \`APP_MAX__CONNS\`, or in a file`],
    ['maxConns', `${unclear} in a file`],
    ['third', 'set it with `APP_THIRD`, or in a file'],
  ]);
});

test('unknown keys, each with its place', () => {
  const config = configOf('a = 1\nb = 2\n[t]\nc = 3');
  const zod = z.strictObject({ a: z.number(), t: z.strictObject({}) });
  assert.deepEqual(placesOf(faultsOf(() => config.extract(zod))).sort(), ['b 2:5', 't.c 4:5']);
  const arktype = type({ '+': 'reject', a: 'number', t: { '+': 'reject' } });
  assert.deepEqual(placesOf(faultsOf(() => config.extract(arktype))).sort(), ['b 2:5', 't.c 4:5']);
  const valibot = v.strictObject({ a: v.number(), t: v.object({}) });
  assert.deepEqual(placesOf(faultsOf(() => config.extract(valibot))), ['b 2:5']);
});

test('a handle for which the schema finds faults is none', () => {
  const config = configOf("port = 'x'");
  const error = thrownBy(() => config.handle('port', z.number()));
  assert.ok(error instanceof ValidationError);
  assert.deepEqual(placesOf(told(error)), ['port 1:8']);
  assert.equal(config.handle('port', z.string()).value, 'x');
});

test('a variable that is asked for is no stranger any more', () => {
  const config = configOf('known = 1', { APP_MAX_CONNS: '7', APP_LOG_LEVEL: 'info' });
  assert.match(config.renderWarnings(), /APP_MAX_CONNS/);
  assert.match(config.renderWarnings(), /APP_LOG_LEVEL/);
  config.extract(z.object({ maxConns: z.number(), log_level: z.string() }));
  assert.deepEqual(config.warnings(), []);
});

test('a variable that two fields claim is given to neither', () => {
  const schema = z.object({
    maxConns: z.number().optional(),
    max: z.object({ conns: z.number().optional() }).optional(),
  });
  assert.deepEqual(configOf('', { APP_MAX_CONNS: '7' }).extract(schema), {});
});

test('what is no schema', async () => {
  const config = configOf('a = 1');
  const tries: (() => unknown)[] = [
    () => config.extract(5 as never),
    () => config.extract({} as never),
    () => config.extract({ '~standard': {} } as never),
    () => config.extract(null as never),
    () => config.handle('a', {} as never),
  ];
  for (const call of tries) {
    const error = thrownBy(call);
    assert.ok(error instanceof TypeError, String(error));
    assert.match(error.message, /standardschema\.dev/);
  }
  for (const promise of [config.extractAsync(5 as never), config.handleAsync('a', 5 as never)]) {
    assert.ok((await rejectionOf(promise)) instanceof TypeError);
  }
  assert.equal(config.extract('a'), 1);
  assert.deepEqual(config.extract(), { a: 1 });
  assert.match(thrownBy(() => config.extract(z.any(), 'a..b')).message, /no key path/);
});
