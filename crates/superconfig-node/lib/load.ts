/** Everything in one call. */

import { type BuildOptions, SuperConfig } from './builder.js';
import type { Config, ConfigTypes } from './config.js';
import { listOf } from './given.js';
import type { Environment, Path, ReadOptions, Source, WatchOptions } from './options.js';

/** What is loaded. Later sources win, in the order of this list. */
export interface LoadOptions extends BuildOptions, ReadOptions {
  /** Defaults: a plain object. */
  readonly defaults?: object | undefined;
  /** The files of an app, as Git has them: of the system, the user, the project. */
  readonly app?: string | undefined;
  /** Files. A name without extension is looked for with each extension that is known. */
  readonly files?: Path | Iterable<Path> | undefined;
  /** Patterns of files. */
  readonly glob?: string | Iterable<string> | undefined;
  readonly dotenv?: Path | Iterable<Path> | undefined;
  /** Sources of your own. */
  readonly sources?: Iterable<Source> | undefined;
  /** The variables whose names begin so. */
  readonly envPrefix?: string | undefined;
  /** The values of the command line. */
  readonly cli?: object | null | undefined;
  /** Values by path, or texts such as `server.port=8080`. */
  readonly overrides?: Iterable<string> | Readonly<Record<string, unknown>> | undefined;

  /** The selected profiles. */
  readonly profile?: string | Iterable<string> | undefined;
  /** A variable that names the selected profiles. */
  readonly profileEnv?: string | undefined;
  /** The tables at the top of all files are profiles. */
  readonly nested?: boolean | undefined;
  /** Whether files must be there; they must unless said. */
  readonly required?: boolean | undefined;
  /** Whether every warning is an error. */
  readonly strict?: boolean | undefined;
  /** Variables in place of `process.env`. */
  readonly env?: Environment | undefined;
  readonly cwd?: Path | undefined;
  readonly home?: Path | undefined;
  /** Names of keys whose values are masked wherever they are displayed, besides those that are known. */
  readonly secrets?: string | Iterable<string> | undefined;
  /** A JSON Schema: its text, or the schema as an object. */
  readonly jsonSchema?: string | object | undefined;
  /** Follows the files from the start. */
  readonly watch?: boolean | WatchOptions | undefined;
}

/**
 * Loads a configuration while the program goes on.
 *
 * The type argument, `load<AppConfig>()`, is a cast: nothing is checked. `Config.extract` checks with a schema.
 *
 * @example
 * ```ts
 * const config = await load({ files: 'app.toml', envPrefix: 'APP_', profile: 'production' });
 * config.get('server.port');
 * ```
 */
export async function load<T = ConfigTypes>(options: LoadOptions = {}): Promise<Config<T>> {
  return builderOf(options).build<T>({ signal: options.signal });
}

/** Loads a configuration at once. */
export function loadSync<T = ConfigTypes>(options: LoadOptions = {}): Config<T> {
  return builderOf(options).buildSync<T>();
}

/** All there are. */
const KNOWN: Readonly<Record<keyof LoadOptions, true>> = {
  defaults: true,
  app: true,
  files: true,
  glob: true,
  dotenv: true,
  sources: true,
  envPrefix: true,
  cli: true,
  overrides: true,
  profile: true,
  profileEnv: true,
  nested: true,
  required: true,
  strict: true,
  env: true,
  cwd: true,
  home: true,
  secrets: true,
  jsonSchema: true,
  watch: true,
  largeIntegers: true,
  signal: true,
};

/** The builder for the options of `load`. */
function builderOf(options: LoadOptions): SuperConfig {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(KNOWN, name));
  if (unknown !== undefined) {
    throw new TypeError(`unknown option \`${unknown}\`: there are ${Object.keys(KNOWN).join(', ')}`);
  }
  const { nested, required = true } = options;
  let builder = new SuperConfig();
  const given = <V>(value: V | undefined, add: (value: V) => SuperConfig): void => {
    if (value !== undefined) {
      builder = add(value);
    }
  };
  given(options.env, (env) => builder.withEnvSnapshot(env));
  given(options.cwd, (cwd) => builder.withCwd(cwd));
  given(options.home, (home) => builder.withHome(home));
  given(options.defaults, (defaults) => builder.withDefaults(defaults));
  given(options.app, (app) => builder.withHierarchicalConfig(app, { nested }));
  for (const file of listOf(options.files)) {
    builder = builder.withFile(file, { nested, required });
  }
  for (const pattern of listOf(options.glob)) {
    builder = builder.withGlob(pattern, { nested });
  }
  for (const file of listOf(options.dotenv)) {
    builder = builder.withDotenv(file);
  }
  for (const source of options.sources ?? []) {
    builder = builder.withSource(source);
  }
  given(options.envPrefix, (prefix) => builder.withEnv(prefix));
  given(options.cli, (cli) => builder.withCliOpt(cli));
  given(options.overrides, (overrides) => overridden(builder, overrides));
  given(options.profile, (profile) => builder.selectAll(listOf(profile)));
  given(options.profileEnv, (variable) => builder.selectFromEnv(variable));
  for (const name of listOf(options.secrets)) {
    builder = builder.withSecret(name);
  }
  given(options.jsonSchema, (schema) => builder.withSchema(schema));
  given(options.strict, (strict) => builder.strict(strict));
  given(options.largeIntegers, (largeIntegers) => builder.withReading({ largeIntegers }));
  if (options.watch) {
    builder = builder.withHotReload(options.watch === true ? {} : options.watch);
  }
  return builder;
}

function overridden(builder: SuperConfig, overrides: NonNullable<LoadOptions['overrides']>): SuperConfig {
  if (typeof overrides === 'string' || Symbol.iterator in overrides) {
    return builder.withOverrides(listOf(overrides as string | Iterable<string>));
  }
  return Object.entries(overrides).reduce(
    (builder, [path, value]) => builder.withOverride(path, value),
    builder,
  );
}
