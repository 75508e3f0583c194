/** What changes: news from the native module, for those who listen and those who wait. */

import { decode, type LargeIntegers, nodeInspect, type Step, type Written } from './decode.js';
import { errorOf, type Origin, type Problem, type SuperConfigError } from './errors.js';
import { type NativeSubscription, native } from './native.js';
import { Session } from './session.js';

/** One value that a reload changed. */
export interface Change {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** The value before; `undefined` if there was none. */
  readonly old: unknown;
  /** The value now; `undefined` if there is none any more. */
  readonly new: unknown;
  /** Where the new value came from. */
  readonly origin: Origin | null;
  /** The path as keys and indexes. */
  readonly steps: readonly Step[];
  /** All of it in one line, with masked secrets. */
  toString(): string;
}

/** A change as the native module tells it. */
export interface ToldChange {
  readonly path: string;
  readonly steps: readonly Step[];
  readonly old: Written | null;
  readonly new: Written | null;
  readonly origin: Origin | null;
  readonly shown: string;
}

export function changeOf(told: ToldChange, large: LargeIntegers): Change {
  const value = (written: Written | null) => (written === null ? undefined : decode(written, large));
  const change = {
    path: told.path,
    kind: told.old === null ? 'added' : told.new === null ? 'removed' : 'changed',
    old: value(told.old),
    new: value(told.new),
    origin: told.origin,
    steps: told.steps,
  } as const;
  const shown = { value: () => told.shown };
  return Object.freeze(Object.defineProperties(change, { toString: shown, [nodeInspect]: shown }));
}

/** What one reload did. */
export interface News {
  readonly generation: number;
  readonly changes: readonly Change[];
  readonly error: SuperConfigError | null;
}

interface ToldUpdates {
  readonly updates: readonly {
    readonly generation: number;
    readonly changes: readonly ToldChange[];
    readonly error: Problem | null;
  }[];
  readonly over: boolean;
}

/** News from now on. What is not taken in time is merged by the native module. */
export class Feed {
  readonly #native: NativeSubscription;
  readonly #large: LargeIntegers;
  readonly #ring: () => void;
  #isOver = false;

  constructor(session: Session, large: LargeIntegers, ring: () => void) {
    this.#large = large;
    this.#ring = ring;
    this.#native = native().subscribe(session.native, Session.subscriber(this));
    // Taking what there is makes the next news be announced.
    this.take();
  }

  news(): void {
    this.#ring();
  }

  /** What there is. */
  take(): News[] {
    if (this.#isOver) {
      return [];
    }
    const { updates, over } = JSON.parse(native().updates(this.#native)) as ToldUpdates;
    this.#isOver = over;
    return updates.map(({ generation, changes, error }) => ({
      generation,
      changes: changes.map((change) => changeOf(change, this.#large)),
      error: error === null ? null : errorOf(error),
    }));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
    native().unsubscribe(this.#native);
  }
}

/** How changes are waited for. */
export interface ChangesOptions {
  /** Ends it: the loop throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Only what is at or below this path. */
  readonly path?: string | undefined;
  /** Whether waiting keeps the program running; it does not unless said. */
  readonly persistent?: boolean | undefined;
}

/** Changes, one after the other: `for await`. */
export class Changes implements AsyncIterableIterator<Change, undefined> {
  readonly #feed: Feed;
  readonly #isWanted: (change: Change) => boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: () => void;
  #found: Change[] = [];
  #waiting: { resolve(result: IteratorResult<Change, undefined>): void; reject(error: unknown): void }[] = [];
  #keepAlive: NodeJS.Timeout | undefined;
  readonly #abort = () => this.#fail(this.#signal?.reason);

  /** @internal */
  constructor(
    session: Session,
    large: LargeIntegers,
    isWanted: (change: Change) => boolean,
    options: ChangesOptions,
    onEnd: () => void,
  ) {
    this.#signal = options.signal;
    this.#isWanted = isWanted;
    this.#onEnd = onEnd;
    this.#feed = new Feed(session, large, () => this.#serve());
    if (options.persistent === true) {
      // Nothing else does: it is for whoever waits for nothing but changes.
      this.#keepAlive = setInterval(() => {}, 2 ** 30);
    }
    this.#signal?.addEventListener('abort', this.#abort, { once: true });
  }

  next(): Promise<IteratorResult<Change, undefined>> {
    if (this.#signal?.aborted === true) {
      this.end();
      return Promise.reject(this.#signal.reason);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  /** Gives those who wait what there is. */
  #serve(): void {
    while (this.#waiting.length > 0) {
      if (this.#found.length === 0) {
        this.#found = this.#feed.take().flatMap((news) => news.changes.filter(this.#isWanted));
      }
      const change = this.#found.shift();
      if (change !== undefined) {
        this.#waiting.shift()?.resolve({ value: change, done: false });
      } else if (this.#feed.isOver) {
        this.end();
      } else {
        return;
      }
    }
  }

  #fail(reason: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) {
      reject(reason);
    }
    this.end();
  }

  /** Ends it: whoever waits is told that there are no more changes. */
  end(): void {
    this.#feed.end();
    clearInterval(this.#keepAlive);
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#found = [];
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) {
      resolve({ value: undefined, done: true });
    }
    this.#onEnd();
  }

  return(): Promise<IteratorResult<Change, undefined>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  throw(error: unknown): Promise<IteratorResult<Change, undefined>> {
    this.end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.end();
    return Promise.resolve();
  }
}
