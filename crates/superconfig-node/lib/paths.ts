/** The types of paths, and of what stands there. */

/**
 * The type of your configuration, for `load` without a type of its own: augment it.
 *
 * @example
 * ```ts
 * declare module 'superconfig' {
 *   interface Register {
 *     config: { server: { host: string; port: number } };
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be augmented
export interface Register {}

/** The type of a configuration for which none is said. */
export type ConfigTypes = Register extends { config: infer T } ? T : unknown;

/** What is read-only all the way down. */
export type Frozen<T> = T extends Date | bigint | ((...args: never) => unknown)
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

type Level = [never, 0, 1, 2, 3, 4, 5, 6, 7];

/** The paths of a type, such as `server.port`. */
export type PathOf<T, Depth extends number = 8> = [Depth] extends [never]
  ? never
  : unknown extends T
    ? string
    : T extends readonly (infer E)[]
      ? `[${number}]` | Below<`[${number}]`, E, Depth>
      : T extends Date
        ? never
        : T extends object
          ? { [K in keyof T & string]: K | Below<K, NonNullable<T[K]>, Depth> }[keyof T & string]
          : never;

type Below<Key extends string, T, Depth extends number> = Join<Key, PathOf<T, Level[Depth] & number>>;

type Join<Key extends string, Path extends string> = Path extends `[${string}`
  ? `${Key}${Path}`
  : `${Key}.${Path}`;

/** What stands at a path of a type. */
export type ValueAt<T, Path extends string> = unknown extends T
  ? unknown
  : Path extends keyof T
    ? T[Path]
    : Path extends `${infer Key}[${infer Index extends number}]${infer Rest}`
      ? Element<Key extends '' ? T : ValueAt<T, Key>, Index, Rest>
      : Path extends `${infer Key}.${infer Rest}`
        ? Key extends keyof T
          ? ValueAt<NonNullable<T[Key]>, Rest> | Extract<T[Key], undefined>
          : unknown
        : unknown;

type Element<T, _Index extends number, Rest extends string> = T extends readonly (infer E)[]
  ? Rest extends ''
    ? E | undefined
    : ValueAt<E, Rest extends `.${infer Path}` ? Path : Rest> | undefined
  : unknown;
