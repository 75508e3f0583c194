/** What text of variables means to schemas. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type } from 'arktype';
import type { StandardSchema } from 'superconfig';
import * as v from 'valibot';
import { z } from 'zod';
import { configOf, faultsOf, placesOf } from './help.js';

type Row = [text: string, made: unknown, ...schemas: StandardSchema[]];

const NUMBERS = [z.number(), v.number(), type('number')];
const STRINGS = [z.string(), v.string(), type('string')];
const BOOLEANS = [z.boolean(), v.boolean(), type('boolean')];
const STRING_LISTS = [z.array(z.string()), v.array(v.string()), type('string[]')];
const NUMBER_LISTS = [z.array(z.number()), v.array(v.number()), type('number[]')];
const BOOLEAN_LISTS = [z.array(z.boolean()), v.array(v.boolean()), type('boolean[]')];
const TABLES = [z.object({ a: z.number() }), v.object({ a: v.number() }), type({ a: 'number' })];
const RECORDS = [
  z.record(z.string(), z.number()),
  v.record(v.string(), v.number()),
  type('Record<string, number>'),
];
const EITHER = [
  z.union([z.number(), z.string()]),
  v.union([v.number(), v.string()]),
  type('number | string'),
];
const PAIRS = [
  z.tuple([z.string(), z.number()]),
  v.tuple([v.string(), v.number()]),
  type(['string', 'number']),
];
const ONE_OF = [z.enum(['1', '2']), v.picklist(['1', '2']), type("'1' | '2'")];
const LITERALS = [z.literal([1, 2]), v.picklist([1, 2]), type('1 | 2')];
const NULLABLE = [z.number().nullable(), v.nullable(v.number()), type('number | null')];
const DATES = [z.date(), v.date(), type('Date')];

const GOOD: Row[] = [
  ['8080', 8080, ...NUMBERS, ...EITHER, z.coerce.number(), z.int(), z.unknown(), ...NULLABLE],
  ['8080', '8080', ...STRINGS],
  ['1.10', 1.1, ...NUMBERS],
  ['1.10', '1.10', ...STRINGS, ...EITHER],
  ['007', 7, ...NUMBERS],
  ['007', '007', ...STRINGS, ...EITHER],
  ['1e3', 1000, ...NUMBERS],
  ['+5', 5, ...NUMBERS],
  ['true', true, ...BOOLEANS],
  ['true', 'true', ...STRINGS],
  ['yes', true, ...BOOLEANS],
  ['off', false, ...BOOLEANS],
  ['0', false, ...BOOLEANS],
  ['1', true, ...BOOLEANS],
  ['1', '1', ...ONE_OF],
  ['2', 2, ...LITERALS],
  ['', '', ...STRINGS, z.unknown()],
  ['', [], ...STRING_LISTS, ...NUMBER_LISTS],
  ['null', null, ...NULLABLE],
  ['null', 'null', ...STRINGS],
  ['a', ['a'], ...STRING_LISTS],
  ['a, 1,true', ['a', '1', 'true'], ...STRING_LISTS],
  ['01,1.10', ['01', '1.10'], ...STRING_LISTS],
  ['01,1.10', [1, 1.1], ...NUMBER_LISTS],
  ['8080', [8080], ...NUMBER_LISTS],
  ['yes,0,true', [true, false, true], ...BOOLEAN_LISTS],
  ['["a","b, c"]', ['a', 'b, c'], ...STRING_LISTS],
  ['[1, 2]', [1, 2], ...NUMBER_LISTS],
  ['1,2', ['1', 2], ...PAIRS],
  ['{"a": 1}', { a: 1 }, ...TABLES, ...RECORDS],
  ['{"a":1}', { a: 1 }, ...TABLES, ...RECORDS],
  ['{"a":1}', '{"a":1}', ...STRINGS],
  ['2020-01-02T03:04:05Z', new Date('2020-01-02T03:04:05Z'), ...DATES, z.coerce.date()],
  ['2020-01-02T03:04:05Z', '2020-01-02T03:04:05Z', ...STRINGS],
  ['5', 5n, z.coerce.bigint()],
];

for (const [text, made, ...schemas] of GOOD) {
  test(`text: ${JSON.stringify(text)} as ${JSON.stringify(typeof made === 'bigint' ? '5n' : made)}`, () => {
    for (const schema of schemas) {
      const alone = configOf('', { APP_X__Y: text }).extract(schema, 'x.y');
      assert.deepEqual(alone, made, schema['~standard'].vendor);
      const asField = z.object({ y: schema as unknown as z.ZodType }).or(z.never());
      if (schema['~standard'].vendor === 'zod') {
        assert.deepEqual(configOf('', { APP_X_Y: text }).extract(asField, 'x'), { y: made });
      }
    }
  });
}

type Bad = [text: string, path: string, said: RegExp, ...schemas: StandardSchema[]];

const BAD: Bad[] = [
  ['many', 'x', /number/i, ...NUMBERS],
  ['maybe', 'x', /boolean/i, ...BOOLEANS],
  ['', 'x', /number/i, ...NUMBERS],
  ['1.10', 'x', /number|integer/i, v.pipe(v.number(), v.integer()), z.int()],
  ['1,b', 'x[1]', /number/i, ...NUMBER_LISTS],
  ['[1,"b"]', 'x[1]', /number/i, ...NUMBER_LISTS],
  ['{"a":"b"}', 'x.a', /number/i, ...TABLES, ...RECORDS],
  ['no table', 'x', /object|record/i, ...TABLES, ...RECORDS, v.object({ a: v.optional(v.string()) })],
  [
    '123',
    'x',
    /5/,
    z.string().min(5),
    v.pipe(v.string(), v.minLength(5)),
    type('string >= 5'),
    z.array(z.number().max(5)),
  ],
  ['50', 'x', /10/, z.number().max(10), v.pipe(v.number(), v.maxValue(10)), type('number <= 10')],
  ['3', 'x', /1/, ...ONE_OF, ...LITERALS],
];

for (const [text, path, said, ...schemas] of BAD) {
  test(`text: ${JSON.stringify(text)} is wrong at ${path}`, () => {
    for (const schema of schemas) {
      const faults = faultsOf(() => configOf('', { APP_X: text }).extract(schema, 'x'));
      const where = `${schema['~standard'].vendor} ${JSON.stringify(faults)}`;
      assert.equal(faults.length, 1, where);
      assert.ok(faults[0]?.path === path || faults[0]?.path === `${path}[0]`, where);
      assert.match(faults[0].message, said, where);
      assert.equal(faults[0].origin?.variable, 'APP_X');
    }
  });
}

test('what is reported of several texts is of the meaning that comes nearest', () => {
  const env = { APP_ZIP: '123', APP_PORT: '99999', APP_NAME: '5', APP_LIST: '1,x' };
  const schemas = [
    z.object({
      zip: z.string().min(5),
      port: z.number().max(65535),
      name: z.string(),
      list: z.array(z.number()),
    }),
    v.object({
      zip: v.pipe(v.string(), v.minLength(5)),
      port: v.pipe(v.number(), v.maxValue(65535)),
      name: v.string(),
      list: v.array(v.number()),
    }),
    type({ zip: 'string >= 5', port: 'number <= 65535', name: 'string', list: 'number[]' }),
  ];
  for (const schema of schemas) {
    const faults = faultsOf(() => configOf('', env).extract(schema));
    assert.deepEqual(placesOf(faults).sort(), ['list[1] APP_LIST', 'port APP_PORT', 'zip APP_ZIP']);
    const said = new Map(faults.map((fault) => [fault.path, fault.message]));
    assert.match(said.get('zip') ?? '', /5/);
    assert.match(said.get('port') ?? '', /65535/);
  }
});

const UNIONS: Record<string, StandardSchema> = {
  zod: z.object({
    pet: z.union([
      z.object({ lives: z.number(), tag: z.string(), fast: z.boolean() }),
      z.object({ lives: z.string(), socket: z.string() }),
    ]),
  }),
  valibot: v.object({
    pet: v.union([
      v.object({ lives: v.number(), tag: v.string(), fast: v.boolean() }),
      v.object({ lives: v.string(), socket: v.string() }),
    ]),
  }),
  arktype: type({
    pet: type({ lives: 'number', tag: 'string', fast: 'boolean' }).or({ lives: 'string', socket: 'string' }),
  }),
};

for (const [vendor, schema] of Object.entries(UNIONS)) {
  test(`${vendor}: several texts in one union`, () => {
    const first = configOf('', { APP_PET__LIVES: '9', APP_PET__TAG: '1', APP_PET__FAST: 'yes' });
    assert.deepEqual(first.extract(schema), { pet: { lives: 9, tag: '1', fast: true } });
    const second = configOf('', { APP_PET_LIVES: '9', APP_PET_SOCKET: '0' });
    assert.deepEqual(second.extract(schema), { pet: { lives: '9', socket: '0' } });
    const wrong = faultsOf(() => configOf('', { APP_PET__LIVES: '9' }).extract(schema));
    assert.ok(wrong.every(({ path }) => path?.startsWith('pet')));
  });
}

const VARIANTS: Record<string, StandardSchema> = {
  zod: z.object({
    pet: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('cat'), lives: z.number() }),
        z.object({ kind: z.literal('1'), deep: z.object({ name: z.string() }) }),
        z.object({ kind: z.literal(true), names: z.array(z.string()) }),
      ])
      .optional(),
  }),
  valibot: v.object({
    pet: v.optional(
      v.variant('kind', [
        v.object({ kind: v.literal('cat'), lives: v.number() }),
        v.object({ kind: v.literal('1'), deep: v.object({ name: v.string() }) }),
        v.object({ kind: v.literal(true), names: v.array(v.string()) }),
      ]),
    ),
  }),
  arktype: type({
    'pet?': type({ kind: "'cat'", lives: 'number' })
      .or({ kind: "'1'", deep: { name: 'string' } })
      .or({ kind: 'true', names: 'string[]' }),
  }),
};

for (const [vendor, schema] of Object.entries(VARIANTS)) {
  test(`${vendor}: what a text means decides what else is asked for`, () => {
    const cat = configOf('', { APP_PET_KIND: 'cat', APP_PET_LIVES: '9' });
    assert.deepEqual(cat.extract(schema), { pet: { kind: 'cat', lives: 9 } });
    const one = configOf('', { APP_PET_KIND: '1', APP_PET_DEEP_NAME: '9' });
    assert.deepEqual(one.extract(schema), { pet: { kind: '1', deep: { name: '9' } } });
    const yes = configOf('', { APP_PET_KIND: 'yes', APP_PET_NAMES: '1,b' });
    assert.deepEqual(yes.extract(schema), { pet: { kind: true, names: ['1', 'b'] } });
    const wrong = faultsOf(() =>
      configOf('', { APP_PET_KIND: 'cat', APP_PET_LIVES: 'many' }).extract(schema),
    );
    assert.deepEqual(placesOf(wrong), ['pet.lives APP_PET_LIVES']);
  });
}

test('a schema that says nothing of where it is wrong is offered combinations', () => {
  const schema: StandardSchema = {
    '~standard': {
      version: 1,
      vendor: 'own',
      validate: (value) => {
        const { a, b, c } = value as Record<string, unknown>;
        const isRight = typeof a === 'string' && typeof b === 'number' && typeof c === 'boolean';
        return isRight ? { value } : { issues: [{ message: 'not right' }] };
      },
    },
  };
  assert.deepEqual(configOf('', { APP_A: '1', APP_B: '1', APP_C: '1' }).extract(schema), {
    a: '1',
    b: 1,
    c: true,
  });
  let count = 0;
  const never: StandardSchema = {
    '~standard': {
      version: 1,
      vendor: 'own',
      validate: () => {
        count += 1;
        return { issues: [{ message: `wrong ${count}` }] };
      },
    },
  };
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`APP_K${index}`, '1']));
  const [fault] = faultsOf(() => configOf('', many).extract(never));
  assert.match(fault?.message ?? '', /^wrong/);
  assert.ok(count < 300, String(count));
});

test('a rule for several values does not change what they mean', () => {
  let count = 0;
  const schema = z.object({ a: z.unknown(), b: z.unknown() }).refine(({ a, b }) => {
    count += 1;
    return a !== b;
  }, 'they are equal');
  const [equal] = faultsOf(() => configOf('a = 0\nb = 0', { APP_A: '1', APP_B: '1' }).extract(schema));
  assert.equal(equal?.message, 'they are equal');
  assert.equal(count, 1);
});

test('recursive schemas end', () => {
  interface Node {
    value: number;
    next?: Node | undefined;
    one?: Node | undefined;
    two?: Node | undefined;
    three?: Node | undefined;
  }
  const node: z.ZodType<Node> = z.object({
    value: z.number(),
    get next() {
      return node.optional();
    },
    get one() {
      return node.optional();
    },
    get two() {
      return node.optional();
    },
    get three() {
      return node.optional();
    },
  });
  const made = configOf('', { APP_VALUE: '1', APP_NEXT_VALUE: '2', APP_OTHER: '3' }).extract(node);
  assert.deepEqual(made, { value: 1, next: { value: 2 } });
});
