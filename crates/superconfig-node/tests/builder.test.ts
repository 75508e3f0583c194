/** Every method of the builder and every option of `load`, with real files; and what is said about wrong ones. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  type Config,
  clearCache,
  type LoadOptions,
  load,
  loadSync,
  Rule,
  SuperConfig,
  SuperConfigError,
  ValidationError,
  version,
} from 'superconfig';
import { rejectionOf, thrownBy } from './help.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'superconfig-')));
after(() => rmSync(root, { recursive: true }));

const FILES = {
  'app.toml': 'a = 1\nlist = [1]\n[server]\nport = 80\n',
  'more.yaml': 'a: 2\nlist: [2]\n',
  'plain.conf': '{"a": 3}',
  'nested.toml': '[default]\na = 1\n[test]\na = 2\n[global]\ng = 1\n',
  'base.toml': 'a = 1\nb = 1\n',
  'base.test.toml': 'b = 2\n',
  '.env': 'SERVER__PORT=81\nA="x y"\n',
  'conf.d/10.toml': 'a = 10\nx = 1\n',
  'conf.d/20.toml': 'a = 20\n',
  'conf.d/deep/30.toml': 'a = 30\n',
  'project/.git/HEAD': '',
  'project/shop.toml': 'a = 5\n',
  'project/sub/shop.local.toml': 'b = 6\n',
  'home/.config/shop/config.toml': 'c = 7\n',
  'secret.txt': 'hunter2\n',
  'large.toml': `text = "${'x'.repeat(500)}"\n`,
};

for (const [name, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

const ENV = {
  APP_SERVER_PORT: '82',
  APP_A: '5',
  APP_EMPTY: '',
  APP_PROFILE: 'test',
  APP_TOKEN_FILE: join(root, 'secret.txt'),
  PATH: '/bin',
};
const base = new SuperConfig().withEnvSnapshot(ENV).withCwd(root).withHome(join(root, 'home'));
const url = (name: string) => pathToFileURL(join(root, name));

type Row = [name: string, builder: SuperConfig, expected: Record<string, unknown>];

const ROWS: Row[] = [
  ['withDefaults', base.withDefaults({ a: 1 }), { a: 1 }],
  ['withFallback', base.withDefaults({ a: 1 }).withFallback({ a: 2, b: 2 }), { a: 1, b: 2 }],
  ['withDefaultsString', base.withDefaultsString('a = 1'), { a: 1 }],
  ['withString', base.withString('a: 1', 'yaml'), { a: 1 }],
  ['withString, named', base.withString('a: 1', 'yaml', { name: 'n' }), { a: 1 }],
  ['withFile', base.withFile('app.toml'), { a: 1, 'server.port': 80 }],
  ['withFile, URL', base.withFile(url('app.toml')), { a: 1 }],
  ['withFile, without extension', base.withFile('app'), { a: 1 }],
  ['withFile, format', base.withFile('plain.conf', { format: 'json' }), { a: 3 }],
  ['withFile, optional', base.withFile('nothing', { optional: true }), { a: undefined }],
  ['withRequiredFile', base.withRequiredFile('app.toml'), { a: 1 }],
  ['withFileOpt', base.withFileOpt('app.toml').withFileOpt(null).withFileOpt(undefined), { a: 1 }],
  ['withNestedFile', base.withNestedFile('nested.toml').select('test'), { a: 2, g: 1 }],
  ['joinFile', base.withFile('app.toml').joinFile('more.yaml'), { a: 1, list: [1] }],
  [
    'strategy',
    base.withFile('app.toml').withFile('more.yaml', { strategy: 'admerge' }),
    { a: 2, list: [1, 2] },
  ],
  ['withProfileFiles', base.withProfileFiles('base').select('test'), { a: 1, b: 2 }],
  ['withDotenv', base.withDotenv('.env'), { 'server.port': 81, a: 'x y' }],
  ['withGlob', base.withGlob('conf.d/*.toml'), { a: 20, x: 1 }],
  ['withGlob, order', base.withGlob('conf.d/*.toml', { mergeOrder: 'reverse' }), { a: 10 }],
  ['withGlob, patterns as order', base.withGlob('conf.d/*.toml', { mergeOrder: ['20*', '10*'] }), { a: 10 }],
  ['withGlob, ignored', base.withGlob(['conf.d/*.toml'], { ignored: ['20*'] }), { a: 10 }],
  ['withGlob, search', base.withGlob('*.toml', { search: [url('conf.d')] }), { a: 20 }],
  [
    'withGlob, recursive',
    base.withGlob('*.toml', { search: { recursive: ['conf.d'] }, linksOutside: true }),
    { a: 30 },
  ],
  ['withGlob, depth', base.withGlob('*.toml', { search: { recursive: ['conf.d'], maxDepth: 0 } }), { x: 1 }],
  [
    'withHierarchicalConfig',
    base.withCwd(join(root, 'project/sub')).withHierarchicalConfig('shop'),
    { a: 5, b: 6, c: 7 },
  ],
  [
    'withHierarchical',
    base.withCwd(join(root, 'project/sub')).withHierarchical('shop', {
      levels: ['user', 'local'],
      userDirectories: [url('home/.config/shop')],
    }),
    { a: undefined, b: 6, c: 7 },
  ],
  [
    'projectRoot',
    base.withHierarchical('shop', {
      levels: ['project'],
      projectRoot: url('project'),
      markers: ['.git'],
      systemDirectories: [],
    }),
    { c: undefined },
  ],
  ['withEnv', base.withFile('app.toml').withEnv('APP_'), { 'server.port': 82, a: 5, empty: '' }],
  ['withEnv, separator', base.withEnv('APP_', { separator: '_' }), { 'server.port': 82 }],
  ['withEnv, nesting', base.withEnv('APP_', { nesting: 'firstUnderscore' }), { 'server.port': 82 }],
  ['withEnv, case', base.withEnv('APP_', { preserveCase: true, separator: '__' }), { A: 5, SERVER_PORT: 82 }],
  ['withEnv, file', base.withEnv('APP_', { fileSuffix: true }), { token: 'hunter2' }],
  ['withEnv, ignore', base.withEnv('APP_', { ignore: ['A'] }), { a: undefined }],
  ['withEnv, only', base.withEnv('APP_', { only: ['A'] }), { a: 5, profile: undefined }],
  [
    'withEnv, global',
    base.withEnv('APP_', { global: true }).withNestedFile('nested.toml').select('test'),
    { a: 5 },
  ],
  ['withEnvIgnoreEmpty', base.withEnvIgnoreEmpty('APP_'), { a: 5, empty: undefined }],
  [
    'withCliOpt',
    base.withCliOpt({ a: 0, b: '', c: null }).withCliOpt(null),
    { a: 0, b: undefined, c: undefined },
  ],
  ['withOverride', base.withOverride('x.y', [1]).withFile('app.toml'), { 'x.y': [1] }],
  ['withOverrides', base.withOverrides(['server.port=1', 'list=[3]']), { 'server.port': 1, list: [3] }],
  ['withConfig', base.withConfig(base.withFile('app.toml').buildSync(), { name: 'other' }), { a: 1 }],
  ['withSource', base.withSource(() => ({ a: 1 })), { a: 1 }],
  ['selectAll', base.withNestedFile('nested.toml').selectAll(['none', 'test']), { a: 2 }],
  ['selectFromEnv', base.withNestedFile('nested.toml').selectFromEnv('APP_PROFILE'), { a: 2 }],
  [
    'withOperations',
    base
      .withDefaults({ l: [1] })
      .withDefaults({ l_add: [2] })
      .withOperations(false),
    { l: [1], l_add: [2] },
  ],
  [
    'withLimits',
    base.withFile('large.toml', { optional: true }).withLimits({ fileSize: 10 }),
    { text: undefined },
  ],
  ['trust', base.trust(root).trustAll().withFile('app.toml'), { a: 1 }],
  ['validate', base.withFile('app.toml').validate('a', Rule.range({ min: 1 })), { a: 1 }],
  ['withSchema', base.withFile('app.toml').withSchema({ required: ['a'] }), { a: 1 }],
  ['strict', base.withFile('nothing').withStrict().strict(false).denyUnknown(), { a: undefined }],
  [
    'withReading',
    base.withDefaults({ a: 2n ** 60n }).withReading({ largeIntegers: 'string' }),
    { a: String(2n ** 60n) },
  ],
];

for (const [name, builder, expected] of ROWS) {
  test(`builder: ${name}`, async () => {
    for (const config of [builder.buildSync<unknown>(), await builder.build<unknown>()]) {
      for (const [path, value] of Object.entries(expected)) {
        assert.deepEqual(config.get(path), value, path);
      }
    }
  });
}

test('what builders record, hide and follow', () => {
  const traced = [
    base.withInfoVerbosity(),
    base.withDebugVerbosity(),
    base.withTraceVerbosity(),
    base.withVerbosity(3),
    base.withVerbosity('info'),
  ];
  for (const builder of traced) {
    const config = builder.withFile('app.toml').buildSync();
    assert.ok(config.debugMessages().length > 0);
    config.clearDebugMessages();
    assert.equal(config.debugMessages().length, 0);
  }
  assert.equal(base.withVerbosity(0).withFile('app.toml').buildSync().debugMessages().length, 0);
  const secret = base.withSecret('dsn').withDefaults({ dsn: 'hunter2' }).buildSync();
  assert.ok(!secret.debugConfig().includes('hunter2'));
  const watched = base
    .withFile('app.toml')
    .withHotReload({ poll: 10_000, debounce: 1, maxWait: 2 })
    .buildSync();
  assert.ok(watched.status().watched.length > 0);
  watched.close();
  assert.ok(!secret.sources().some((source) => source.name.includes('hunter2')));
  assert.match(version(), /^\d+\.\d+/);
  clearCache();
});

test('variables are those of the process unless some are given', () => {
  process.env.SUPERCONFIG_TEST__A = '1';
  try {
    assert.equal(new SuperConfig().withEnv('SUPERCONFIG_TEST').buildSync().get('a'), 1);
    assert.equal(base.withEnv('SUPERCONFIG_TEST').buildSync().get('a'), undefined);
  } finally {
    delete process.env.SUPERCONFIG_TEST__A;
  }
  const bytes = new SuperConfig()
    .withEnvSnapshot({ APP_X: new Uint8Array([0xff]), APP_Y: undefined })
    .withEnv('APP_');
  assert.ok(bytes.buildSync().warnings().length > 0);
});

const given = { env: ENV, cwd: root, home: join(root, 'home') };
const LOADS: [options: LoadOptions, expected: Record<string, unknown>][] = [
  [{ defaults: { a: 1 } }, { a: 1 }],
  [
    { app: 'shop', cwd: join(root, 'project/sub') },
    { a: 5, c: 7 },
  ],
  [{ files: 'app.toml' }, { a: 1 }],
  [{ files: ['app.toml', url('more.yaml')] }, { a: 2 }],
  [{ files: new Set(['more.yaml', 'app.toml']) }, { a: 1 }],
  [{ files: 'nothing.toml', required: false }, { a: undefined }],
  [{ glob: 'conf.d/*.toml' }, { a: 20 }],
  [{ glob: ['conf.d/*.toml'] }, { a: 20 }],
  [{ dotenv: '.env' }, { a: 'x y' }],
  [{ sources: [() => ({ a: 1 }), { load: () => ({ b: 2 }) }] }, { a: 1, b: 2 }],
  [{ files: 'app.toml', envPrefix: 'APP_' }, { 'server.port': 82 }],
  [{ cli: { a: 9, b: null } }, { a: 9, b: undefined }],
  [{ cli: null }, { a: undefined }],
  [{ overrides: ['a=1'] }, { a: 1 }],
  [{ overrides: { 'a.b': new Date(5) } }, { 'a.b': new Date(5) }],
  [{ files: 'nested.toml', nested: true, profile: 'test' }, { a: 2 }],
  [{ files: 'nested.toml', nested: true, profile: ['test'] }, { a: 2 }],
  [{ files: 'nested.toml', nested: true, profileEnv: 'APP_PROFILE' }, { a: 2 }],
  [{ files: 'app.toml', strict: true }, { a: 1 }],
  [{ files: 'app.toml', jsonSchema: '{"required": ["a"]}' }, { a: 1 }],
  [{ files: 'app.toml', secrets: ['port'] }, { 'server.port': 80 }],
  [{ files: 'app.toml', watch: { poll: 10_000 } }, { a: 1 }],
  [{ files: 'app.toml', watch: true }, { a: 1 }],
  [{ defaults: { a: 2n ** 60n }, largeIntegers: 'string' }, { a: String(2n ** 60n) }],
  [{ files: 'app.toml', signal: new AbortController().signal }, { a: 1 }],
];

for (const [options, expected] of LOADS) {
  test(`load: ${Object.keys(options).join(', ')}`, async () => {
    const configs: Config<unknown>[] = [
      loadSync<unknown>({ ...given, ...options }),
      await load<unknown>({ ...given, ...options }),
    ];
    for (const config of configs) {
      for (const [path, value] of Object.entries(expected)) {
        assert.deepEqual(config.get(path), value, path);
      }
      config.close();
    }
  });
}

test('later sources win, in the order of the documentation', () => {
  const all = {
    defaults: { a: 0 },
    files: 'app.toml',
    glob: 'conf.d/10.toml',
    dotenv: '.env',
    sources: [() => ({ a: 4 })],
  };
  assert.equal(
    loadSync({ ...given, ...all, envPrefix: 'APP_', cli: { a: 6 }, overrides: ['a=7'] }).get('a'),
    7,
  );
  assert.equal(loadSync({ ...given, ...all, envPrefix: 'APP_', cli: { a: 6 } }).get('a'), 6);
  assert.equal(loadSync({ ...given, ...all, envPrefix: 'APP_' }).get('a'), 5);
  assert.equal(loadSync({ ...given, ...all }).get('a'), 4);
  assert.equal(loadSync({ ...given, ...all, sources: [] }).get('a'), 'x y');
});

test('what is aborted is not waited for', async () => {
  const reason = new Error('enough');
  await assert.rejects(load({ ...given, signal: AbortSignal.abort(reason) }), reason);
  const controller = new AbortController();
  const slow = () => new Promise<{ a: number }>((resolve) => setTimeout(resolve, 20, { a: 1 }));
  const loading = load({ ...given, sources: [slow], signal: controller.signal });
  controller.abort(reason);
  assert.equal(await rejectionOf(loading), reason);
});

test('what can be loaded, and what is wrong with the rest', async () => {
  const builder = base.withFile('app.toml').withString('b = ', 'toml');
  for (const [config, diagnostics] of [builder.buildLenientSync(), await builder.buildLenient()]) {
    assert.equal(config.get('a'), 1);
    assert.ok(diagnostics.some((diagnostic) => diagnostic.code === 'SC0201'));
  }
  assert.ok(thrownBy(() => base.withRequiredFile('nothing').buildSync()) instanceof SuperConfigError);
  const broken = base.validate('a', Rule.required());
  assert.ok((await rejectionOf(broken.build())) instanceof ValidationError);
});

test('what is no option', () => {
  const no = <T>(value: unknown) => value as T;
  const tries: [() => unknown, RegExp][] = [
    [() => base.withString('a', no('nope')).buildSync(), /"nope" is no format: it is one of "json"/],
    [
      () => base.withFile('x', no({ bogus: 1 })).buildSync(),
      /`file`: unknown field `bogus`, expected one of `name`/,
    ],
    [() => base.withFile('x', { strategy: no('bogus') }).buildSync(), /"bogus" is no merge strategy/],
    [() => base.withFile(no(5)), /a path is a string or a file: URL, not number/],
    [() => base.withCwd(no(null)), /not null/],
    [() => base.withGlob('x', { mergeOrder: no('bogus') }).buildSync(), /"bogus" is no/],
    [() => base.withGlob('x', { mergeOrder: no(5) }).buildSync(), /`glob`: an order is a word, or patterns/],
    [() => base.withGlob('x', { search: no({}) }).buildSync(), /a search is directories/],
    [() => base.withVerbosity(no('loud')).buildSync(), /"loud" is no/],
    [() => base.withVerbosity(no(-1)).buildSync(), /a verbosity is a word, or a number/],
    [() => base.withHotReload({ debounce: -1 }).buildSync(), /-1 is no time in milliseconds/],
    [() => base.withHotReload(no({ bounce: 1 })).buildSync(), /unknown field `bounce`/],
    [() => base.withLimits({ depth: -1 }).buildSync(), /`limits`/],
    [() => base.withLimits(no({ deep: 1 })).buildSync(), /unknown field `deep`/],
    [() => base.withEnv('A', { separator: '_', nesting: 'guided' }).buildSync(), /not both/],
    [() => base.withEnv('A', { nesting: no('x') }).buildSync(), /`env`: unknown variant `x`/],
    [() => base.withEnv(no(5)).buildSync(), /`env`: invalid type: integer `5`, expected a string/],
    [() => base.withHierarchical('x', { levels: no(['bogus']) }).buildSync(), /"bogus" is no level/],
    [() => base.withOverrides(no('a=1')).buildSync(), /`overrides`/],
    [() => base.select(no(5)).buildSync(), /`select`/],
    [() => base.withReading({ largeIntegers: no('x') }), /'bigint', 'string' or 'error', not 'x'/],
    [() => base.withConfig(no(5)), /another configuration is a `Config`/],
    [() => base.withEnvSnapshot(no(null)), /./],
    [() => loadSync(no({ file: 'x' })), /unknown option `file`: there are defaults/],
    [() => base.buildSync().get(no<string>(5)), /a path is a string, not number/],
    [() => base.buildSync().at(no('a')), /the steps of a path/],
    [() => base.buildSync().export(no('bogus')), /"bogus" is no format/],
    [() => base.buildSync().renderWarnings(no('blue')), /"blue" is no style/],
    [() => base.buildSync().on(no('changed'), () => {}), /no 'changed'/],
    [() => base.buildSync().on('change', no(5)), /a listener is a function/],
    [() => base.buildSync().subscribe('a', no(5)), /a listener is a function/],
  ];
  for (const [call, said] of tries) {
    const error = thrownBy(call);
    assert.ok(error instanceof TypeError, `${call} ${error}`);
    assert.match(error.message, said);
  }
  for (const path of ['a..b', 'a[', '[x]']) {
    for (const call of [
      () => base.withOverride(path, 1).buildSync(),
      () => base.validate(path, Rule.required()).buildSync(),
      () => base.buildSync().getOrThrow(path),
      () => base.buildSync().section(path),
      () => base.buildSync().subscribe(path, () => {}),
    ]) {
      assert.match(thrownBy(call).message, /is no key path/);
    }
  }
  assert.equal(base.buildSync().at(['a', -1, 0.5, Symbol('s') as never], 'none'), 'none');
});
