/**
 * Sessions with the native module, and the functions of the program that it asks.
 *
 * Work that may wait runs on native threads. Such a thread may ask a function, and it does so even while JavaScript waits
 * for its result: whoever waits here answers meanwhile.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { outcome } from './errors.js';
import { type Desk, type NativeSession, native } from './native.js';

/** A function of the program: what it answers is JSON. */
export type Asked = (argument: unknown) => string | PromiseLike<string>;

type Event =
  | { question: number; owner: number; function: number; argument: unknown }
  | { done: number; outcome: string }
  | { news: number };

/** Open for this thread of JavaScript. */
let desk: Desk | undefined;

/** What was taken from the desk and not done yet. Whoever waits goes on with it, whoever took it. */
const events: Event[] = [];

/** Results of work that somebody waits for. */
const finished = new Map<number, string>();

/** The functions that answer, by the number of their session. They do not live on by being asked. */
const owners = new Map<number, WeakRef<Asked[]>>();
const forgotten = new FinalizationRegistry<number>((number) => owners.delete(number));

let sessions = 0;

const subscribers = new Map<number, WeakRef<{ news(): void }>>();
const unsubscribed = new FinalizationRegistry<number>((number) => subscribers.delete(number));
let subscriptions = 0;

/** The sessions on whose behalf functions are at work right now: one of these may not be reloaded by them. */
const answering = new AsyncLocalStorage<readonly number[]>();

function theDesk(): Desk {
  desk ??= native().open(attend);
  return desk;
}

/** Does what is on the desk. */
function attend(): void {
  collect(native().take(theDesk()));
  for (let event = events.shift(); event !== undefined; event = events.shift()) {
    attendTo(event, false);
  }
}

function collect(texts: readonly string[]): void {
  events.push(...texts.map((text) => JSON.parse(text) as Event));
}

function attendTo(event: Event, atOnce: boolean): void {
  if ('question' in event) {
    const asked = owners.get(event.owner)?.deref()?.[event.function];
    const outer = answering.getStore() ?? [];
    const ask = () => (asked === undefined ? gone() : asked(event.argument));
    reply(event.question, () => answering.run([...outer, event.owner], ask), atOnce);
  } else if ('done' in event) {
    finished.set(event.done, event.outcome);
  } else if (atOnce) {
    // The program is not told of news in the middle of a call.
    setImmediate(() => attendTo(event, false)).unref();
  } else {
    subscribers.get(event.news)?.deref()?.news();
  }
}

function gone(): never {
  throw new Error('its configuration is gone');
}

function reply(question: number, ask: () => string | PromiseLike<string>, atOnce: boolean): void {
  const answer = (text: string) => native().answer(theDesk(), question, text);
  const fail = (error: unknown) => answer(JSON.stringify({ error: said(error) }));
  try {
    const asked = ask();
    if (typeof asked === 'string') {
      answer(`{"ok":${asked}}`);
    } else if (atOnce) {
      // Whoever waits here keeps it from being settled.
      Promise.resolve(asked).catch(() => {});
      fail(new TypeError('it is asynchronous: use the asynchronous form, such as `load` for `loadSync`'));
    } else {
      Promise.resolve(asked).then((text) => answer(`{"ok":${text}}`), fail);
    }
  } catch (error) {
    fail(error);
  }
}

/** An error in one line: its name, unless that says nothing, and what it says. */
export function said(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { name, message } = error;
  if (message === '') {
    return name;
  }
  return name === 'Error' || name === 'AssertionError' ? message : `${name}: ${message}`;
}

/** A configuration in the native module, with the functions that it may ask. */
export class Session {
  readonly native: NativeSession;
  readonly functions: Asked[];
  /** By which it asks. */
  readonly #number: number;
  /** What lives as long as this does: what values are taken of, or the session of the whole configuration. */
  readonly needs: unknown;

  private constructor(session: NativeSession, number: number, functions: Asked[], needs: unknown) {
    this.native = session;
    this.functions = functions;
    this.#number = number;
    this.needs = needs;
  }

  /** A session in which nothing is loaded yet. */
  static open(functions: readonly Asked[], needs: unknown): Session {
    sessions += 1;
    return new Session(native().session(theDesk(), sessions), sessions, [...functions], needs);
  }

  /** A function is not asked any more. */
  forget(number: number): void {
    this.functions[number] = gone;
  }

  /** The table at a path. */
  section(path: string): Session {
    const found = native().section(this.native, path);
    return typeof found === 'string'
      ? outcome(found)
      : new Session(found, this.#number, this.functions, this);
  }

  /** Says what is to be loaded; answers with the beginnings of the names of those variables that it may look at. */
  prepare(recipe: string): string[] {
    return outcome(native().prepare(this.native, recipe));
  }

  /** Gives the variables that it may look at: `NAME=value` and a NUL, one after the other. */
  provide(variables: string): void {
    native().provide(this.native, variables);
  }

  /** Does work and waits for it. The work is JSON. */
  run<T>(work: string): T {
    if (!this.#answers()) {
      return outcome(native().call(this.native, work, this.#isAnswering));
    }
    const job = native().begin(this.native, work, this.#isAnswering);
    for (;;) {
      const done = finished.get(job);
      if (done !== undefined) {
        finished.delete(job);
        return outcome(done);
      }
      const event = events.shift();
      if (event === undefined) {
        collect(native().wait(theDesk()));
      } else {
        attendTo(event, true);
      }
    }
  }

  /** Lets its functions be found, if it has any: what is held weakly costs more garbage collection than anything here. */
  #answers(): boolean {
    const has = this.functions.length > 0;
    if (has && !owners.has(this.#number)) {
      owners.set(this.#number, new WeakRef(this.functions));
      forgotten.register(this.functions, this.#number);
    }
    return has;
  }

  get #isAnswering(): boolean {
    return answering.getStore()?.includes(this.#number) === true;
  }

  /** Does work while JavaScript goes on. */
  async start<T>(work: string): Promise<T> {
    this.#answers();
    return outcome(await native().promise(this.native, work, this.#isAnswering));
  }

  /** A number under which `news` are announced to a subscriber, as long as somebody holds it. */
  static subscriber(subscriber: { news(): void }): number {
    subscriptions += 1;
    subscribers.set(subscriptions, new WeakRef(subscriber));
    unsubscribed.register(subscriber, subscriptions);
    return subscriptions;
  }
}
