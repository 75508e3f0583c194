/** Inputs that change the prototypes of objects in other libraries. Here they are data. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { type Config, loadSync, SuperConfig } from 'superconfig';

const base = new SuperConfig().withEnvSnapshot({});
const BEFORE = Object.getOwnPropertyNames(Object.prototype);
const BEFORE_ARRAY = Object.getOwnPropertyNames(Array.prototype);

function assertUnchanged(): void {
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  assert.equal(([] as { polluted?: unknown }).polluted, undefined);
  assert.equal((() => {}).constructor.prototype.polluted, undefined);
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), BEFORE);
  assert.deepEqual(Object.getOwnPropertyNames(Array.prototype), BEFORE_ARRAY);
}

afterEach(assertUnchanged);

/** The own value where keys lead. */
function own(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((at, key) => Object.getOwnPropertyDescriptor(at ?? {}, key)?.value, value);
}

/** It is there for every way of reading. */
function assertThere(config: Config<unknown>, keys: string[], expected: unknown = true): void {
  const path = keys.join('.');
  assert.equal(own(config.value, ...keys), expected, path);
  assert.equal(config.get(path), expected, path);
  assert.equal(config.getOrThrow(path), expected);
  assert.equal(config.at(keys), expected);
  assert.ok(config.has(path));
  assert.equal(config.explain(path, { reveal: true })?.value, expected);
  assert.ok(config.keys(keys.slice(0, -1).join('.')).includes(keys.at(-1) ?? ''));
  assert.equal(own(structuredClone(config.value), ...keys), expected);
  assert.equal(own(JSON.parse(JSON.stringify(config)), ...keys), expected);
  assert.equal(own(JSON.parse(config.asJson()), ...keys), expected);
  if (keys.length > 1) {
    const section = config.section(keys.slice(0, -1).join('.'));
    assert.equal(own(section.value, keys.at(-1) ?? ''), expected);
    assert.equal(section.get(keys.at(-1) ?? ''), expected);
  }
  assert.equal(Object.getPrototypeOf(config.value), Object.prototype);
  assertUnchanged();
}

const PROTO = ['__proto__', 'polluted'];
const CONSTRUCTOR = ['constructor', 'prototype', 'polluted'];

test('texts of all formats', () => {
  const texts: [string, string, string[]][] = [
    ['json', '{"__proto__": {"polluted": true}}', PROTO],
    ['json', '{"constructor": {"prototype": {"polluted": true}}}', CONSTRUCTOR],
    ['json', '{"a": {"__proto__": {"polluted": true}}}', ['a', ...PROTO]],
    ['json5', '{__proto__: {polluted: true}}', PROTO],
    ['json5', "{'\\u005f_proto__': {polluted: true}}", PROTO],
    ['toml', '[__proto__]\npolluted = true', PROTO],
    ['toml', '__proto__.polluted = true', PROTO],
    ['toml', 'constructor.prototype.polluted = true', CONSTRUCTOR],
    ['yaml', '__proto__:\n  polluted: true', PROTO],
    ['yaml', '"__proto__": {polluted: true}', PROTO],
    ['yaml', 'base: &base {__proto__: {polluted: true}}\na:\n  <<: *base', ['a', ...PROTO]],
    ['yaml', '<<: {__proto__: {polluted: true}}', PROTO],
    ['ini', '[__proto__]\npolluted = true', PROTO],
    ['ini', '[constructor.prototype]\npolluted = true', CONSTRUCTOR],
    ['ron', '{"__proto__": {"polluted": true}}', PROTO],
    ['env', '__proto__.polluted=true', PROTO],
  ];
  for (const [format, text, keys] of texts) {
    const config = base.withString(text, format as 'json').buildSync<unknown>();
    if (format === 'env') {
      assert.equal(config.get('__proto__.polluted', null), null, text);
    } else {
      assertThere(config, keys);
    }
  }
});

test('overrides', () => {
  assertThere(base.withOverrides(['__proto__.polluted=true']).buildSync<unknown>(), PROTO);
  assertThere(base.withOverrides(['constructor.prototype.polluted=true']).buildSync<unknown>(), CONSTRUCTOR);
  assertThere(base.withOverrides(['a.__proto__.b=true']).buildSync<unknown>(), ['a', '__proto__', 'b']);
  assertThere(base.withOverride('__proto__.polluted', true).buildSync<unknown>(), PROTO);
  assertThere(base.withOverride('a', JSON.parse('{"__proto__": {"polluted": true}}')).buildSync(), [
    'a',
    ...PROTO,
  ]);
  assertThere(loadSync<unknown>({ overrides: JSON.parse('{"__proto__": true}'), env: {} }), ['__proto__']);
  assertThere(loadSync<unknown>({ overrides: { '__proto__.polluted': true }, env: {} }), PROTO);
});

test('objects of the program', () => {
  const evil = JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": {"polluted": true}}}');
  const made = [
    base.withDefaults(evil),
    base.withFallback(evil),
    base.withCliOpt(evil),
    base.withSource(() => evil),
    base.withSource(() => [JSON.stringify(evil), 'json']),
    base.withDefaults(
      new Map([
        ['__proto__', { polluted: true }],
        ['a', evil.a],
      ]),
    ),
    base.withConfig(base.withDefaults(evil).buildSync()),
  ];
  for (const builder of made) {
    assertThere(builder.buildSync<unknown>(), PROTO);
    assertThere(builder.withDefaults({ x: 1 }).withString('{"a": {"b": 1}}', 'json').buildSync<unknown>(), [
      'a',
      ...PROTO,
    ]);
  }
  // A prototype is no own key: what is inherited does not count.
  assert.deepEqual(base.withDefaults({ __proto__: { polluted: 1 }, a: 1 }).buildSync<unknown>().value, {
    a: 1,
  });
});

test('variables', () => {
  const env = {
    APP___PROTO____POLLUTED: 'true',
    APP_CONSTRUCTOR__PROTOTYPE__POLLUTED: 'true',
    APP___proto__: 'true',
    __proto__x: '1',
    ...JSON.parse('{"__proto__": "1"}'),
  };
  const config = new SuperConfig().withEnvSnapshot(env).withEnv('APP_').buildSync<unknown>();
  assertThere(config, CONSTRUCTOR);
  assert.equal(
    new SuperConfig().withEnvSnapshot(env).withEnv('').buildSync<unknown>().get('nothing'),
    undefined,
  );
  const named = new SuperConfig()
    .withEnvSnapshot({ 'APP___proto__.polluted': 'true', 'APP_a.__proto__.b': 'x' })
    .withEnv('APP_', { separator: '.', preserveCase: true })
    .buildSync<unknown>();
  assert.equal(named.get('a.__proto__.b'), 'x');
});

test('what merging does elsewhere', () => {
  const config = base
    .withDefaults({ a: { x: 1 } })
    .withString('{"a": {"__proto__": {"y": 1}}}', 'json')
    .withString('{"a": {"__proto__": {"polluted": true}}}', 'json')
    .buildSync<unknown>();
  assertThere(config, ['a', ...PROTO]);
  assert.equal(config.get('a.__proto__.y'), 1);
  assert.equal(config.get('a.x'), 1);
  assert.equal(config.get('a.y'), undefined);
});

test('values beside JSON at such keys', () => {
  const config = base
    .withString(
      '[__proto__]\nbig = 9007199254740993\nwhen = 2020-01-01T00:00:00Z\ninf = inf\npassword = "p"',
      'toml',
    )
    .buildSync<unknown>();
  assert.equal(config.get('__proto__.big'), 9007199254740993n);
  assert.ok(config.get('__proto__.when') instanceof Date);
  assert.equal(config.get('__proto__.inf'), Number.POSITIVE_INFINITY);
  assert.equal(config.get('__proto__.password'), 'p');
});

test('what every object has is not set', () => {
  const config = base.withDefaults({ a: {}, list: [1] }).buildSync<unknown>();
  const names = [
    ...BEFORE,
    'a.constructor',
    'a.__proto__',
    'list.length',
    'list.push',
    'list[1]',
    'a.toString',
  ];
  for (const name of names) {
    assert.equal(config.get(name), undefined, name);
    assert.equal(config.get(name, 'fallback'), 'fallback');
    assert.ok(!config.has(name));
    assert.equal(config.explain(name), undefined);
    assert.throws(() => config.getOrThrow(name), { code: 'ERR_SUPERCONFIG_KEY_NOT_FOUND' });
    assert.throws(() => config.section(name));
    assert.equal(config.at(name.split('.')), undefined);
  }
  assert.deepEqual(config.keys(), ['a', 'list']);
  const set = base.withDefaults({ toString: 1, hasOwnProperty: 2, constructor: 3 }).buildSync<unknown>();
  assert.equal(set.get('toString'), 1);
  assert.ok(set.has('hasOwnProperty'));
  assert.equal(set.get('constructor'), 3);
});
