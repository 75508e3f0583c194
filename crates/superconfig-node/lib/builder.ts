/** Collects sources and options and builds a configuration. */

import { Config, type ConfigTypes } from './config.js';
import type { Table } from './decode.js';
import { encode } from './encode.js';
import { givenVariables, variablesOf } from './environment.js';
import type { Diagnostic } from './errors.js';
import { listOf, pathOf } from './given.js';
import { native } from './native.js';
import type {
  Environment,
  EnvOptions,
  FileOptions,
  Format,
  GlobOptions,
  HierarchyOptions,
  Limits,
  Loaded,
  Path,
  ReadOptions,
  Source,
  SourceOptions,
  Verbosity,
  WatchOptions,
} from './options.js';
import { type Check, isPromise, judge, Rule } from './rules.js';
import { type Asked, Session } from './session.js';

/** Options that are about how a program waits. */
export interface BuildOptions {
  /** Gives up when it is aborted; the promise is rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a builder has collected. */
interface Collected {
  /** The calls, as JSON. */
  readonly calls: readonly string[];
  readonly functions: readonly Asked[];
  readonly lent: readonly Config<unknown>[];
  readonly read: ReadOptions;
  readonly watched: boolean;
}

/** What the native module answers when it has loaded. */
interface LoadResult {
  readonly table: Table;
  readonly diagnostics: readonly Diagnostic[];
}

const NOTHING: Collected = { calls: [], functions: [], lent: [], read: {}, watched: false };

/**
 * Collects sources and options. Every method answers with a new builder: one can be the base of several.
 *
 * @example
 * ```ts
 * const config = await new SuperConfig().withFile('app.toml').withEnv('APP_').build();
 * ```
 */
export class SuperConfig {
  readonly #collected: Collected;

  constructor();
  /** @internal */
  constructor(collected: Collected);
  constructor(collected: Collected = NOTHING) {
    this.#collected = collected;
  }

  #with(more: Partial<Collected>): SuperConfig {
    return new SuperConfig({ ...this.#collected, ...more });
  }

  /** One more call; `body` is the JSON of its arguments without the braces. */
  #call(call: string, body = ''): SuperConfig {
    return this.#with({ calls: [...this.#collected.calls, `{"${call}":{${body}}}`] });
  }

  /** One more function; answers with its number. */
  #noting(call: (builder: SuperConfig, note: (asked: Asked) => number) => SuperConfig): SuperConfig {
    const functions = [...this.#collected.functions];
    const builder = call(this, (asked) => functions.push(asked) - 1);
    return builder.#with({ functions });
  }

  // Sources

  /** Adds defaults: a plain object. Belongs first. Throws a `TypeError` for what no configuration can hold. */
  withDefaults(defaults: object): SuperConfig {
    return this.#call('defaults', `"value":${encode(defaults)}`);
  }

  /** Adds defaults that are weaker than everything, wherever they stand. */
  withFallback(defaults: object): SuperConfig {
    return this.#call('fallback', `"value":${encode(defaults)}`);
  }

  /** Adds defaults as a text, whose format is found out by reading it. */
  withDefaultsString(text: string): SuperConfig {
    return this.#call('defaultsString', json({ text }));
  }

  /** Adds a text of a format. */
  withString(text: string, format: Format, options: SourceOptions = {}): SuperConfig {
    return this.#call('text', json({ text, format, options }));
  }

  /**
   * Adds a file. That it is not there is a warning.
   *
   * A name without extension is looked for with each extension that is known: `.toml`, `.yaml`, `.json`, …
   */
  withFile(path: Path, options: FileOptions = {}): SuperConfig {
    return this.#call('file', json({ path: pathOf(path), options }));
  }

  /** Adds a file that must be there. */
  withRequiredFile(path: Path, options: FileOptions = {}): SuperConfig {
    return this.withFile(path, { ...options, required: true });
  }

  /** Adds a file, or nothing if there is no path: for a path that the command line may give. */
  withFileOpt(path: Path | null | undefined, options: FileOptions = {}): SuperConfig {
    return path === null || path === undefined ? this : this.withFile(path, options);
  }

  /** Adds a file whose tables at the top are profiles; `default` always counts, `global` beats them all. */
  withNestedFile(path: Path, options: FileOptions = {}): SuperConfig {
    return this.withFile(path, { ...options, nested: true });
  }

  /** Adds a file that only fills holes: it never replaces a value that is there. */
  joinFile(path: Path, options: FileOptions = {}): SuperConfig {
    return this.withFile(path, { ...options, strategy: 'join' });
  }

  /** Adds `config.toml`, then `config.<profile>.toml` for each selected profile, for the base `config`. */
  withProfileFiles(base: Path): SuperConfig {
    return this.#call('profileFiles', json({ base: pathOf(base) }));
  }

  /** Adds a dotenv file: lines such as `KEY=value`. */
  withDotenv(path: Path, options: FileOptions = {}): SuperConfig {
    return this.#call('dotenv', json({ path: pathOf(path), options }));
  }

  /** Adds all files that match a pattern such as `conf.d/*.toml`, or one of several. */
  withGlob(patterns: string | readonly string[], options: GlobOptions = {}): SuperConfig {
    const { search, mergeOrder, ignored, linksOutside, ...rest } = options;
    const glob = { search: search && searchOf(search), mergeOrder, ignored, linksOutside };
    return this.#call('glob', json({ patterns: listOf(patterns), glob, options: rest }));
  }

  /** Adds the files of an app as Git does: of the system, the user, the project; later ones win. */
  withHierarchicalConfig(app: string, options: HierarchyOptions = {}): SuperConfig {
    const { levels, markers, projectRoot, systemDirectories, userDirectories, ...rest } = options;
    const hierarchy = {
      levels,
      markers,
      projectRoot: projectRoot && pathOf(projectRoot),
      systemDirectories: systemDirectories?.map(pathOf),
      userDirectories: userDirectories?.map(pathOf),
    };
    return this.#call('app', json({ app, hierarchy, options: rest }));
  }

  /** The same by a shorter name. */
  withHierarchical(app: string, options: HierarchyOptions = {}): SuperConfig {
    return this.withHierarchicalConfig(app, options);
  }

  /** Adds the variables whose names begin with a prefix: `APP_SERVER_PORT` sets `server.port` with `APP_`. */
  withEnv(prefix = '', options: EnvOptions = {}): SuperConfig {
    const { separator, nesting, preserveCase, fileSuffix, ignore, only, global, ...rest } = options;
    const env = { separator, nesting, preserveCase, fileSuffix, ignore, only, global };
    return this.#call('env', json({ prefix, env, options: rest }));
  }

  /** Adds the variables whose names begin with a prefix and that are not empty. */
  withEnvIgnoreEmpty(prefix: string): SuperConfig {
    return this.withEnv(prefix, { ignoreEmpty: true });
  }

  /** Adds the values of the command line: `null`, `""`, `[]` and `{}` mean "not given"; `false` and `0` count. */
  withCliOpt(values: object | null | undefined): SuperConfig {
    return this.#call('cliOpt', `"value":${encode(values)}`);
  }

  /** Sets one value, whatever the sources before say. */
  withOverride(path: string, value: unknown): SuperConfig {
    return this.#call('override', `${json({ path })},"value":${encode(value)}`);
  }

  /** Sets values as a command line gives them: `['server.port=8080']`. */
  withOverrides(overrides: readonly string[]): SuperConfig {
    return this.#call('overrides', json({ texts: overrides }));
  }

  /** Adds the values of another configuration, with where they came from. */
  withConfig(config: Config<unknown>, options: SourceOptions = {}): SuperConfig {
    if (!(config instanceof Config)) {
      throw new TypeError('another configuration is a `Config`');
    }
    const lent = [...this.#collected.lent, config];
    return this.#call('config', json({ config: lent.length - 1, options })).#with({ lent });
  }

  /**
   * Adds a source of your own: a function, or an object with a method `load`, that answers with a table or with a text
   * and its format, or with a promise of one. What it throws becomes a diagnostic.
   *
   * @example
   * ```ts
   * new SuperConfig().withSource(() => ['port = 80', 'toml']).buildSync().get('port'); // 80
   * ```
   */
  withSource(source: Source, options: SourceOptions = {}): SuperConfig {
    const { name, watched, load } = sourceOf(source);
    return this.#noting((builder, note) =>
      builder.#call('source', json({ function: note(load), name, watched, options })),
    );
  }

  // Options

  /** Selects a profile, besides those that are selected. */
  select(profile: string): SuperConfig {
    return this.selectAll([profile]);
  }

  /** Selects several profiles; a later one wins. */
  selectAll(profiles: readonly string[]): SuperConfig {
    return this.#call('select', json({ profiles }));
  }

  /** Selects the profiles that a variable names, with commas between; none if it is not set. */
  selectFromEnv(variable: string): SuperConfig {
    return this.#call('selectFromEnv', json({ variable }));
  }

  /** Whether every warning is an error. */
  strict(on = true): SuperConfig {
    return this.#call('strict', json({ on }));
  }

  /** Makes every warning an error. */
  withStrict(): SuperConfig {
    return this.strict();
  }

  /** Makes keys errors that a type of another language does not know. Schemas say that themselves: `z.strictObject`. */
  denyUnknown(): SuperConfig {
    return this.#call('denyUnknown');
  }

  /** Whether keys such as `paths_add`, `paths_prepend` and `paths_remove` are operations (they are). */
  withOperations(on: boolean): SuperConfig {
    return this.#call('operations', json({ on }));
  }

  /** How large inputs may be. */
  withLimits(limits: Limits): SuperConfig {
    return this.#call('limits', json(limits));
  }

  /** Masks values of keys with this name wherever they are displayed, as passwords and tokens are. */
  withSecret(name: string): SuperConfig {
    return this.#call('secret', json({ name }));
  }

  /** Trusts project files at or below a path, whoever owns them. */
  trust(path: Path): SuperConfig {
    return this.#call('trust', json({ path: pathOf(path) }));
  }

  /** Trusts all project files, whoever owns them. */
  trustAll(): SuperConfig {
    return this.#call('trustAll');
  }

  /** Adds a rule for the value at a path. All that are broken are in one `ValidationError`. */
  validate(path: string, rule: Rule | Check<never>): SuperConfig {
    return this.#noting((builder, note) =>
      builder.#call('validate', `${json({ path })},"rule":${Rule.written(rule, note)}`),
    );
  }

  /** Adds a rule for the configuration as a whole. */
  validateWith(check: Check<never>): SuperConfig {
    return this.#noting((builder, note) =>
      builder.#call('validateWith', json({ function: note(judge(check)) })),
    );
  }

  /** Checks against a JSON Schema: its text, or the schema as an object. */
  withSchema(schema: string | object): SuperConfig {
    const written = typeof schema === 'string' ? json({ text: schema }) : `"value":${encode(schema)}`;
    return this.#call('schema', `"schema":{${written}}`);
  }

  /** Takes variables from an object, not from `process.env`. Nothing else of the environment is looked at. */
  withEnvSnapshot(env: Environment): SuperConfig {
    return this.#call('envSnapshot', `"variables":${givenVariables(env)}`);
  }

  /** Takes a directory for the current one: that of relative paths, and where a project is looked for. */
  withCwd(path: Path): SuperConfig {
    return this.#call('cwd', json({ path: pathOf(path) }));
  }

  /** Takes a directory for the home of the user. */
  withHome(path: Path): SuperConfig {
    return this.#call('home', json({ path: pathOf(path) }));
  }

  /** How much of the load is recorded for `debugMessages`. */
  withVerbosity(level: Verbosity): SuperConfig {
    return this.#call('verbosity', json({ level }));
  }

  /** Records what is loaded. */
  withInfoVerbosity(): SuperConfig {
    return this.withVerbosity('info');
  }

  /** Records steps as well. */
  withDebugVerbosity(): SuperConfig {
    return this.withVerbosity('debug');
  }

  /** Records everything. */
  withTraceVerbosity(): SuperConfig {
    return this.withVerbosity('trace');
  }

  /** Watches the files from the start, as `Config.watch` does. */
  withHotReload(options: WatchOptions = {}): SuperConfig {
    return this.#call('hotReload', json(options)).#with({ watched: true });
  }

  /** How values become values of JavaScript. */
  withReading(read: ReadOptions): SuperConfig {
    const { largeIntegers = 'bigint' } = read;
    if (!['bigint', 'string', 'error'].includes(largeIntegers)) {
      throw new TypeError(`large integers become 'bigint', 'string' or 'error', not '${largeIntegers}'`);
    }
    return this.#with({ read: { ...this.#collected.read, ...read } });
  }

  // Building

  /**
   * Loads everything, while the program goes on. The promise is rejected with a `SuperConfigError` if something cannot
   * be loaded or breaks a rule; all that is wrong is in its `diagnostics`.
   */
  async build<T = ConfigTypes>(options: BuildOptions = {}): Promise<Config<T>> {
    return (await this.#build<T>(false, options))[0];
  }

  /** Loads everything, or throws. */
  buildSync<T = ConfigTypes>(): Config<T> {
    return this.#buildSync<T>(false)[0];
  }

  /** Loads what can be loaded, and tells everything that is wrong. */
  buildLenient<T = ConfigTypes>(options: BuildOptions = {}): Promise<[Config<T>, readonly Diagnostic[]]> {
    return this.#build<T>(true, options);
  }

  /** The same, at once. */
  buildLenientSync<T = ConfigTypes>(): [Config<T>, readonly Diagnostic[]] {
    return this.#buildSync<T>(true);
  }

  async #build<T>(lenient: boolean, { signal }: BuildOptions): Promise<[Config<T>, readonly Diagnostic[]]> {
    signal?.throwIfAborted();
    const session = this.#session();
    const loading = session.start<LoadResult>(loadingOf(lenient));
    return this.#config(session, await (signal === undefined ? loading : orAborted(loading, signal)));
  }

  #buildSync<T>(lenient: boolean): [Config<T>, readonly Diagnostic[]] {
    const session = this.#session();
    return this.#config(session, session.run<LoadResult>(loadingOf(lenient)));
  }

  /** A session that has all it needs to load. */
  #session(): Session {
    const { functions, lent } = this.#collected;
    const session = Session.open(functions, lent);
    for (const config of lent) {
      native().lend(session.native, config.session.native);
    }
    const prefixes = session.prepare(`[${this.#collected.calls.join(',')}]`);
    // Without any, the environment was given.
    if (prefixes.length > 0) {
      session.provide(variablesOf(process.env, prefixes));
    }
    return session;
  }

  #config<T>(session: Session, { table, diagnostics }: LoadResult): [Config<T>, readonly Diagnostic[]] {
    const { read, watched } = this.#collected;
    return [new Config<T>({ session, table, read, watched }), diagnostics];
  }
}

/** The members of an object as JSON, without the braces. */
function json(object: object): string {
  return JSON.stringify(object).slice(1, -1);
}

function searchOf(search: NonNullable<GlobOptions['search']>): unknown {
  if (!Array.isArray(search) && !('recursive' in search)) {
    throw new TypeError('a search is directories, or `recursive` ones');
  }
  return 'recursive' in search ? { ...search, recursive: search.recursive.map(pathOf) } : search.map(pathOf);
}

function loadingOf(lenient: boolean): string {
  return `{"load":{"lenient":${lenient}}}`;
}

function sourceOf(source: Source): { name: string; watched: string[]; load: Asked } {
  const object = typeof source === 'function' ? { name: source.name, load: source } : source;
  if (typeof object?.load !== 'function') {
    throw new TypeError('a source is a function, or has a method `load`');
  }
  const targets = 'watchTargets' in object ? object.watchTargets : undefined;
  const watched = typeof targets === 'function' ? targets.call(object) : (targets ?? []);
  const name = object.name ?? object.constructor.name;
  if (typeof name !== 'string' || !Array.isArray(watched)) {
    throw new TypeError(
      'the `name` of a source is a string, and its `watchTargets` are an array or answer with one',
    );
  }
  const load: Asked = () => {
    const loaded = object.load();
    return isPromise(loaded) ? Promise.resolve(loaded).then(loadedJson) : loadedJson(loaded);
  };
  return { name: name === '' ? 'source' : name, watched: watched.map(pathOf), load };
}

function loadedJson(loaded: Loaded): string {
  if (Array.isArray(loaded) && loaded.length === 2 && loaded.every((part) => typeof part === 'string')) {
    return JSON.stringify({ text: loaded[0], format: loaded[1] });
  }
  return `{"value":${encode(loaded)}}`;
}

/** What comes first: the result, or that it is no longer wanted. */
function orAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
