/** How the runner of the conformance suite reads JSON and compares values. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from './conformance/json.js';
import { allMet, same } from './conformance/same.js';

for (const text of [
  '{"a": 1, "a": 2}',
  '{"a": 1, "\\u0061": 2}',
  '{"a": NaN}',
  '{"a": 01}',
  '{"a": 1,}',
  '[1 2]',
  '[1,]',
  '{1: 2}',
  '{"a", 1}',
  '[] []',
  '["a\nb"]',
  '["\\x"]',
  '[',
  ']',
  '',
]) {
  test(`this is no JSON: ${JSON.stringify(text)}`, () => {
    assert.throws(() => parse(text), SyntaxError);
  });
}

test('keys are ordinary and keep their order', () => {
  const table = parse('{"__proto__": 1, "a\\u0000": 2, "B": 3, "8080": 4}') as Map<string, unknown>;
  assert.deepEqual([...table.keys()], ['__proto__', 'a\0', 'B', '8080']);
});

test('numbers are exact', () => {
  const [one, float, large, ...rest] = parse('[ 1, 1.5, -9007199254740993, 1e3 ] ') as unknown[];
  assert.deepEqual([one, float, large, rest], [1, 1.5, -9007199254740993n, [1000]]);
});

/** Expectations as JSON, each with a value that meets it. */
const SAME: readonly (readonly [string, unknown])[] = [
  ['1', 1.0],
  ['1.0', 1n],
  ['{"$int": "9007199254740993"}', 9007199254740993n],
  ['{"$int": "1"}', 1],
  ['{"$int": "1"}', { $int: '1' }],
  ['"inf"', Number.POSITIVE_INFINITY],
  ['"-inf"', Number.NEGATIVE_INFINITY],
  ['"nan"', Number.NaN],
  ['{"a": 1, "b": [null]}', { b: [null], a: 1 }],
  ['{"__proto__": 1}', JSON.parse('{"__proto__": 1}')],
  ['"2020-01-02T00:00:00Z"', new Date(Date.UTC(2020, 0, 2))],
  ['"2020-01-02T02:00:00.5+02:00"', new Date(Date.UTC(2020, 0, 2, 0, 0, 0, 500))],
];

for (const [expected, actual] of SAME) {
  test(`${expected} is met`, () => {
    assert.ok(same(parse(expected), actual));
  });
}

/** Expectations as JSON, each with a value that does not meet it. */
const NOT_SAME: readonly (readonly [string, unknown])[] = [
  ['true', 1],
  ['1', true],
  ['0', false],
  ['"1"', 1],
  ['"1"', 1n],
  ['null', 0],
  ['null', undefined],
  ['null', {}],
  ['[]', {}],
  ['{}', []],
  ['9007199254740992', 9007199254740993n],
  ['{"$int": "9007199254740992"}', 2 ** 53],
  ['{"$int": "1", "a": 1}', 1],
  ['"nan"', Number.POSITIVE_INFINITY],
  ['"Infinity"', Number.POSITIVE_INFINITY],
  ['[1, 2]', [2, 1]],
  ['[1]', [1, 2]],
  ['{"a": 1}', { a: 1, b: 2 }],
  ['{"a": null}', { b: null }],
  ['{"__proto__": 1}', {}],
  ['{"toString": 1}', {}],
  ['"2020-01-02T00:00:00"', new Date(2020, 0, 2)],
  ['"2020-01-02"', new Date(Date.UTC(2020, 0, 2))],
  ['"2020-01-02T00:00:01Z"', new Date(Date.UTC(2020, 0, 2))],
];

for (const [expected, actual] of NOT_SAME) {
  test(`${expected} is not met`, () => {
    assert.ok(!same(parse(expected), actual));
  });
}

test('each expectation needs a result of its own', () => {
  const meets = (wanted: string, found: string) => found.includes(wanted);
  assert.ok(allMet(['a', 'ab'], ['ab', 'a'], meets));
  assert.ok(!allMet(['a', 'a'], ['a', 'b'], meets));
});
