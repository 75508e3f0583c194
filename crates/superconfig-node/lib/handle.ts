/** Objects that follow reloads. */

import type { LargeIntegers } from './decode.js';
import { native } from './native.js';
import { isPromise } from './rules.js';
import { judgeWith, type Material, type StandardSchema, type Verdict } from './schema.js';
import type { Session } from './session.js';

/** What knows the present object. */
export interface Follower<V> {
  current(): V;
}

/** An object that follows every reload. */
export class Handle<V> {
  readonly #follower: Follower<V>;

  /** @internal */
  constructor(follower: Follower<V>) {
    this.#follower = follower;
  }

  /** The object of the generation that is served. */
  get(): V {
    return this.#follower.current();
  }

  /** The same. */
  get value(): V {
    return this.#follower.current();
  }
}

/** Those of a session, by schema and path: what is asked for twice is made once. */
const known = new WeakMap<Session, WeakMap<object, Map<string, WeakRef<Made>>>>();

/** A native thread may ask for objects as long as somebody may read them. */
const unread = new FinalizationRegistry<{ session: WeakRef<Session>; maker: number }>(
  ({ session, maker }) => {
    const alive = session.deref();
    if (alive !== undefined) {
      native().forget(alive.native, maker);
      alive.forget(maker);
    }
  },
);

/**
 * What a schema made of a path, generation by generation. The native module asks for it before it publishes one, and knows
 * what is made by a number; the objects stay here.
 */
export class Made implements Follower<unknown> {
  /** The number of the function that makes them. */
  readonly maker: number;
  readonly #session: Session;
  /** What was made, of the present generation and of one that may become it. */
  readonly #objects: Map<number, unknown>;
  readonly #counter: Int32Array;
  readonly #owner: unknown;
  #seen = Number.NaN;
  #current: unknown;

  private constructor(session: Session, maker: number, objects: Map<number, unknown>, memory: Memory) {
    this.#session = session;
    this.maker = maker;
    this.#objects = objects;
    this.#counter = memory.counter;
    this.#owner = memory.owner;
  }

  static of(
    session: Session,
    schema: StandardSchema,
    path: string,
    large: LargeIntegers,
    counter: Int32Array,
    owner: unknown,
  ): Made {
    const ofSession = entry(known, session, () => new WeakMap<object, Map<string, WeakRef<Made>>>());
    const ofSchema = entry(ofSession, schema, () => new Map<string, WeakRef<Made>>());
    const before = ofSchema.get(path)?.deref();
    if (before !== undefined) {
      return before;
    }
    const objects = new Map<number, unknown>();
    const published = (): number | null => native().madeOf(session.native, maker)?.[1] ?? null;
    const maker: number = session.functions.push(making(schema, large, objects, published)) - 1;
    const made = new Made(session, maker, objects, { counter, owner });
    ofSchema.set(path, new WeakRef(made));
    unread.register(made, { session: new WeakRef(session), maker });
    return made;
  }

  current(): unknown {
    if (this.#counter[0] !== this.#seen) {
      const [generation, number] = native().madeOf(this.#session.native, this.maker) ?? [];
      if (generation === undefined || number === undefined || !this.#objects.has(number)) {
        throw new Error('the configuration of this handle is gone', { cause: this.#owner });
      }
      this.#current = this.#objects.get(number);
      // Not what the memory says by now: that may be of one that cannot be read yet.
      this.#seen = generation;
    }
    return this.#current;
  }
}

interface Memory {
  readonly counter: Int32Array;
  readonly owner: unknown;
}

let objects = 0;

/** The function that the native module asks: it keeps what is made, and answers with its number. */
function making(
  schema: StandardSchema,
  large: LargeIntegers,
  kept: Map<number, unknown>,
  published: () => number | null,
) {
  const answer = (verdict: Verdict<unknown>): string => {
    if ('made' in verdict) {
      objects += 1;
      const present = published() ?? 0;
      for (const other of [...kept.keys()]) {
        // Later ones may be on their way.
        if (other < present) {
          kept.delete(other);
        }
      }
      kept.set(objects, verdict.made);
      return JSON.stringify({ made: objects });
    }
    return JSON.stringify(verdict);
  };
  return (argument: unknown): string | Promise<string> => {
    const verdict = judgeWith(schema, argument as Material, large);
    return isPromise(verdict) ? Promise.resolve(verdict).then(answer) : answer(verdict);
  };
}

function entry<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make();
  map.set(key, made);
  return made;
}
