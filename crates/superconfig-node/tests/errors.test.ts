/** Errors, and what is seen of secrets. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  type Config,
  KeyNotFoundError,
  load,
  loadSync,
  ParseError,
  Rule,
  SuperConfig,
  SuperConfigError,
  TypeMismatchError,
  ValidationError,
} from 'superconfig';
import { configOf, rejectionOf, thrownBy, told } from './help.js';

const base = new SuperConfig().withEnvSnapshot({});

type Row = [
  call: () => unknown,
  kind: typeof SuperConfigError,
  code: string,
  path: string | null,
  line?: number,
];

const ROWS: Row[] = [
  [() => configOf('a = 1').getOrThrow('b.c'), KeyNotFoundError, 'ERR_SUPERCONFIG_KEY_NOT_FOUND', 'b.c'],
  [() => configOf('a = 1').section('b'), KeyNotFoundError, 'ERR_SUPERCONFIG_KEY_NOT_FOUND', 'b'],
  [() => configOf('a = 1').keys('b'), KeyNotFoundError, 'ERR_SUPERCONFIG_KEY_NOT_FOUND', 'b'],
  [() => configOf('\na = 1').section('a'), TypeMismatchError, 'ERR_SUPERCONFIG_TYPE_MISMATCH', 'a', 2],
  [
    () => base.withString('a = 1\nb = ', 'toml').strict().buildSync(),
    ParseError,
    'ERR_SUPERCONFIG_PARSE',
    null,
    2,
  ],
  [
    () =>
      base
        .withString('\n\na = 1', 'toml')
        .validate('a', Rule.range({ min: 2 }))
        .buildSync(),
    ValidationError,
    'ERR_SUPERCONFIG_VALIDATION',
    'a',
    3,
  ],
  [
    () => base.validate('x.y', Rule.required()).buildSync(),
    ValidationError,
    'ERR_SUPERCONFIG_VALIDATION',
    'x.y',
  ],
  [() => loadSync({ files: 'nothing.toml', env: {} }), SuperConfigError, 'ERR_SUPERCONFIG_INVALID', null],
];

test('errors say what they are', () => {
  for (const [call, kind, code, path, line] of ROWS) {
    const error = thrownBy(call);
    assert.ok(error instanceof SuperConfigError);
    assert.equal(error.constructor, kind);
    assert.equal(error.name, kind.name);
    assert.equal(error.code, code);
    assert.equal(error.path, path);
    assert.equal(error.origin?.line, line);
    assert.deepEqual(error.diagnostics[0]?.severity, 'error');
    assert.match(error.diagnostics[0].code, /^SC\d{4}$/);
    assert.ok(error.message.includes(error.diagnostics[0].message));
    assert.ok(String(error).startsWith(`${kind.name}: error[SC`));
    assert.ok(!Object.keys(error).includes('name'));
    assert.match(error.stack ?? '', /errors\.test\.[jt]s/);
  }
});

test('stacks lead to the program, also of promises', async () => {
  const waits = async (): Promise<unknown> => await load({ files: 'nothing.toml', env: {} });
  const error = await rejectionOf(waits());
  assert.ok(error instanceof SuperConfigError);
  assert.match(error.stack ?? '', /at async waits/);
  const extracts = async (): Promise<unknown> =>
    await configOf('').extractAsync({
      '~standard': { version: 1, vendor: 'own', validate: async () => ({ issues: [{ message: 'bad' }] }) },
    });
  assert.match((await rejectionOf(extracts())).stack ?? '', /at async extracts/);
});

test('what is wrong is data', () => {
  const [diagnostic] = told(thrownBy(() => configOf('prot = 1').getOrThrow('port')));
  assert.deepEqual(diagnostic, {
    code: 'SC0508',
    severity: 'error',
    message: 'nothing is set at `port`',
    path: 'port',
    origin: null,
    related: [],
    help: 'did you mean `prot`?',
  });
  assert.deepEqual(JSON.parse(JSON.stringify(diagnostic)), diagnostic);
});

const VALUES = {
  password: 'hunter2',
  db: { token: 'hunter2', host: 'h' },
  credentials: { user: 'hunter2', deep: [{ x: 'hunter2' }] },
  list: [{ apiKey: 'hunter2', n: 1 }],
  secrets: ['hunter2'],
  plain: 1,
};

function parts(config: Config<typeof VALUES>): unknown[] {
  return [
    config,
    config.value,
    config.value.db,
    config.value.list,
    config.value.list[0],
    config.get('credentials'),
    config.get('credentials.deep'),
    config.get('credentials.deep[0]'),
    config.get('secrets'),
    config.section('db'),
    config.section('credentials'),
    config.section('credentials').value,
    config.section('credentials').get('deep'),
    config.section('credentials').value.deep[0],
    { nested: config.value },
    config.handle('db'),
    config.explain('password'),
    config.explainAll(),
    config.sources(),
    config.whyNot('password'),
    config.debugConfig(),
    config.renderWarnings(),
  ];
}

test('secrets are not shown, and are what they are', () => {
  const config = loadSync<typeof VALUES>({ defaults: VALUES, env: {} });
  for (const part of parts(config)) {
    assert.ok(!inspect(part, { depth: 20 }).includes('hunter2'), inspect(part, { depth: 20 }));
  }
  assert.match(inspect(config), /^Config \{/);
  assert.match(inspect(config.value.db), /token: '\*{8}'/);
  assert.match(inspect(config.value.db), /host: 'h'/);
  assert.equal(config.value.password, 'hunter2');
  assert.equal(config.get('credentials.deep[0].x'), 'hunter2');
  assert.deepEqual(JSON.parse(JSON.stringify(config)), VALUES);
  assert.deepEqual(structuredClone(config.value), VALUES);
  assert.deepEqual({ ...config.value.db }, VALUES.db);
  assert.deepEqual(Object.keys(config.value.db), ['token', 'host']);
  assert.equal(`${config.value.db.token}`, 'hunter2');
});

test('names of secrets that the program adds', () => {
  const config = loadSync<unknown>({ defaults: { dsn: 'hunter2' }, secrets: 'dsn', env: {} });
  assert.ok(!inspect(config.value).includes('hunter2'));
  assert.equal(config.get('dsn'), 'hunter2');
});

test('secrets are in no error', () => {
  const secret = { password: 'hunter2' };
  const builder = base.withDefaults(secret);
  const errors = [
    thrownBy(() => builder.validate('password', Rule.length({ max: 2 })).buildSync()),
    thrownBy(() => builder.validate('password', Rule.oneOf(['x'])).buildSync()),
    thrownBy(() => builder.validate('password', (value: unknown) => `not ${value}`).buildSync()),
    thrownBy(() => builder.validateWith((value: typeof secret) => `not ${value.password}`).buildSync()),
    thrownBy(() => builder.withSchema({ properties: { password: { const: 'x' } } }).buildSync()),
    thrownBy(() => builder.buildSync().section('password')),
    thrownBy(() => builder.buildSync().getOrThrow('password.x')),
    thrownBy(() => configOf('password = "hunter2').getOrThrow('x')),
    thrownBy(() => base.withString('password = "hunter2', 'toml').strict().buildSync()),
  ];
  for (const error of errors) {
    const text = `${inspect(error, { depth: 20 })} ${error.message} ${JSON.stringify(told(error))}`;
    assert.ok(!text.includes('hunter2'), text);
  }
});
