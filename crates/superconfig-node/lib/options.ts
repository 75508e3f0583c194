/** The options of sources and of loading. */

import type { LargeIntegers } from './decode.js';

/** A path of a file or directory: text, or a `file:` URL. */
export type Path = string | URL;

/** Variables and their values. Bytes are for what is no text. */
export type Environment = Readonly<Record<string, string | Uint8Array | undefined>>;

/** A format that can be read. */
export type Format = 'json' | 'json5' | 'toml' | 'yaml' | 'ron' | 'ini' | 'env';

/** A format that can be written. */
export type WritableFormat = 'json' | 'toml' | 'yaml' | 'env';

/** How a source is merged: `merge` replaces, `join` only fills holes; the others concatenate arrays as well. */
export type Strategy = 'merge' | 'join' | 'adjoin' | 'admerge';

/** In which order the files of a pattern are merged; the last one wins. */
export type MergeOrder =
  | 'alphabetical'
  | 'reverse'
  | 'smallestFirst'
  | 'largestFirst'
  | 'oldestFirst'
  | 'newestFirst'
  | 'hierarchical'
  | 'asDiscovered';

/** A level of an app's hierarchy. */
export type Level = 'system' | 'user' | 'project' | 'local';

/** How much of a load is recorded: a word, or 0 to 3. */
export type Verbosity = 'silent' | 'info' | 'debug' | 'trace' | 0 | 1 | 2 | 3;

/** The options that every source takes. */
export interface SourceOptions {
  /** What explanations call it. */
  readonly name?: string | undefined;
  /** It only counts while this profile is selected. */
  readonly profile?: string | undefined;
  /** Its tables at the top are profiles. */
  readonly nested?: boolean | undefined;
  /** It must be there. */
  readonly required?: boolean | undefined;
  /** Nothing is said if it is not there. */
  readonly optional?: boolean | undefined;
  /** Empty texts, arrays, tables and nulls count as not set. */
  readonly ignoreEmpty?: boolean | undefined;
  /** How it is merged; `merge` unless said. */
  readonly strategy?: Strategy | undefined;
  /** Whether keys such as `paths_add` are operations. */
  readonly operations?: boolean | undefined;
  /** Whether `${...}` in its texts is expanded, where its format has that. */
  readonly interpolation?: boolean | undefined;
}

/** The options of sources that are files. */
export interface FileOptions extends SourceOptions {
  /** Its format, whatever its name says. */
  readonly format?: Format | undefined;
}

/** The options of many files. */
export interface GlobOptions extends FileOptions {
  /** In which directories, or below which. */
  readonly search?:
    | readonly Path[]
    | { readonly recursive: readonly Path[]; readonly maxDepth?: number }
    | undefined;
  /** A word, or patterns whose files are merged in this order. */
  readonly mergeOrder?: MergeOrder | readonly string[] | undefined;
  /** Patterns of names that are passed over. */
  readonly ignored?: readonly string[] | undefined;
  /** Whether links that lead out of the directories are followed. */
  readonly linksOutside?: boolean | undefined;
}

/** The options of the files of an app. */
export interface HierarchyOptions extends FileOptions {
  /** Which levels count. */
  readonly levels?: readonly Level[] | undefined;
  /** How a project is recognized: `.git`, … */
  readonly markers?: readonly string[] | undefined;
  readonly projectRoot?: Path | undefined;
  readonly systemDirectories?: readonly Path[] | undefined;
  readonly userDirectories?: readonly Path[] | undefined;
}

/** The options of variables. */
export interface EnvOptions extends SourceOptions {
  /** What nests, in place of what is known: `__`, `_`, … */
  readonly separator?: string | undefined;
  readonly nesting?: 'guided' | 'firstUnderscore' | undefined;
  readonly preserveCase?: boolean | undefined;
  /** A variable `APP_TOKEN_FILE` names the file that holds the value of `token`. */
  readonly fileSuffix?: boolean | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly only?: readonly string[] | undefined;
  /** Profiles do not beat it. */
  readonly global?: boolean | undefined;
}

/** How large inputs may be. */
export interface Limits {
  /** Of a file, in bytes. */
  readonly fileSize?: number | undefined;
  readonly depth?: number | undefined;
  /** How many values one source may hold. */
  readonly nodes?: number | undefined;
  /** How far YAML's aliases may expand, as a multiple of the text. */
  readonly aliasFactor?: number | undefined;
  readonly aliasBytes?: number | undefined;
}

/** How files are watched. Times are in milliseconds. */
export interface WatchOptions {
  /** How long it must be quiet before files are read; 50. */
  readonly debounce?: number | undefined;
  /** After what time they are read all the same; 500. */
  readonly maxWait?: number | undefined;
  /** Looks from time to time, in place of waiting for events. */
  readonly poll?: number | undefined;
}

/** How values become values of JavaScript. */
export interface ReadOptions {
  /** What becomes of integers beyond 2^53 - 1; `bigint` unless said. */
  readonly largeIntegers?: LargeIntegers | undefined;
}

/** A source of your own: a function, or an object with a method `load`. */
export type Source = (() => Loaded | PromiseLike<Loaded>) | SourceObject;

/** A source as an object. */
export interface SourceObject {
  /** What explanations call it. */
  readonly name?: string;
  /** Files whose changes mean that it should be loaded again. */
  readonly watchTargets?: readonly Path[] | (() => readonly Path[]);
  load(): Loaded | PromiseLike<Loaded>;
}

/** What a source loads: a table, or a text with its format. */
export type Loaded = Readonly<Record<string, unknown>> | SourceText;

/** A text and its format, as an array: a table could have any keys. */
export type SourceText = readonly [text: string, format: Format];
