/** What a configuration tells about itself. */

import { exact, type LargeIntegers, nodeInspect, type Written } from './decode.js';
import type { Diagnostic, Origin, SuperConfigError } from './errors.js';

/** Data that is shown as a text. */
abstract class Shown {
  readonly #text: string;

  constructor(data: object, text: string) {
    Object.assign(this, data);
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  [nodeInspect](): string {
    return this.#text;
  }
}

/** A value that was beaten. */
export interface Beaten {
  readonly value: unknown;
  readonly origin: Origin;
  /** Its path in the array, if it stood in one. */
  readonly at?: string;
}

/** What was done to an array or table. */
export interface Operation {
  readonly op: 'add' | 'prepend' | 'remove';
  readonly elements: readonly unknown[];
  /** The key of a table that it was meant for, and where nothing stood. */
  readonly missed?: string;
  readonly origin: Origin;
}

/** An explanation as the native module tells it. */
export interface ToldExplanation extends Told {
  readonly special: Written['special'];
}

/** Where a value came from, what it beat, and what was done to it. Secrets are masked unless they were asked for. */
export class Explanation extends Shown {
  declare readonly path: string;
  declare readonly value: unknown;
  declare readonly origin: Origin;
  declare readonly beat: readonly Beaten[];
  declare readonly operations: readonly Operation[];
  /** The origins of an array's elements. */
  declare readonly elements: readonly Origin[];

  /** @internal */
  constructor({ data, text, special }: ToldExplanation, large: LargeIntegers) {
    // Telling never fails: integers that a program does not want are told all the same.
    super({ elements: [], ...exact(data, special, large === 'error' ? 'bigint' : large) }, text);
  }
}

/** Why something is not set. */
export class WhyNot extends Shown {
  /** The path or variable that was asked about. */
  declare readonly subject: string;
  declare readonly reasons: readonly {
    readonly kind: string;
    readonly message: string;
    readonly origin: Origin | null;
  }[];
}

/** A source as the native module tells it. */
export interface ToldSource extends Told {
  readonly data: { readonly read_us: number; readonly parse_us: number };
}

/** One loaded source. */
export class SourceReport extends Shown {
  declare readonly name: string;
  declare readonly kind: Origin['kind'];
  declare readonly path: string | null;
  declare readonly format: string | null;
  /** In bytes. */
  declare readonly size: number;
  declare readonly cached: boolean;
  /** How many values it sets. */
  declare readonly values: number;
  /** How many of them count in the end. */
  declare readonly won: number;
  /** How long reading took, in milliseconds. */
  declare readonly readTime: number;
  /** How long parsing took, in milliseconds. */
  declare readonly parseTime: number;

  /** @internal */
  constructor({ data: { read_us, parse_us, ...data }, text }: ToldSource) {
    super({ ...data, readTime: read_us / 1000, parseTime: parse_us / 1000 }, text);
  }
}

/** One message of the load trace. */
export interface DebugMessage {
  /** From which verbosity on it is recorded. */
  readonly level: number;
  readonly provider: string;
  readonly message: string;
  /** All of it in one line. */
  readonly text: string;
}

/** A text in some format, and what is to be said about it. */
export interface Exported {
  readonly text: string;
  readonly warnings: readonly Diagnostic[];
}

/** How a configuration is doing. */
export interface Status {
  readonly generation: number;
  /** When the present generation was published. */
  readonly loadedAt: Date;
  /** The last reload failed, and the last good generation is served. */
  readonly stale: boolean;
  /** Why. */
  readonly error: SuperConfigError | null;
  /** `polling` says why a path is looked at from time to time, where no events tell of changes. */
  readonly watched: readonly { readonly path: string; readonly polling: string | null }[];
}

/** Data as the native module tells it. */
export interface Told {
  readonly data: object;
  readonly text: string;
}
