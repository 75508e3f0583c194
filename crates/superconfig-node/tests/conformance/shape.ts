/** Readers of JSON that refuse what has not the right shape, made of smaller ones. */

import type { Json } from './json.js';

/** Reads a value, or throws `Malformed`; the text says where it stands. */
export type Reader<T> = (where: string, value: Json) => T;

/** What a reader reads. */
export type Read<R> = R extends Reader<infer T> ? T : never;

type Readers = Readonly<Record<string, Reader<unknown>>>;
type AllOf<R> = { readonly [K in keyof R]: Read<R[K]> };
type SomeOf<R> = { readonly [K in keyof R]?: Read<R[K]> };

/** A case is not written as `conformance/README.md` says. */
export class Malformed extends Error {}

/** Throws `Malformed` unless it is met. */
export function demand(isMet: boolean, where: string, fault: string): asserts isMet {
  if (!isMet) {
    throw new Malformed(`${where} ${fault}`);
  }
}

/** Whatever it is. */
export const anything: Reader<Json> = (_where, value) => value;

/** A string. */
export const text: Reader<string> = (where, value) => {
  demand(typeof value === 'string', where, 'is no text');
  return value;
};

/** True or false. */
export const flag: Reader<boolean> = (where, value) => {
  demand(typeof value === 'boolean', where, 'is neither true nor false');
  return value;
};

/** True: there is nothing to say with false. */
export const yes: Reader<true> = (where, value) => {
  demand(value === true, where, 'is not true');
  return value;
};

/** A whole number from 0. */
export const count: Reader<number> = (where, value) => {
  demand(typeof value === 'number' && Number.isSafeInteger(value) && value >= 0, where, 'is no count');
  return value;
};

/** One of some words. */
export function word<W extends string>(...words: readonly W[]): Reader<W> {
  return (where, value) => {
    const known = words.find((word) => word === value);
    demand(known !== undefined, where, `is none of ${words.join(', ')}`);
    return known;
  };
}

/** Null, or what the reader takes. */
export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (where, value) => (value === null ? null : reader(where, value));
}

/** An array whose elements are all like this. */
export function listOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (where, value) => elements(where, value).map((element, at) => reader(`${where}[${at}]`, element));
}

/** An array of two. */
export function pair<A, B>(first: Reader<A>, second: Reader<B>): Reader<readonly [A, B]> {
  return (where, value) => {
    const [one, other, ...more] = elements(where, value);
    demand(one !== undefined && other !== undefined && more.length === 0, where, 'is no pair');
    return [first(`${where}[0]`, one), second(`${where}[1]`, other)];
  };
}

/** An object with any keys whose values are all like this. */
export function tableOf<T>(reader: Reader<T>): Reader<ReadonlyMap<string, T>>;
export function tableOf<T, K extends string>(reader: Reader<T>, key: Reader<K>): Reader<ReadonlyMap<K, T>>;
export function tableOf<T>(reader: Reader<T>, key: Reader<string> = text): Reader<ReadonlyMap<string, T>> {
  return (where, value) =>
    new Map(
      entries(where, value).map(([name, element]) => [key(where, name), reader(`${where}.${name}`, element)]),
    );
}

/** An object with all keys of the one kind, any of the other, and no more. */
export function fields<R extends Readers, O extends Readers>(
  required: R,
  optional: O,
): Reader<AllOf<R> & SomeOf<O>> {
  const known = new Map(Object.entries({ ...required, ...optional }));
  return (where, value) => {
    const read = entries(where, value).map(([key, element]) => {
      const reader = known.get(key);
      demand(reader !== undefined, where, `has the unknown key ${key}`);
      return [key, reader(`${where}.${key}`, element)] as const;
    });
    const object = Object.fromEntries(read);
    for (const key of Object.keys(required)) {
      demand(Object.hasOwn(object, key), where, `lacks ${key}`);
    }
    return object as AllOf<R> & SomeOf<O>;
  };
}

/** An object with exactly one of these keys, as a pair of it and its value. */
export function oneField<R extends Readers>(
  readers: R,
): Reader<{ [K in keyof R & string]: readonly [K, Read<R[K]>] }[keyof R & string]> {
  const some = fields({}, readers);
  return (where, value) => {
    const [one, ...more] = Object.entries(some(where, value));
    demand(one !== undefined && more.length === 0, where, 'has not exactly one key');
    return one as never;
  };
}

function elements(where: string, value: Json): readonly Json[] {
  demand(Array.isArray(value), where, 'is no array');
  return value;
}

function entries(where: string, value: Json): [string, Json][] {
  demand(value instanceof Map, where, 'is no object');
  return [...value];
}
