/** Values from the native module: plain data that nobody can change. */

import { inspect } from 'node:util';

/** A step of a path: a key, or an index. */
export type Step = string | number;

/** A value as the native module writes it: JSON, and beside it what JSON cannot say. */
export interface Written {
  readonly value: unknown;
  /** Where integers beyond 2^53, dates and infinities stand. */
  readonly special: readonly (readonly [readonly Step[], 'int' | 'date' | 'float', string])[];
  /** Where secrets stand. */
  readonly secret: readonly (readonly Step[])[];
  /** All of it is below a secret. */
  readonly hidden?: boolean;
}

/** The table of one generation. */
export interface Table extends Written {
  readonly generation: number;
}

/** What becomes of integers that are not exact as numbers. */
export type LargeIntegers = 'bigint' | 'string' | 'error';

/** By which Node asks an object how it is shown. */
export const nodeInspect: typeof inspect.custom = inspect.custom;

const MASK = '********';

/** The value, frozen all the way down. What it is made of is used up. */
export function decode(written: Written, large: LargeIntegers): unknown {
  const root = whole(written.value, written, large);
  if (written.hidden === true) {
    hideAll(root);
  }
  for (const path of written.secret) {
    const key = path.at(-1);
    const parent = container(root, path);
    if (typeof key === 'string') {
      hide(parent, [key]);
      hideAll(own(parent, key));
    }
  }
  return isObject(root) ? freeze(root) : root;
}

/** A value of the caller's own, which may be changed. */
export function thawed(written: Written, large: LargeIntegers): unknown {
  return whole(structuredClone(written.value), written, large);
}

/** Data with the digits of large integers. What is no number there, such as a mask, stays what it is. */
export function exact<T extends object>(data: T, beside: Written['special'], large: LargeIntegers): T {
  for (const [path, kind, text] of beside) {
    const parent = path.slice(0, -1).reduce<unknown>(inside, data);
    const key = path.at(-1) ?? '';
    if (kind === 'int' && isObject(parent) && typeof inside(parent, key) === 'number') {
      set(parent, key, special(kind, text, large));
    }
  }
  return data;
}

function inside(container: unknown, step: Step): unknown {
  return isObject(container) ? (container as Record<Step, unknown>)[step] : undefined;
}

/** The value with what JSON cannot say. What it is made of is used up. */
export function whole(value: unknown, written: Written, large: LargeIntegers): unknown {
  let root = value;
  for (const [path, kind, text] of written.special) {
    const value = special(kind, text, large);
    const key = path.at(-1);
    if (key === undefined) {
      root = value;
    } else {
      set(container(root, path), key, value);
    }
  }
  return root;
}

/** What holds the last step of a path. */
function container(root: unknown, path: readonly Step[]): object {
  const at = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<Step, unknown>)[step], root);
  return at as object;
}

/** Reads an own property, whatever its name. */
function own(container: object, key: Step): unknown {
  return Object.getOwnPropertyDescriptor(container, key)?.value;
}

/** Sets an own property. */
export function set(container: object, key: Step, value: unknown): void {
  // Not an assignment: the key may be `__proto__`.
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function special(kind: 'int' | 'date' | 'float', text: string, large: LargeIntegers): unknown {
  if (kind === 'float') {
    return text === 'NaN'
      ? Number.NaN
      : text.startsWith('-')
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY;
  }
  if (kind === 'date') {
    return date(text);
  }
  if (large === 'error') {
    throw new RangeError(`the integer ${text} is not exact as a number: read it as a bigint or a string`);
  }
  return large === 'string' ? text : BigInt(text);
}

const INSTANT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** A point in time as a date; what has no offset is none, and stays text. */
function date(text: string): unknown {
  if (!INSTANT.test(text)) {
    return text;
  }
  const date = new Date(text.replace(' ', 'T').toUpperCase());
  // JavaScript has no 60th second.
  return Number.isNaN(date.getTime()) ? text : date;
}

const SETTERS = Object.getOwnPropertyNames(Date.prototype).filter((name) => name.startsWith('set'));

function refuse(): never {
  throw new TypeError('this date belongs to a configuration and is read-only: copy it first');
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Lets what is inside a secret show nothing, either, whoever shows it. */
function hideAll(value: unknown): void {
  if (isObject(value) && !(value instanceof Date)) {
    const keys = Object.keys(value);
    hide(value, keys);
    for (const key of keys) {
      hideAll(own(value, key));
    }
  }
}

/** Lets an object show some of its values as a mask. They are what they are for everything else. */
function hide(object: object, keys: readonly string[]): void {
  const known = Object.getOwnPropertyDescriptor(object, nodeInspect)?.value as Shown | undefined;
  if (known !== undefined) {
    known.hidden.push(...keys);
    return;
  }
  const hidden = [...keys];
  const show = function (this: object, depth: number, options: object): string {
    const shown = Array.isArray(this) ? [...this] : { ...this };
    for (const key of hidden) {
      set(shown, key, MASK);
    }
    return inspect(shown, { ...options, depth });
  };
  Object.defineProperty(object, nodeInspect, { value: Object.assign(show, { hidden }) });
}

interface Shown {
  readonly hidden: string[];
}

function freeze<T extends object>(value: T): T {
  // Freezing a date does not keep it from being set.
  for (const name of value instanceof Date ? SETTERS : []) {
    Object.defineProperty(value, name, { value: refuse });
  }
  for (const inside of Object.values(value)) {
    if (isObject(inside)) {
      freeze(inside);
    }
  }
  return Object.freeze(value);
}
