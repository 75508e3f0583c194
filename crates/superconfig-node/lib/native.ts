/** The native module: its functions, and how it is found. */

import { createRequire } from 'node:module';

declare const kind: unique symbol;

/** What native threads leave for JavaScript. */
export interface Desk {
  readonly [kind]: 'desk';
}

/** A configuration, from the moment when it is asked for. */
export interface NativeSession {
  readonly [kind]: 'session';
}

/** What somebody has not been told yet. */
export interface NativeSubscription {
  readonly [kind]: 'subscription';
}

/** The functions of the native module. A text that is answered is JSON; an outcome is one of `Outcome`. */
export interface Native {
  open(wake: () => void): Desk;
  take(desk: Desk): string[];
  wait(desk: Desk): string[];
  answer(desk: Desk, question: number, text: string): void;

  session(desk: Desk, number: number): NativeSession;
  lend(session: NativeSession, other: NativeSession): void;
  section(session: NativeSession, path: string): NativeSession | string;
  counterOf(session: NativeSession): Int32Array;

  prepare(session: NativeSession, recipe: string): string;
  provide(session: NativeSession, variables: string): void;
  call(session: NativeSession, work: string, isPart: boolean): string;
  begin(session: NativeSession, work: string, isPart: boolean): number;
  promise(session: NativeSession, work: string, isPart: boolean): Promise<string>;

  table(session: NativeSession): string;
  valueAt(session: NativeSession, path: string): string | null;
  missing(session: NativeSession, path: string): string;
  keysAt(session: NativeSession, path: string): string;
  parsePath(path: string): string;
  formatPath(steps: string): string;

  material(session: NativeSession, path: string, asked: string): string;
  faulty(session: NativeSession, path: string, faults: string): string;
  madeOf(session: NativeSession, maker: number): [generation: number, made: number] | null;
  forget(session: NativeSession, maker: number): void;

  subscribe(session: NativeSession, number: number): NativeSubscription;
  updates(subscription: NativeSubscription): string;
  unsubscribe(subscription: NativeSubscription): void;

  export(session: NativeSession, format: string, path: string, redacted: boolean): string;
  explain(session: NativeSession, path: string, reveal: boolean): string;
  explainAll(session: NativeSession, path: string, reveal: boolean): string;
  whyNot(session: NativeSession, name: string, reveal: boolean): string;
  sources(session: NativeSession): string;
  warnings(session: NativeSession): string;
  renderWarnings(session: NativeSession, style: string): string;
  status(session: NativeSession): string;
  debug(session: NativeSession): string;
  clearDebug(session: NativeSession): void;
  timings(session: NativeSession): string;
  clearCache(): void;
  version(): string;
  command(args: string[]): number;
}

/** The packages that may hold the module for a machine, by `platform-arch`. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['linux-x64-gnu', 'linux-x64-musl'],
  'linux-arm64': ['linux-arm64-gnu', 'linux-arm64-musl'],
  'darwin-x64': ['darwin-x64'],
  'darwin-arm64': ['darwin-arm64'],
  'win32-x64': ['win32-x64-msvc'],
  'win32-arm64': ['win32-arm64-msvc'],
};

let loaded: Native | undefined;

/** The native module, which is loaded when it is first needed. */
export function native(): Native {
  loaded ??= find();
  return loaded;
}

function find(): Native {
  const require = createRequire(import.meta.url);
  const machine = `${process.platform}-${process.arch}`;
  const packages = (PACKAGES[machine] ?? []).map((name) => `@superconfig/${name}`);
  const causes: Error[] = [];
  // A module beside the package comes first: that is one that was built here.
  for (const name of ['../superconfig.node', ...packages]) {
    try {
      return require(name) as Native;
    } catch (cause) {
      causes.push(cause as Error);
    }
  }
  throw notFound(machine, packages, causes);
}

function notFound(machine: string, packages: readonly string[], causes: readonly Error[]): Error {
  const refused = causes.find((cause) => !('code' in cause) || cause.code !== 'MODULE_NOT_FOUND');
  const error = new Error(whatToDo(machine, packages, refused), { cause: new AggregateError(causes) });
  return Object.assign(error, { code: 'ERR_SUPERCONFIG_NATIVE_MODULE' });
}

function whatToDo(machine: string, packages: readonly string[], refused: Error | undefined): string {
  const subject = `the native module of superconfig for ${machine}`;
  if (refused !== undefined) {
    return `${subject} is installed, but cannot be loaded: ${refused.message}`;
  }
  if (packages.length === 0) {
    return `there is no native module of superconfig for ${machine}; there are some for ${Object.keys(PACKAGES).join(', ')}`;
  }
  return (
    `${subject} is not installed: ${packages.join(' or ')}. It is an optional dependency: install again without ` +
    '--omit=optional or --no-optional, and, if node_modules or the lock file come from another kind of machine, ' +
    'delete them first'
  );
}
