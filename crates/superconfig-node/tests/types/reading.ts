/** The types of what is read. Nothing of this is run. */

import {
  type AnyPath,
  type Config,
  type Frozen,
  load,
  loadSync,
  type PathOf,
  type ValueAt,
} from 'superconfig';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile unless the value is of just this type. */
export function is<Expected>() {
  return <Actual>(_value: Actual, ..._same: Same<Expected, Actual> extends true ? [] : [never]): void => {};
}

interface Server {
  host: string;
  port: number;
  tls?: { cert: string; key: string | null };
}

interface App {
  server: Server;
  list: { a: number; deep: string[][] }[];
  named: Record<string, { weight: number }>;
  mode: { kind: 'a'; x: number } | { kind: 'b'; y: string };
  'dotted.key': { z: boolean };
  when: Date;
  big: bigint;
  maybe: { inner: { value: number } } | null;
}

export function typed(config: Config<App>): void {
  is<string | undefined>()(config.get('server.host'));
  is<number | undefined>()(config.get('server.port'));
  is<string | undefined>()(config.get('server.tls.cert'));
  is<string | null | undefined>()(config.get('server.tls.key'));
  is<number | undefined>()(config.get('list[0].a'));
  is<string | undefined>()(config.get('list[0].deep[1][2]'));
  is<number | undefined>()(config.get('named.anything.weight'));
  is<'a' | 'b' | undefined>()(config.get('mode.kind'));
  is<number | undefined>()(config.get('mode.x'));
  is<boolean | undefined>()(config.get('"dotted.key".z'));
  is<Date | undefined>()(config.get('when'));
  is<bigint | undefined>()(config.get('big'));
  is<number | undefined>()(config.get('maybe.inner.value'));
  is<unknown>()(config.get('server.nothing'));
  is<unknown>()(config.get('nothing'));

  is<number>()(config.get('server.port', 8080));
  is<string | null>()(config.get('server.tls.key', 'k'));
  is<number | 'auto'>()(config.get('server.port', 'auto' as const));
  is<number>()(config.get('nothing', 5));
  is<string>()(config.get('nothing', 'x'));
  is<'x' | 'y'>()(config.get<'x' | 'y'>('nothing', 'x'));
  is<string | undefined>()(config.get<string>('server.port'));
  is<Server | undefined>()(config.get<Server>('x'));

  is<number>()(config.getOrThrow('server.port'));
  is<string>()(config.getOrThrow('server.tls.cert'));
  is<string>()(config.getOrThrow<string>('any'));
  is<number>()(config.handle('server.port').value);
  is<Config<Server>>()(config.section('server'));
  is<number>()(config.section('server').value.port);
  is<Config<{ cert: string; key: string | null }>>()(config.section('server.tls'));
  is<Config<unknown>>()(config.section('nothing'));
  is<Config<Server>>()(config.section<Server>('any'));
  is<Frozen<App>>()(config.value);
  is<Frozen<App>>()(config.extract());
  is<number>()(config.extract('server.port'));

  // @ts-expect-error: it is read-only
  config.value.server.port = 1;
  // @ts-expect-error: it is read-only
  config.value.list.push({ a: 1, deep: [] });
  // @ts-expect-error: it is read-only
  config.value.list[0].deep = [];
  // @ts-expect-error: the type has no such key
  config.value.nothing;
  // @ts-expect-error: a number is no string
  const text: string = config.getOrThrow('server.port');
  // @ts-expect-error: a path is a string
  config.get(5);
  return void text;
}

export function untyped(config: Config<unknown>): void {
  is<unknown>()(config.get('a.b'));
  is<number | undefined>()(config.get<number>('a.b'));
  is<number>()(config.get('a.b', 5));
  is<boolean>()(config.get('a.b', true));
  is<string[]>()(config.get('a.b', ['x']));
  is<unknown>()(config.getOrThrow('a'));
  is<number>()(config.getOrThrow<number>('a'));
  is<unknown>()(config.handle('a').value);
  is<number>()(config.handle<number>('a').value);
  is<unknown>()(config.value);
  is<number | undefined>()(config.at<number>(['a', 0]));
  for (const path of ['a', 'b']) {
    is<unknown>()(config.get(path));
    is<number>()(config.get(path, 1));
  }
}

/** A type argument is a cast. */
export async function cast(): Promise<void> {
  is<Config<App>>()(await load<App>({ files: 'app.toml' }));
  is<Config<App>>()(loadSync<App>());
}

interface Tree {
  value: number;
  children: Tree[];
  left?: Tree;
  right?: Tree;
  up: Tree | null;
  others: Record<string, Tree>;
  pairs: [Tree, Tree];
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Types that contain themselves do not overwhelm the compiler. */
export function recursive(tree: Config<Tree>, json: Config<Json>): void {
  is<number | undefined>()(tree.get('children[0].left.right.children[5].value'));
  is<number | undefined>()(tree.get('left.left.left.left.left.left.left.left.left.left.value'));
  is<number | undefined>()(tree.get('up.others.x.pairs[0].value'));
  is<Config<Tree>>()(tree.section('left.right'));
  json.get('a.b[0].c');
}

/** Wide types neither. */
type Wide = {
  [K in `key${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`]: Server;
};

export function wide(config: Config<Wide>): void {
  is<string | undefined>()(config.get('key42.tls.cert'));
}

/** What editors propose. */
export const PROPOSED: PathOf<Pick<App, 'server' | 'list' | 'dotted.key'>>[] = [
  'server',
  'server.host',
  'server.tls.cert',
  'list[0].a',
  'list[0].deep[1][2]',
  '"dotted.key".z',
  // @ts-expect-error: there is none
  'server.nothing',
];

export const ANY: AnyPath<App> = 'whatever.there[0].is';
export const VALUE: ValueAt<App, 'list[0]'> = undefined;
