/**
 * Configuration that says where every value came from.
 *
 * @example
 * ```ts
 * import { load } from 'superconfig';
 *
 * const config = await load({ files: 'app.toml', envPrefix: 'APP_' });
 * config.get('server.port', 8080);
 * console.log(config.explain('server.port')?.origin);
 * ```
 */

export { type BuildOptions, SuperConfig } from './builder.js';
export { type Change, Changes, type ChangesOptions } from './changes.js';
export { Config, type Ending } from './config.js';
export type { LargeIntegers, Step } from './decode.js';
export {
  type Diagnostic,
  type ErrorCode,
  KeyNotFoundError,
  type Origin,
  ParseError,
  SuperConfigError,
  TypeMismatchError,
  ValidationError,
} from './errors.js';
export { Handle } from './handle.js';
export { type LoadOptions, load, loadSync } from './load.js';
export { clearCache, version } from './module.js';
export type {
  Environment,
  EnvOptions,
  FileOptions,
  Format,
  GlobOptions,
  HierarchyOptions,
  Level,
  Limits,
  Loaded,
  MergeOrder,
  Path,
  ReadOptions,
  Source,
  SourceObject,
  SourceOptions,
  SourceText,
  Strategy,
  Verbosity,
  WatchOptions,
  WritableFormat,
} from './options.js';
export type { AnyPath, ConfigTypes, Frozen, OrFallback, PathOf, Register, ValueAt } from './paths.js';
export {
  type Beaten,
  type DebugMessage,
  Explanation,
  type Exported,
  type Operation,
  SourceReport,
  type Status,
  WhyNot,
} from './report.js';
export { type Check, Rule } from './rules.js';
export type { OutputOf, StandardSchema } from './schema.js';
