/** The runner of the conformance suite itself: a runner that overlooks something would prove nothing. */

import assert from 'node:assert/strict';
import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Diagnostic, Origin } from 'superconfig';
import { builderOf } from './conformance/build.js';
import { allCases, type Case, caseOf } from './conformance/case.js';
import { faults } from './conformance/check.js';
import { parse } from './conformance/json.js';
import { Place } from './conformance/place.js';
import { Malformed } from './conformance/shape.js';
import { isDiagnostic, isOrigin } from './conformance/told.js';

const onWindows = process.platform === 'win32';

/** A case with some keys in place of the least that there must be. */
function caseWith(keys: object): Case {
  const json = JSON.stringify({ name: 'n', spec: '1', sources: [], expect: {}, ...keys });
  return caseOf('f', 'case', parse(json));
}

/** Does something in the place of a case. */
function within(keys: object, act: (place: Place, given: Case) => void): void {
  const given = caseWith(keys);
  const place = new Place(given);
  try {
    act(place, given);
  } finally {
    place[Symbol.dispose]();
  }
}

test('the suite is there', () => {
  assert.ok(allCases().length > 500);
});

for (const keys of [
  { extra: 1 },
  { toString: 1 },
  { sources: [{ files: 'a.toml' }] },
  { sources: [{ file: 'a.toml', env: 'A_' }] },
  { sources: [{}] },
  { files: { a: { base65: '' } } },
  { files: { a: { base64: '?' } } },
  { files: { a: { parts: [['x']] } } },
  { modes: { a: '0888' } },
  { strict: 'true' },
  { expect: { valeu: {} } },
  { expect: { fails: false } },
  { expect: { hidden: 'secret' } },
  { expect: { export: { tmol: '' } } },
  { expect: { why_not: { a: { contain: [] } } } },
  { expect: { diagnostics: [{ code: 'SC0101', message: 'm' }] } },
  { expect: { diagnostics: [{ path: 'a' }] } },
  { expect: { explain: { a: { origin: { kind: 'file', lines: 1 } } } } },
  { expect: { explain: { a: { beat: [{ from: {} }] } } } },
  { expect: undefined },
]) {
  test(`a malformed case is refused: ${JSON.stringify(keys)}`, () => {
    assert.throws(() => caseWith(keys), Malformed);
  });
}

test('texts have three forms', () => {
  const { files } = caseWith({
    files: {
      a: 'ä',
      b: { base64: '/+8=' },
      c: {
        parts: [
          ['[', 2],
          [']', 1],
        ],
      },
    },
  });
  assert.deepEqual(
    [...files.values()].map((content) => content.toString('hex')),
    ['c3a4', 'ffef', '5b5b5d'],
  );
});

test('only the kind of defaults counts', () => {
  const origin = (kind: Origin['kind']): Origin => ({ kind, source: 's' });
  within({}, (place) => {
    assert.ok(isOrigin({ kind: 'default', file: 'a' }, origin('default'), place));
    assert.ok(!isOrigin({ kind: 'file', file: 'a' }, origin('file'), place));
    assert.ok(!isOrigin({ kind: 'file' }, null, place));
  });
});

test('a diagnostic contains what its related origins say', () => {
  const origin: Origin = { kind: 'file', source: 'file', file: 'b.toml', line: 2, column: 1 };
  const related = [{ message: 'first here', origin }];
  const rest = { severity: 'error', message: 'm', help: null, path: null, origin: null } as const;
  const found: Diagnostic = { code: 'SC0301', ...rest, related };
  within({}, (place) => {
    const meets = (wanted: object) => isDiagnostic({ code: 'SC0301', ...wanted }, found, place);
    assert.ok(meets({ contains: ['first', 'b.toml:2:1'], related: [{ line: 2 }] }));
    for (const wanted of [
      { code: 'SC0302' },
      { path: 'a' },
      { contains: ['second'] },
      { file: 'b.toml' },
      { line: 2 },
      { related: [{ line: 3 }] },
    ]) {
      assert.ok(!meets(wanted), JSON.stringify(wanted));
    }
  });
});

test('a file is the same however it is reached', () => {
  within({ cwd: 'sub' }, (place) => {
    for (const path of ['../a', join(place.root, 'a'), './../sub/../a']) {
      assert.ok(place.isSameFile('a', path), path);
    }
    for (const path of ['~/a', join(place.home, 'a')]) {
      assert.ok(place.isSameFile('~/a', path), path);
    }
    assert.ok(!place.isSameFile('a', 'a'));
  });
});

test('everything is made whatever the umask, and removed', { skip: onWindows }, () => {
  const before = process.umask(0o077);
  const modes = { e: '1777', 'a/b.toml': '0000', '~/d': '0000' };
  const keys = { files: { 'a/b.toml': 'x' }, links: { '~/l/k': '@ROOT@/a' }, dirs: ['~/d', 'e'], modes };
  try {
    let base = '';
    within({ ...keys, cwd: 'w/../v' }, ({ root, home, cwd }) => {
      base = join(root, '..');
      const made = [join(root, 'a/b.toml'), join(root, 'a'), join(home, 'd'), join(root, 'e'), cwd];
      const found = made.map((path) => (statSync(path).mode & 0o7777).toString(8));
      assert.deepEqual(found, ['0', '755', '0', '1777', '755']);
      assert.equal(readlinkSync(join(home, 'l/k')), join(root, 'a'));
      assert.equal(cwd, join(root, 'v'));
    });
    assert.equal(lstatSync(base, { throwIfNoEntry: false }), undefined);
  } finally {
    process.umask(before);
  }
});

test('places and bytes in variables and sources', { skip: onWindows }, () => {
  const env = { A_A: '@ROOT@:x', A_B: { base64: '/w==' } };
  const sources = [{ file: '@HOME@/a.json' }, { defaults: { b: '@ROOT@' } }, { env: 'A_' }];
  within({ env, sources, home: { 'a.json': '{"c": 1}' } }, (place, given) => {
    const [config, diagnostics] = builderOf(given, place).buildLenientSync();
    assert.deepEqual(config.value, { c: 1, b: '@ROOT@', a: `${place.root}:x` });
    assert.ok(diagnostics.some(({ origin }) => origin?.variable === 'A_B'));
  });
});

test('what is wrong is found, in both ways', async () => {
  const keys = { files: { 'a.toml': "a = 'visible'\n" }, sources: [{ file: 'a.toml' }] };
  const expect = {
    hidden: ['visible'],
    value: { a: 'other' },
    get: { a: 'other' },
    absent: ['a'],
    keys: { '': ['b'] },
    order: { '': ['b'] },
    export: { toml: 'b' },
    export_contains: { toml: ['b ='] },
    export_parsed: { toml: {} },
    export_warnings: { toml: ['SC0101'] },
    roundtrip: ['toml'],
    diagnostics: [{ code: 'SC0101' }],
    warnings: ['SC0101'],
    explain: { a: { value: 'b', origin: { line: 2 }, beat: [{}], operations: [{}], elements: [{}] } },
    why_not: { a: { contains: ['nobody knows'] } },
    shown: ['invisible'],
  };
  const found = (await faults(caseWith({ ...keys, expect }))).join('\n');
  const told = [
    ...Object.keys(expect).filter((key) => key !== 'hidden'),
    ...['explain', 'explain as JSON', 'the value', 'the trace'].map((name) => `${name} shows "visible"`),
    'explain: a: value',
    'explain: a: origin',
    'explain: a: beat',
    'explain: a: operations',
    'explain: a: elements',
    'value: asJson',
    'value: toObject',
    'get: a: get:',
    'get: a: getOrThrow:',
  ];
  for (const text of told) {
    for (const way of ['sync', 'async']) {
      assert.ok(found.includes(`${way}: ${text}`), `${way}: ${text}\n${found}`);
    }
  }
});

for (const [expect, fault] of [
  [{ errors: ['SC0401'] }, 'the load did not fail'],
  [{ fails: true }, 'the load did not fail'],
] as const) {
  test(`a load that does not fail is found: ${JSON.stringify(expect)}`, async () => {
    assert.deepEqual(await faults(caseWith({ expect })), [`sync: ${fault}`, `async: ${fault}`]);
  });
}

test('a load that fails is found', async () => {
  const sources = [{ file: 'absent.toml' }];
  const [sync = '', async = ''] = await faults(caseWith({ sources }));
  assert.match(sync, /^sync: the load failed: /);
  assert.match(async, /^async: the load failed: /);
  assert.equal((await faults(caseWith({ sources, expect: { errors: ['SC0000'] } }))).length, 2);
});
