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
export type Frozen<T> = unknown extends T
  ? T
  : T extends Date | bigint | ((...args: never) => unknown)
    ? T
    : T extends readonly (infer E)[]
      ? number extends T['length']
        ? readonly Frozen<E>[] // Not a mapped type: that would not end for arrays of themselves.
        : { readonly [K in keyof T]: Frozen<T[K]> }
      : T extends object
        ? { readonly [K in keyof T]: Frozen<T[K]> }
        : T;

/** How deep paths are proposed. */
type Levels = [1, 2, 3, 4, 5];

/** The paths of a type, such as `server.port`, some levels deep; a type that contains itself is followed once. */
export type PathOf<T, Left extends readonly unknown[] = Levels, Above = never> = unknown extends T
  ? string
  : T extends Date | null | undefined
    ? never
    : Left extends readonly [unknown, ...infer Less]
      ? [T] extends [Above]
        ? never
        : T extends readonly (infer E)[]
          ? Below<`[${number}]`, E, Less, Above | T>
          : T extends object
            ? { [K in keyof T & string]-?: Below<Name<K>, T[K], Less, Above | T> }[keyof T & string]
            : never
      : never;

type Below<Key extends string, T, Left extends readonly unknown[], Above> =
  | Key
  | Join<Key, PathOf<T, Left, Above>>;

/** Keys that are no words are quoted in paths. */
type Name<Key extends string> = Key extends '' | `${string}${'.' | '[' | ']' | '"' | ' '}${string}`
  ? `"${Key}"`
  : Key;

type Join<Key extends string, Path extends string> = Path extends `[${string}`
  ? `${Key}${Path}`
  : `${Key}.${Path}`;

/** A path: those of the type are proposed, and any other may be asked for. */
export type AnyPath<T> = PathOf<T> | (string & {});

/** What stands at a path of a type; `unknown` if the type does not say. */
export type ValueAt<T, Path extends string> = string extends Path
  ? unknown
  : Path extends ''
    ? T
    : Path extends `"${infer Key}"${infer Rest}`
      ? ValueAt<Of<T, Key>, After<Rest>>
      : Path extends `[${infer Index extends number}]${infer Rest}`
        ? ValueAt<Of<T, Index>, After<Rest>>
        : Path extends `${infer Head}.${infer Tail}`
          ? Head extends `${infer Key}[${infer Rest}`
            ? ValueAt<Of<T, Key>, `[${Rest}.${Tail}`>
            : ValueAt<Of<T, Head>, Tail>
          : Path extends `${infer Key}[${infer Rest}`
            ? ValueAt<Of<T, Key>, `[${Rest}`>
            : Of<T, Path>;

type After<Rest extends string> = Rest extends `.${infer Path}` ? Path : Rest;

/** What stands at a key. A member of a union may not have it, and where none has, the type does not say. */
type Of<T, Key extends string | number> = [Member<T, Key>] extends [undefined]
  ? [Extract<T, Having<Key>>] extends [never]
    ? unknown
    : undefined
  : Member<T, Key>;

type Having<Key extends string | number> = { readonly [K in Key]?: unknown };

type Member<T, Key extends string | number> = unknown extends T
  ? unknown
  : T extends readonly (infer E)[]
    ? Key extends number
      ? E | undefined
      : undefined
    : T extends object
      ? Key extends keyof T
        ? T[Key]
        : Key extends `${infer Number extends number}`
          ? Number extends keyof T
            ? T[Number]
            : undefined
          : undefined
      : undefined;

/** What comes of a fallback where the type does not say what stands at the path: not just the literal. */
export type OrFallback<Value, Fallback> = unknown extends Value
  ? Fallback extends string
    ? string
    : Fallback extends number
      ? number
      : Fallback extends boolean
        ? boolean
        : Fallback
  : Exclude<Frozen<Value>, undefined> | Fallback;
