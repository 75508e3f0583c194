/** Which names a schema asks for: it is shown a value that notes them. What it says of that value is not heard. */

import type { Step } from './decode.js';
import { isPromise } from './rules.js';
import type { StandardSchema } from './schema.js';

/** No variable has more words in its name than this, nor need a schema be followed deeper. */
const DEEPEST = 8;

/** Schemas that contain themselves ask for more and more. */
const MOST_ASKED = 4096;

type Note = (at: readonly Step[]) => boolean;

/** The paths that a schema asks for and that are not there, and the keys at the top that are. */
export function askedBy(schema: StandardSchema, values: Iterable<unknown>): (readonly Step[])[] {
  const asked = new Map<string, readonly Step[]>();
  const note = (at: readonly Step[]) => asked.set(JSON.stringify(at), at).size < MOST_ASKED;
  for (const value of values) {
    try {
      const result = schema['~standard'].validate(noting(value ?? {}, [], note));
      if (isPromise(result)) {
        Promise.resolve(result).catch(() => {});
      }
    } catch {
      // It will say so again of what is really there.
    }
  }
  return [...asked.values()];
}

function noting(value: unknown, at: readonly Step[], note: Note): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || Array.isArray(value)) {
    return value;
  }
  const isAsked = (key: PropertyKey): key is string => {
    return typeof key === 'string' && (Object.hasOwn(value, key) || !(key in Object.prototype));
  };
  return new Proxy(value, {
    get(table, key, receiver) {
      if (!isAsked(key)) {
        return Reflect.get(table, key, receiver);
      }
      const way = [...at, key];
      if (Object.hasOwn(table, key)) {
        if (at.length === 0) {
          note(way);
        }
        return noting(Reflect.get(table, key), way, note);
      }
      // A table of which nothing is known yet: the schema goes on to ask for what should be in it.
      return note(way) && way.length <= DEEPEST ? noting({}, way, note) : undefined;
    },
    has(table, key) {
      return isAsked(key) || Reflect.has(table, key);
    },
  });
}
