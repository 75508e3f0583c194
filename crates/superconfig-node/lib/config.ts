/** The loaded configuration. */

import { inspect } from 'node:util';
import { type Change, Changes, type ChangesOptions, changeOf, Feed, type ToldChange } from './changes.js';
import { decode, nodeInspect, type Step, type Table, type Written } from './decode.js';
import { outcome, type SuperConfigError } from './errors.js';
import { judged, made } from './extraction.js';
import { type Follower, Handle, Made } from './handle.js';
import { isBelow, type Listener, tell } from './listeners.js';
import { native } from './native.js';
import type { ReadOptions, WatchOptions } from './options.js';
import type { AnyPath, ConfigTypes, Frozen, OrFallback, ValueAt } from './paths.js';
import { isPromise } from './rules.js';
import { isSchema, type OutputOf, type StandardSchema } from './schema.js';
import type { Session } from './session.js';
import { ABSENT, isStep, MOST_KNOWN, stepsOf, textOf, walk } from './steps.js';
import { Telling } from './telling.js';

export type { ConfigTypes } from './paths.js';

/**
 * A second type parameter that is always inferred: `get<number>('a')`, with one, means the type of the value, and
 * `get('a')` that of the path.
 */
type Inferred = true;

/** The type of a section. */
type SectionAt<T, P extends string> = unknown extends ValueAt<T, P> ? unknown : NonNullable<ValueAt<T, P>>;

/** What a configuration is made with. */
interface MadeWith {
  readonly session: Session;
  /** What was loaded, if that is known already. */
  readonly table?: Table;
  readonly read: ReadOptions;
  readonly watched?: boolean;
  /** The whole configuration, if this is a section. */
  readonly root?: Config<unknown>;
  readonly base?: readonly Step[];
}

/** Configurations that are watched and have listeners: they live on, whoever holds them. */
const listening = new Set<Config<unknown>>();

/** The number of a first generation, to which nothing has happened yet. */
const FIRST = Int32Array.of(1);

/** Whether memory cannot be shared with native code there. */
const IS_ELECTRON = 'electron' in process.versions;

/**
 * A loaded configuration, which follows reloads.
 *
 * `config.value.server.port`, `config.get('server.port')` and `config.at(['server', 'port'])` read the same value.
 */
export class Config<T = ConfigTypes> extends Telling {
  readonly #read: ReadOptions;
  /** Where the table of a section stands. */
  readonly #base: readonly Step[];
  readonly #root: Config<unknown> | undefined;
  /** The number of the present generation, which native threads write; see `#follow`. */
  #counter: Int32Array = FIRST;
  /** The generation that `#value` is of. */
  #seen = 0;
  #value: Frozen<T>;
  /** What was asked for in that generation, by path. */
  #known: Map<string, unknown> = new Map();
  #listeners: Listener[] = [];
  #feed: Feed | undefined;
  #iterations = new Set<Changes>();
  #isWatched: boolean;
  #keepAlive: NodeJS.Timeout | undefined;

  /** @internal */
  constructor({ session, table, read, root, base = [], watched = false }: MadeWith) {
    super(session, read.largeIntegers ?? 'bigint');
    this.#read = read;
    this.#base = base;
    this.#root = root;
    this.#isWatched = watched;
    this.#value = undefined as Frozen<T>;
    if (watched || root !== undefined) {
      this.#counter = (root ?? this).#follow();
    }
    this.#renew(table);
    if (watched) {
      this.#show();
    }
  }

  /** Looks at the number of the present generation from now on: there may be others than the first. */
  #follow(): Int32Array {
    if (this.#counter === FIRST) {
      this.#counter = native().counterOf(this.session.native);
    }
    return this.#counter;
  }

  // Reading

  /** Everything as plain data that nobody can change, of the present generation. Reading it again costs a comparison. */
  get value(): Frozen<T> {
    if (this.#counter[0] !== this.#seen) {
      this.#renew();
    }
    return this.#value;
  }

  /** Notices a new generation. */
  #refresh(): void {
    if (this.#counter[0] !== this.#seen) {
      this.#renew();
    }
  }

  /**
   * Lets `value` be a plain property while nothing changes behind JavaScript's back: then reading it costs nothing but
   * reading it.
   */
  #show(): void {
    const isStill = this.#root === undefined && !this.#isWatched;
    const shown = isStill ? { value: this.#value, configurable: true } : VALUE;
    Object.defineProperty(this, 'value', shown);
  }

  /** The same as `value`. */
  toObject(): Frozen<T> {
    return this.value;
  }

  #renew(table = outcome<Table>(native().table(this.session.native))): void {
    this.#value = decode(table, this.large) as Frozen<T>;
    this.#known = new Map();
    // In place of memory, a number that never comes: then everything is asked for.
    this.#seen = IS_ELECTRON ? Number.NaN : table.generation;
    if (!this.#isWatched) {
      this.#show();
    }
  }

  /** The value at a path, or a fallback; `undefined` if nothing is there. */
  get<P extends AnyPath<T>, _ extends Inferred>(path: P): Frozen<ValueAt<T, P>> | undefined;
  get<P extends AnyPath<T>, F, _ extends Inferred>(path: P, fallback: F): OrFallback<ValueAt<T, P>, F>;
  get<V>(path: string): V | undefined;
  get<V>(path: string, fallback: V): V;
  get(path: string, fallback?: unknown): unknown {
    const found = this.#look(path);
    return found === ABSENT ? fallback : found;
  }

  /** The value at a path; throws a `KeyNotFoundError` that says what is there instead. */
  getOrThrow<P extends AnyPath<T>, _ extends Inferred>(path: P): Exclude<Frozen<ValueAt<T, P>>, undefined>;
  getOrThrow<V>(path: string): V;
  getOrThrow(path: string): unknown {
    const found = this.#look(path);
    if (found === ABSENT) {
      outcome(native().missing(this.session.native, path));
    }
    return found;
  }

  /** The values at several paths, all of one generation; throws as `getOrThrow` does. */
  getMany(...paths: readonly string[]): unknown[] {
    this.#refresh();
    const found = paths.map((path) => this.#known.get(path) ?? this.#find(path));
    return found.map((value, index) => (value === ABSENT ? this.getOrThrow(paths[index] ?? '') : value));
  }

  /** The value where keys and indexes lead, whatever is in the keys. */
  at<V = unknown>(steps: readonly Step[]): V | undefined;
  at<V>(steps: readonly Step[], fallback: V): V;
  at(steps: readonly Step[], fallback?: unknown): unknown {
    if (!Array.isArray(steps)) {
      throw new TypeError('the steps of a path are an array of keys and indexes');
    }
    const found = walk(this.value, steps);
    if (found !== ABSENT || !steps.every(isStep)) {
      return found === ABSENT ? fallback : found;
    }
    const claimed = this.#claim(native().formatPath(JSON.stringify(steps)));
    return claimed === ABSENT ? fallback : claimed;
  }

  /** Whether something stands at a path. */
  has(path: string): boolean {
    return this.#look(path) !== ABSENT;
  }

  #look(path: string): unknown {
    if (this.#counter[0] !== this.#seen) {
      this.#renew();
    }
    return this.#known.get(path) ?? this.#find(path);
  }

  #find(path: string): unknown {
    const steps = stepsOf(textOf(path));
    let found = steps === undefined ? ABSENT : walk(this.#value, steps);
    if (found === ABSENT) {
      found = this.#claim(path);
    }
    if (this.#known.size < MOST_KNOWN) {
      this.#known.set(path, found);
    }
    return found;
  }

  /** A variable that nothing has claimed is claimed by who asks for it. */
  #claim(path: string): unknown {
    const written = native().valueAt(this.session.native, path);
    return written === null ? ABSENT : decode(JSON.parse(written) as Written, this.large);
  }

  /** The keys of the table at a path, in order. */
  keys(path = ''): string[] {
    return outcome(native().keysAt(this.session.native, textOf(path)));
  }

  /** The table at a path as a configuration of its own, which follows reloads. */
  section<P extends AnyPath<T>, _ extends Inferred>(path: P): Config<SectionAt<T, P>>;
  section<S>(path: string): Config<S>;
  section(path: string): Config<unknown> {
    const base = this.#below(path);
    return new Config<unknown>({
      session: this.session.section(path),
      read: this.#read,
      root: this.#whole,
      base,
    });
  }

  get #whole(): Config<unknown> {
    return this.#root ?? (this as Config<unknown>);
  }

  // Typed

  /**
   * What stands at a path as a schema makes it; throws a `ValidationError` with all that is wrong, each with its origin.
   *
   * Without a schema, a cast: nothing is checked.
   */
  extract<S extends StandardSchema>(schema: S, path?: string): OutputOf<S>;
  extract(): Frozen<T>;
  extract<P extends AnyPath<T>, _ extends Inferred>(path: P): Exclude<Frozen<ValueAt<T, P>>, undefined>;
  extract<V>(path?: string): V;
  extract(schema?: unknown, path = ''): unknown {
    if (!isSchema(schema)) {
      return this.#cast(schema);
    }
    const verdict = judged(this.session, schema, path, this.large);
    if (isPromise(verdict)) {
      Promise.resolve(verdict).catch(() => {});
      throw new TypeError(
        'the schema is asynchronous, or a function in it throws, which some only say so: use `extractAsync`',
      );
    }
    return made(this.session, verdict, path);
  }

  /** The same for schemas that are asynchronous. */
  async extractAsync<S extends StandardSchema>(schema: S, path = ''): Promise<OutputOf<S>> {
    const verdict = await judged(this.session, schema, path, this.large);
    return made(this.session, verdict, path) as OutputOf<S>;
  }

  #cast(path: unknown): unknown {
    if (path !== undefined && typeof path !== 'string') {
      throw new TypeError(
        'a schema is one of https://standardschema.dev, such as those of zod, valibot and arktype',
      );
    }
    return path === undefined || path === '' ? this.value : this.getOrThrow(path);
  }

  /**
   * What stands at a path, as a schema makes it, in the generation that is present whenever it is read. A reload for
   * which the schema finds faults is not published.
   */
  handle<S extends StandardSchema>(path: string, schema: S): Handle<OutputOf<S>>;
  handle<P extends AnyPath<T>, _ extends Inferred>(
    path: P,
  ): Handle<Exclude<Frozen<ValueAt<T, P>>, undefined>>;
  handle<V>(path: string): Handle<V>;
  handle(path: string, schema?: StandardSchema): Handle<unknown> {
    if (schema === undefined) {
      return new Handle<unknown>({ current: () => this.getOrThrow(path) });
    }
    const { made, work } = this.#following(path, schema);
    this.session.run(work);
    return new Handle(made);
  }

  /** The same for schemas that are asynchronous, and while the program goes on. */
  async handleAsync<S extends StandardSchema>(path: string, schema: S): Promise<Handle<OutputOf<S>>> {
    const { made, work } = this.#following(path, schema);
    await this.session.start(work);
    return new Handle<OutputOf<S>>(made as Follower<OutputOf<S>>);
  }

  #following(path: string, schema: StandardSchema): { made: Follower<unknown>; work: string } {
    if (!isSchema(schema)) {
      this.#cast(schema);
    }
    const made = Made.of(this.session, schema, path, this.large, this.#whole.#follow(), this);
    return { made, work: JSON.stringify({ handle: { path, function: made.maker } }) };
  }

  // Live

  /** The number of the generation that is served, from 1. */
  get generation(): number {
    return this.status().generation;
  }

  /** Loads again what has changed, while the program goes on; answers with the changes of values. */
  async reload(files?: Iterable<string>): Promise<Change[]> {
    this.#whole.#follow();
    return this.#changes(await this.session.start(reloadWork(files)));
  }

  /** The same, at once. */
  reloadSync(files?: Iterable<string>): Change[] {
    this.#whole.#follow();
    return this.#changes(this.session.run(reloadWork(files)));
  }

  #changes(told: ToldChange[]): Change[] {
    this.#whole.#refresh();
    return told.map((change) => changeOf(change, this.large));
  }

  /**
   * Follows changes of files from now on, or in another way if it does already. It does not keep the program running
   * unless that is asked for.
   */
  watch({ persistent = false, ...options }: WatchOptions & { persistent?: boolean } = {}): this {
    const whole = this.#whole;
    whole.#follow();
    whole.session.run(JSON.stringify({ watch: options }));
    whole.#isWatched = true;
    whole.#show();
    clearInterval(whole.#keepAlive);
    whole.#keepAlive = persistent ? setInterval(() => {}, 2 ** 30) : undefined;
    whole.#settle();
    return this;
  }

  /** Follows them no more. */
  unwatch(): this {
    const whole = this.#whole;
    whole.session.run('"unwatch"');
    whole.#isWatched = false;
    whole.#renew();
    clearInterval(whole.#keepAlive);
    whole.#settle();
    return this;
  }

  /** Waits for a generation, or a later one, at most some milliseconds; answers whether it is served. */
  async waitFor(generation: number, timeout?: number): Promise<boolean> {
    const isServed = await this.session.start<boolean>(JSON.stringify({ waitFor: { generation, timeout } }));
    this.#whole.#refresh();
    return isServed;
  }

  /** Calls a function with the changes of every reload that made some, or with the error of every reload that failed. */
  on(event: 'change', listener: (changes: readonly Change[]) => unknown): this;
  on(event: 'error', listener: (error: SuperConfigError) => unknown): this;
  on(event: 'change' | 'error', listener: (news: never) => unknown): this {
    if (event !== 'change' && event !== 'error') {
      throw new TypeError(`there are the events 'change' and 'error', and no '${event}'`);
    }
    this.#listen({ event, listener, path: this.#base });
    return this;
  }

  /** Calls a function no more. */
  off(event: 'change' | 'error', listener: (news: never) => unknown): this {
    const whole = this.#whole;
    const known = whole.#listeners.findIndex((one) => one.event === event && one.listener === listener);
    if (known >= 0) {
      whole.#listeners = whole.#listeners.toSpliced(known, 1);
      whole.#settle();
    }
    return this;
  }

  /** Calls a function with the changes at and below a path; what is answered ends it. */
  subscribe(path: string, listener: (changes: readonly Change[]) => unknown): Ending {
    const one: Listener = { event: 'change', listener, path: this.#below(path) };
    this.#listen(one);
    const end = () => {
      const whole = this.#whole;
      whole.#listeners = whole.#listeners.filter((other) => other !== one);
      whole.#settle();
    };
    return Object.assign(end, { [Symbol.dispose]: end });
  }

  /** The steps of a path from the root of the whole configuration. */
  #below(path: string): readonly Step[] {
    return [...this.#base, ...outcome<Step[]>(native().parsePath(textOf(path)))];
  }

  #listen(listener: Listener): void {
    if (typeof listener.listener !== 'function') {
      throw new TypeError('a listener is a function');
    }
    const whole = this.#whole;
    whole.#listeners = [...whole.#listeners, listener];
    whole.#settle();
  }

  /** Listens if anybody listens here, and lives on if there may be something to hear. */
  #settle(): void {
    const isHeard = this.#listeners.length > 0;
    if (isHeard) {
      this.#feed ??= new Feed(this.session, this.large, () => this.#tell());
    } else {
      this.#feed?.end();
      this.#feed = undefined;
    }
    if (isHeard && this.#isWatched) {
      listening.add(this as Config<unknown>);
    } else {
      listening.delete(this as Config<unknown>);
    }
  }

  #tell(): void {
    this.#refresh();
    for (const news of this.#feed?.take() ?? []) {
      for (const listener of this.#listeners) {
        tell(listener, news);
      }
    }
  }

  /** The changes from now on, one after the other. What is not taken in time is merged. */
  changes(options: ChangesOptions = {}): Changes {
    const whole = this.#whole;
    const path = this.#below(options.path ?? '');
    const iteration: Changes = new Changes(
      whole.session,
      this.large,
      (change) => {
        whole.#refresh();
        return isBelow(change, path);
      },
      options,
      () => whole.#iterations.delete(iteration),
    );
    whole.#iterations.add(iteration);
    return iteration;
  }

  /** Ends watching, listeners and waits for changes. Reading goes on. */
  close(): void {
    const whole = this.#whole;
    whole.session.run('"close"');
    whole.#isWatched = false;
    whole.#renew();
    clearInterval(whole.#keepAlive);
    whole.#listeners = [];
    whole.#settle();
    for (const iteration of [...whole.#iterations]) {
      iteration.end();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  // As JavaScript shows it

  toJSON(): Frozen<T> {
    return this.value;
  }

  [nodeInspect](_depth: number, options: object): string {
    return `Config ${inspect(this.value, options)}`;
  }
}

/** How `value` looks whether it is still the present one. */
const VALUE = Object.getOwnPropertyDescriptor(Config.prototype, 'value') as PropertyDescriptor;

/** Ends something. */
export type Ending = (() => void) & Disposable;

function reloadWork(files: Iterable<string> | undefined): string {
  return JSON.stringify({ reload: { files: files === undefined ? null : [...files] } });
}
