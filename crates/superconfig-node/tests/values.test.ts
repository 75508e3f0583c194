/** Values on their way from JavaScript into a configuration, and back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { type Config, type LargeIntegers, loadSync, SuperConfig } from 'superconfig';
import { thrownBy } from './help.js';

/** The value as it comes back. */
function through(value: unknown): unknown {
  return loadSync<{ v: unknown }>({ defaults: { v: value }, env: {} }).value.v;
}

function ofToml(text: string, largeIntegers?: LargeIntegers): Config<{ v: unknown }> {
  return new SuperConfig()
    .withEnvSnapshot({})
    .withString(text, 'toml')
    .withReading({ largeIntegers })
    .buildSync();
}

const SAME: unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1.5,
  -1,
  1e21,
  -1e21,
  1e300,
  5e-324,
  Number.MAX_VALUE,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  2 ** 53,
  2 ** 64,
  0.1 + 0.2,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  2n ** 53n,
  -(2n ** 53n),
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 64n - 1n,
  '',
  'ä\u2028\0"\\',
  '$' + '{HOME}',
  '0123',
  'true',
  'sabc',
  [],
  {},
  [[], [{}]],
  new Date(0),
  new Date('2020-02-29T12:00:00.123Z'),
  { b: 1, a: [1, { c: null }], '': 2, 'a.b': 3, 1: 4 },
];

test('what comes back as it was', () => {
  for (const value of SAME) {
    const found = through(value);
    assert.ok(
      Object.is(found, value) || typeof value === 'object' || typeof value === 'bigint',
      inspect(value),
    );
    assert.deepEqual(found, value);
  }
});

test('keys keep their order, as far as JavaScript keeps it', () => {
  assert.deepEqual(Object.keys(through({ z: 1, a: 2, m: 3 }) as object), ['z', 'a', 'm']);
});

class Point {
  x = 1;
  readonly #hidden = 2;
  get sum(): number {
    return this.x + this.#hidden;
  }
}

const OTHER: [unknown, unknown][] = [
  [2n ** 53n - 1n, 2 ** 53 - 1],
  [5n, 5],
  [undefined, undefined],
  [{ a: undefined, b: 1 }, { b: 1 }],
  [
    [1, undefined, 3],
    [1, null, 3],
  ],
  [Object.assign([1], { 2: 3 }), [1, null, 3]],
  [new Set([1, 2]), [1, 2]],
  [
    new Map<unknown, unknown>([
      ['a', 1],
      [2, 'b'],
    ]),
    { a: 1, 2: 'b' },
  ],
  [new URL('https://a/b?c'), 'https://a/b?c'],
  [/a+/g, 'a+'],
  [new Point(), { x: 1 }],
  [{ toJSON: () => ({ made: [1n] }) }, { made: [1] }],
  [{ toJSON: () => undefined, a: 1 }, undefined],
  [{ [Symbol('s')]: 1, a: 1 }, { a: 1 }],
  [Object.create({ inherited: 1 }), {}],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [Object(5), 5],
  [Object('a'), 'a'],
];

test('what comes back as plain data', () => {
  for (const [value, expected] of OTHER) {
    assert.deepEqual(through(value), expected, inspect(value));
  }
});

const NEVER: [unknown, RegExp][] = [
  [() => 1, /a function cannot be used in a configuration/],
  [Symbol('s'), /a symbol cannot be used/],
  [class A {}, /a function cannot be used/],
  [new Uint8Array(1), /bytes cannot be used/],
  [Buffer.from('a'), /bytes cannot be used/],
  [new ArrayBuffer(1), /bytes cannot be used/],
  [new DataView(new ArrayBuffer(1)), /bytes cannot be used/],
  [Promise.resolve(1), /a Promise cannot be used/],
  [new WeakMap(), /a WeakMap cannot be used/],
];

test('what no configuration can hold', () => {
  for (const [value, said] of NEVER) {
    const error = thrownBy(() => new SuperConfig().withDefaults({ a: [{ v: value }] }));
    assert.ok(error instanceof TypeError, inspect(value));
    assert.match(error.message, said);
  }
  for (const value of [2n ** 64n, -(2n ** 63n) - 1n, 10n ** 40n]) {
    const error = thrownBy(() => new SuperConfig().withOverride('v', value));
    assert.ok(error instanceof RangeError);
    assert.ok(error.message.includes(`${value} is out of range`));
  }
  assert.ok(
    thrownBy(() => new SuperConfig().withDefaults({ v: new Date(Number.NaN) })) instanceof RangeError,
  );
});

test('what contains itself, and depth', () => {
  const table: Record<string, unknown> = {};
  table.t = [table];
  const list: unknown[] = [];
  list.push(list);
  const map = new Map();
  map.set('m', map);
  for (const value of [table, list, map, { toJSON: () => table }]) {
    const error = thrownBy(() => new SuperConfig().withDefaults({ v: value }));
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /contains itself/);
  }
  let deep: unknown = 1;
  for (let level = 0; level < 127; level += 1) {
    deep = [deep];
  }
  assert.deepEqual(through(deep), deep);
  assert.throws(() => through([deep]), RangeError);
  // The same object in several places is no cycle.
  assert.deepEqual(through([list.slice(1), table.x, {}, {}]), [[], null, {}, {}]);
});

test('what an object throws is thrown', () => {
  const broken = {
    get a() {
      throw new EvalError('broken');
    },
  };
  assert.throws(() => new SuperConfig().withDefaults(broken), EvalError);
});

test('texts that are no text', () => {
  for (const value of ['\ud800', { '\udc00': 1 }, ['a\ud800b']]) {
    const error = thrownBy(() => new SuperConfig().withDefaults({ v: value }));
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /lone surrogate/);
  }
  assert.equal(through('\u{1f600}'), '\u{1f600}');
});

test('values of files', () => {
  const values: [string, unknown][] = [
    ['1979-05-27T07:32:00Z', new Date('1979-05-27T07:32:00Z')],
    ['1979-05-27T00:32:00.999999-07:00', new Date('1979-05-27T07:32:00.999Z')],
    ['1979-05-27 07:32:00Z', new Date('1979-05-27T07:32:00Z')],
    ['1979-05-27T07:32:00', '1979-05-27T07:32:00'],
    ['1979-05-27', '1979-05-27'],
    ['07:32:00.5', '07:32:00.5'],
    ['1979-05-27T23:59:60Z', '1979-05-27T23:59:60Z'],
    ['inf', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['nan', Number.NaN],
    ['0xff', 255],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['-0.0', -0],
    ['1e400', undefined],
  ];
  for (const [text, expected] of values) {
    if (expected !== undefined) {
      assert.deepEqual(ofToml(`v = ${text}`).value.v, expected, text);
      assert.deepEqual(ofToml(`v = ${text}`).get('v'), expected, text);
    }
  }
});

test('large integers as the program wants them', () => {
  const text = 'v = 9007199254740993\nlist = [1, 9007199254740993]';
  assert.equal(ofToml(text).value.v, 9007199254740993n);
  assert.equal(ofToml(text, 'bigint').get('list[1]'), 9007199254740993n);
  assert.equal(ofToml(text, 'string').value.v, '9007199254740993');
  const error = thrownBy(() => ofToml(text, 'error'));
  assert.ok(error instanceof RangeError);
  assert.match(error.message, /9007199254740993 is not exact as a number/);
  assert.equal(
    loadSync<{ v: string }>({ defaults: { v: 2n ** 60n }, largeIntegers: 'string', env: {} }).value.v,
    String(2n ** 60n),
  );
});

test('nobody can change what is read', () => {
  const config = loadSync<{ a: { b: number[] }; when: Date }>({
    defaults: { a: { b: [1, { c: 2 }] }, when: new Date(5) },
    env: {},
  });
  const value = config.value as unknown as { a: { b: unknown[]; x?: number }; when: Date; x?: number };
  const tries = [
    () => {
      value.x = 1;
    },
    () => {
      value.a.x = 1;
    },
    () => value.a.b.push(1),
    () => {
      (value.a.b[1] as { c: number }).c = 5;
    },
    () => value.when.setTime(0),
    () => value.when.setFullYear(1),
    () => Object.setPrototypeOf(value, null),
    () => Object.defineProperty(value, 'y', { value: 1 }),
  ];
  for (const change of tries) {
    assert.throws(change, TypeError);
  }
  assert.equal(value.when.getTime(), 5);
  assert.equal(config.value, config.toObject());
  assert.equal(config.get('a'), config.value.a);
});

test('copies are free to change', () => {
  const config = loadSync<{ a: number[]; when: Date; big: bigint }>({
    defaults: { a: [1], when: new Date(5), big: 2n ** 60n },
    env: {},
  });
  const copy = structuredClone(config.value) as { a: number[]; when: Date; big: bigint };
  copy.a.push(2);
  copy.when.setTime(6);
  assert.deepEqual(copy, { a: [1, 2], when: new Date(6), big: 2n ** 60n });
  assert.deepEqual(config.value.a, [1]);
  assert.deepEqual({ ...config.value }.a, [1]);
});

test('as JSON', () => {
  const config = loadSync({ defaults: { a: [1, null], when: new Date(5), password: 'hunter2' }, env: {} });
  const json = '{"a":[1,null],"when":"1970-01-01T00:00:00.005Z","password":"hunter2"}';
  assert.equal(JSON.stringify(config), json);
  assert.equal(JSON.stringify(config.value), json);
  assert.deepEqual(JSON.parse(config.asJson()), JSON.parse(json));
});
