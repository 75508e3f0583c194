/** Sources that a program writes itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Loaded, type Source, type SourceText, SuperConfig, SuperConfigError } from 'superconfig';
import { rejectionOf, thrownBy } from './help.js';

const base = new SuperConfig().withEnvSnapshot({});

class Remote {
  readonly loaded: unknown;
  readonly name: string | undefined;
  constructor(loaded: unknown, name?: string) {
    this.loaded = loaded;
    this.name = name;
  }
  load(): Loaded {
    return this.loaded as Loaded;
  }
}

class Nameless {
  load(): Loaded {
    return { a: 1 };
  }
}

function numbers(): Loaded {
  return { a: 1 };
}

test('what it answers with', async () => {
  const rows: [unknown, unknown][] = [
    [{ a: 1 }, { a: 1 }],
    [new Map([['a', 1n]]), { a: 1 }],
    [['a = 1', 'toml'], { a: 1 }],
    [['a: [1]', 'yaml'], { a: [1] }],
    [{}, {}],
  ];
  for (const [loaded, value] of rows) {
    const sources: Source[] = [
      new Remote(loaded) as Source,
      () => loaded as Loaded,
      { load: () => loaded as Loaded },
    ];
    for (const source of sources) {
      assert.deepEqual(base.withSource(source).buildSync().value, value);
      assert.deepEqual((await base.withSource(source).build()).value, value);
    }
    const promised = await base.withSource(async () => loaded as Loaded).build();
    assert.deepEqual(promised.value, value);
  }
});

test('what it must not answer with', () => {
  const rows: [unknown, string][] = [
    [null, 'SC0210'],
    [undefined, 'SC0210'],
    [5, 'SC0210'],
    [['a', 1], 'SC0210'],
    [['a = ', 'toml'], 'SC0201'],
    [['a = 1', 'text'], 'SC0111'],
    [{ a: new Uint8Array(1) }, 'SC0111'],
    [{ a: () => 1 }, 'SC0111'],
  ];
  for (const [loaded, code] of rows) {
    const builder = base.withSource(() => loaded as Loaded);
    assert.deepEqual(
      builder
        .buildSync()
        .warnings()
        .map((warning) => warning.code),
      [code],
    );
    const error = thrownBy(() => builder.strict().buildSync());
    assert.ok(error instanceof SuperConfigError);
    assert.equal(error.diagnostics[0]?.code, code);
  }
});

test('what it throws is a diagnostic', async () => {
  const failing = () => {
    throw new RangeError('no route');
  };
  const rejecting = async () => {
    throw new RangeError('no route');
  };
  for (const source of [failing, rejecting]) {
    const config = await base.withSource({ name: 'remote', load: source }).build();
    const [warning] = config.warnings();
    assert.deepEqual(
      [warning?.code, warning?.message],
      ['SC0111', 'source `remote` failed: RangeError: no route'],
    );
    const error = await rejectionOf(base.withSource(source).strict().build());
    assert.match(error.message, /no route/);
  }
  const [config, diagnostics] = base.withSource(failing).withDefaults({ a: 1 }).buildLenientSync();
  assert.deepEqual([config.get('a'), diagnostics.length], [1, 1]);
});

test('what takes its time needs the asynchronous form', async () => {
  const source = async (): Promise<Loaded> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { a: 1 };
  };
  const builder = base.withSource(source);
  assert.equal((await builder.build()).get('a'), 1);
  const error = thrownBy(() => builder.strict().buildSync());
  assert.match(error.message, /asynchronous/);
});

test('names', () => {
  const rows: [Source, string][] = [
    [new Remote({ a: 1 }, 'remote') as Source, 'remote'],
    [numbers, 'numbers'],
    [new Nameless(), 'Nameless'],
    [(() => () => ({ a: 1 }))(), 'source'],
    [{ name: 'mine', load: numbers }, 'mine'],
  ];
  for (const [source, name] of rows) {
    const origin = base.withSource(source).buildSync().explain('a')?.origin;
    assert.deepEqual([origin?.kind, origin?.source], ['custom', name]);
    assert.equal(base.withSource(source, { name: 'other' }).buildSync().explain('a')?.origin.source, 'other');
  }
});

test('options', () => {
  const before = base.withDefaults({ a: [1] });
  const more = () => ({ a: [2] });
  const rows: [SuperConfig, unknown][] = [
    [before.withSource(more), [2]],
    [before.withSource(more, { strategy: 'join' }), [1]],
    [before.withSource(more, { strategy: 'adjoin' }), [1, 2]],
    [before.withSource(more, { strategy: 'admerge' }), [1, 2]],
    [before.withSource(more, { profile: 'test' }), [1]],
    [before.withSource(more, { profile: 'test' }).select('test'), [2]],
    [before.withSource(() => ({ test: { a: [3] } }), { nested: true }).select('test'), [3]],
    [before.withSource(() => ({ a: [] }), { ignoreEmpty: true }), [1]],
    [before.withSource(() => ({ a_add: [2] })), [1, 2]],
    [before.withSource(() => ({ a_add: [2] }), { operations: false }), [1]],
  ];
  for (const [builder, value] of rows) {
    assert.deepEqual(builder.buildSync().get('a'), value);
  }
});

test('it is asked once for each load, with itself as `this`', async () => {
  let count = 0;
  const source = {
    step: 2,
    load(): Loaded {
      count += this.step;
      return { count };
    },
  };
  const config = base.withSource(source).buildSync();
  assert.equal(config.get('count'), 2);
  assert.equal(config.get('count'), 2);
  assert.deepEqual(
    config.reloadSync().map((change) => [change.path, change.old, change.new]),
    [['count', 2, 4]],
  );
  await config.reload();
  assert.equal(config.get('count'), 6);
});

test('what it depends on is watched', () => {
  const file = new URL('nothing.toml', pathToFileURL(`${process.cwd()}/`));
  for (const watchTargets of [[file], () => [file], [file.pathname]]) {
    const config = base
      .withSource({ watchTargets, load: numbers })
      .withHotReload({ poll: 10_000 })
      .buildSync();
    assert.ok(config.status().watched.length > 0, String(watchTargets));
    config.close();
  }
});

test('what is no source', () => {
  const tries: unknown[] = [
    5,
    'text',
    null,
    undefined,
    {},
    { load: 5 },
    { load: numbers, watchTargets: 5 },
    { load: numbers, watchTargets: [5] },
    { load: numbers, name: 5 },
  ];
  for (const source of tries) {
    const error = thrownBy(() => base.withSource(source as Source));
    assert.ok(error instanceof TypeError, String(source));
  }
  const text: SourceText = ['a = 1', 'toml'];
  assert.equal(
    base
      .withSource(() => text)
      .buildSync()
      .get('a'),
    1,
  );
});

test('a variable of the program may have a name of any letters', () => {
  process.env.ÜBER_PORT = '80';
  try {
    assert.deepEqual(new SuperConfig().withEnv('ÜBER_').buildSync().value, { port: 80 });
  } finally {
    delete process.env.ÜBER_PORT;
  }
});
