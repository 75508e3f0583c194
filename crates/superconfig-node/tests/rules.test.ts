/** Rules that values must keep. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { type Check, type Config, Rule, SuperConfig, ValidationError } from 'superconfig';
import { placesOf, rejectionOf, thrownBy, told } from './help.js';

const base = new SuperConfig().withEnvSnapshot({});

function build(value: unknown, rule: Rule | Check<never>, path = 'v'): Config<{ v: unknown }> {
  return base.withDefaults({ v: value }).validate(path, rule).buildSync<{ v: unknown }>();
}

const isEven = (value: number) => value % 2 === 0;
const says = (value: unknown) => (value === 2 ? undefined : 'it is not 2');

const RULES: [rule: Rule | Check<never>, good: unknown[], bad: unknown[]][] = [
  [Rule.range({ min: 1, max: 3 }), [1, 3, 2.5], [0, 4, '2', null]],
  [Rule.range({ min: 1 }), [1, 2n ** 64n - 1n], [0]],
  [Rule.range({ max: 1.5 }), [1, 1.5, -(2n ** 63n)], [2, 1.6]],
  [Rule.range({ min: 2n ** 63n, max: 2n ** 64n - 1n }), [2n ** 63n], [1]],
  [Rule.range({ min: -1, max: 2n ** 64n - 1n }), [-1, 2n ** 64n - 1n], [-2]],
  [Rule.range({}), [1, 1.5], ['a']],
  [Rule.length({ min: 1, max: 2 }), ['ä', '\u{1f600}', [1, 2], { a: 1 }], ['', 'abc', [], 1]],
  [Rule.length({ max: 1 }), ['', []], ['ab']],
  [Rule.regex('^a+$'), ['a', 'aa'], ['b', '', 1]],
  [Rule.regex(/^a.b$/is), ['A\nB'], ['ab']],
  [Rule.oneOf([1, 'a', null]), [1, 'a', null], [2, 'b']],
  [Rule.oneOf(new Set([true])), [true], [false]],
  [Rule.each(Rule.range({ min: 1 })), [[], [1, 2], { a: 1 }], [[0], { a: 0 }, 1]],
  [Rule.each(isEven), [[2, 4]], [[1]]],
  [Rule.nonEmpty(), ['a', [0], 0, false], ['', [], {}, null]],
  [Rule.custom('even', isEven), [2], [1]],
  [isEven, [2], [1, 'a']],
  [says, [2], [1]],
  [Rule.range({ min: 1 }).and(Rule.range({ max: 3 })), [2], [0, 4]],
  [Rule.range({ max: 1 }).or(Rule.range({ min: 3 })), [1, 3], [2]],
  [Rule.range({ min: 3 }).and(isEven), [4], [2, 3]],
  [Rule.range({ min: 3 }).or(isEven), [2, 3], [1]],
  [() => undefined, [1], []],
  [() => null, [1], []],
  [() => {}, [1], []],
];

test('what keeps a rule, and what breaks it', () => {
  for (const [rule, good, bad] of RULES) {
    for (const value of good) {
      assert.deepEqual(build(value, rule).value.v, typeof value === 'bigint' ? value : value);
    }
    for (const value of bad) {
      const error = thrownBy(() => build(value, rule));
      assert.ok(error instanceof ValidationError, inspect([rule, value]));
      assert.equal(error.diagnostics[0]?.code, 'SC0601');
      assert.equal(error.path?.slice(0, 1), 'v');
    }
  }
});

test('what is not there breaks only `required`', () => {
  for (const [rule] of RULES) {
    assert.ok(build(1, rule, 'w'));
  }
  assert.match(thrownBy(() => build(1, Rule.required(), 'w')).message, /`w` is missing/);
  assert.ok(build(1, Rule.required()));
});

const SAID: [rule: Rule | Check<never>, said: RegExp][] = [
  [isEven, /expected is even: it is not/],
  [says, /expected says: it is not 2/],
  [
    (
      () => (value: number) =>
        value > 5
    )(),
    /expected what the program demands: it is not/,
  ],
  [
    () => {
      throw new RangeError('too odd');
    },
    /RangeError: too odd/,
  ],
  [
    () => {
      throw 'a text';
    },
    /a text/,
  ],
  [() => 5 as never, /the rule answered with a number/],
  [Rule.custom('an even number', isEven), /expected an even number/],
  [Rule.range({ min: 2 }).message('too few'), /`v` is 1: too few/],
  [async () => true, /asynchronous/],
];

test('what is said', () => {
  for (const [rule, said] of SAID) {
    const error = thrownBy(() => build(1, rule));
    assert.ok(error instanceof ValidationError);
    assert.match(error.message, said);
  }
});

test('rules that take their time', async () => {
  const later = async (value: number) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return value > 1 || 'too few';
  };
  const builder = base.withDefaults({ a: 1, b: 2 });
  assert.ok(await builder.validate('b', later).build());
  assert.ok(await builder.validateWith(async (all: { b: number }) => all.b === 2).build());
  const error = await rejectionOf(builder.validate('a', later).validate('b', later).build());
  assert.match(error.message, /too few/);
  const rejected = builder
    .validate(
      'a',
      Rule.custom('good', () => Promise.reject(new Error('not now'))),
    )
    .build();
  assert.match((await rejectionOf(rejected)).message, /not now/);
});

test('all that is broken is told at once, each with its place', () => {
  const error = thrownBy(() =>
    base
      .withString("port = 0\nname = ''\nlist = [1, -1, -2]", 'toml')
      .validate('port', Rule.range({ min: 1 }))
      .validate('name', Rule.nonEmpty())
      .validate('list', Rule.each(Rule.range({ min: 0 })))
      .validate('host', Rule.required())
      .validateWith(() => 'and nothing fits')
      .buildSync(),
  );
  assert.deepEqual(placesOf(told(error)).sort(), [
    '(root)',
    'host',
    'list[1] 3:12',
    'list[2] 3:16',
    'name 2:8',
    'port 1:8',
  ]);
});

test('a rule sees plain values that it cannot change', () => {
  const seen: unknown[] = [];
  const value = { a: [1], when: new Date(5), big: 2n ** 60n };
  build(value, (given: typeof value) => {
    seen.push(given);
    assert.throws(() => given.a.push(2));
  });
  assert.deepEqual(seen, [value]);
});

test('rules for the whole', () => {
  const agree = ({ a, b }: { a: number; b: number }) => a < b || 'a must be less than b';
  const builder = base.validateWith(agree);
  assert.ok(builder.withDefaults({ a: 1, b: 2 }).buildSync());
  assert.match(
    thrownBy(() => builder.withDefaults({ a: 2, b: 1 }).buildSync()).message,
    /a must be less than b/,
  );
});

test('JSON Schemas', () => {
  for (const schema of [{ required: ['a'] }, '{"required": ["a"]}', { properties: { v: { const: 2 } } }]) {
    const builder = base.withDefaults({ v: 1 }).withSchema(schema);
    const error = thrownBy(() => builder.buildSync());
    assert.ok(error instanceof ValidationError);
    assert.equal(error.diagnostics[0]?.code, 'SC0602');
    assert.ok(builder.withOverride('a', 1).withOverride('v', 2).buildSync());
  }
});

test('what is no rule', () => {
  const none = 5 as never;
  const tries: (() => unknown)[] = [
    () => base.validate('v', none),
    () => base.validate('v', null as never),
    () => base.validateWith(none),
    () => Rule.range({ min: 1 }).and(none),
    () => Rule.range({ min: 1 }).or(none),
    () => Rule.each(none),
    () => Rule.custom('x', none),
    () => Rule.oneOf(none),
    () => Rule.oneOf([() => 1]),
    () => base.validate('v', Rule.range({ min: 'a' as never })).buildSync(),
    () => base.validate('v', Rule.length({ min: -1 })).buildSync(),
    () => base.validate('v', Rule.regex(none)).buildSync(),
  ];
  for (const call of tries) {
    assert.ok(thrownBy(call) instanceof TypeError, String(call));
  }
  assert.match(thrownBy(() => build('a', Rule.regex('('))).message, /malformed/);
  assert.match(thrownBy(() => build('a', Rule.regex('(?=a)'))).message, /malformed/);
});
