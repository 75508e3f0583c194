/** Validation rules. */

import { decode, type Written } from './decode.js';
import { encode } from './encode.js';
import type { Asked } from './session.js';

/** A rule as a function: `undefined` and `true` are fine; `false`, a text or an exception are not. */
export type Check<V = unknown> = (value: V) => Verdict | PromiseLike<Verdict>;

// biome-ignore lint/suspicious/noConfusingVoidType: as above
type Verdict = boolean | string | void | null | undefined;

/** Notes a function of the program; answers with its number. */
export type Note = (asked: Asked) => number;

/**
 * What a value must be.
 *
 * @example
 * ```ts
 * new SuperConfig().validate('port', Rule.range({ min: 1, max: 65535 }).or(Rule.oneOf(['auto'])));
 * ```
 */
export class Rule {
  readonly #write: (note: Note) => string;

  private constructor(write: (note: Note) => string) {
    this.#write = write;
  }

  /** The rule as JSON. @internal */
  static written(rule: Rule | Check<never>, note: Note): string {
    return Rule.#of(rule).#write(note);
  }

  static #of(rule: Rule | Check<never>): Rule {
    if (rule instanceof Rule) {
      return rule;
    }
    if (typeof rule !== 'function') {
      throw new TypeError('a rule is a `Rule` or a function');
    }
    const name = rule.name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
    return Rule.custom(name.trim().toLowerCase() || 'what the program demands', rule);
  }

  /** A number between two ends, both included; either may be left out. */
  static range(range: { min?: number | bigint; max?: number | bigint }): Rule {
    return Rule.#plain(`{"range":${encode({ min: range.min, max: range.max })}}`);
  }

  /** The length of a text (in characters), an array or a table. */
  static length(range: { min?: number; max?: number }): Rule {
    return Rule.#plain(`{"length":${JSON.stringify({ min: range.min, max: range.max })}}`);
  }

  /** A text in which a pattern is found. The patterns are those of Rust, which look neither back nor ahead. */
  static regex(pattern: string | RegExp): Rule {
    const flags = typeof pattern === 'string' ? '' : pattern.flags.replace(/[^ims]/g, '');
    const source = typeof pattern === 'string' ? pattern : pattern.source;
    return Rule.#plain(`{"regex":${JSON.stringify(flags === '' ? source : `(?${flags})${source}`)}}`);
  }

  /** One of these values. */
  static oneOf(values: Iterable<unknown>): Rule {
    return Rule.#plain(`{"oneOf":${encode([...values])}}`);
  }

  /** Every element of an array, every value of a table. */
  static each(rule: Rule | Check<never>): Rule {
    const each = Rule.#of(rule);
    return new Rule((note) => `{"each":${each.#write(note)}}`);
  }

  /** Neither an empty text, array or table nor null. */
  static nonEmpty(): Rule {
    return Rule.#plain('"nonEmpty"');
  }

  /** Something must be there. */
  static required(): Rule {
    return Rule.#plain('"required"');
  }

  /** What a function says, with words for what it expects. */
  static custom(expected: string, check: Check<never>): Rule {
    const asked = judge(check);
    return new Rule((note) => `{"custom":${JSON.stringify({ expected, function: note(asked) })}}`);
  }

  /** The same with what is said about a value that breaks it. */
  message(message: string): Rule {
    return new Rule(
      (note) => `{"message":{"rule":${this.#write(note)},"message":${JSON.stringify(message)}}}`,
    );
  }

  /** This rule and another. */
  and(other: Rule | Check<never>): Rule {
    const second = Rule.#of(other);
    return new Rule((note) => `{"and":[${this.#write(note)},${second.#write(note)}]}`);
  }

  /** This rule or another. */
  or(other: Rule | Check<never>): Rule {
    const second = Rule.#of(other);
    return new Rule((note) => `{"or":[${this.#write(note)},${second.#write(note)}]}`);
  }

  static #plain(json: string): Rule {
    return new Rule(() => json);
  }
}

/** A check as the native module asks it: `null`, or an exception. */
export function judge(check: Check<never>): Asked {
  if (typeof check !== 'function') {
    throw new TypeError('a rule is a `Rule` or a function');
  }
  return (argument) => {
    const verdict = check(decode(argument as Written, 'bigint') as never);
    return isPromise(verdict) ? Promise.resolve(verdict).then(answered) : answered(verdict);
  };
}

function answered(verdict: Verdict): string {
  if (verdict === undefined || verdict === null || verdict === true) {
    return 'null';
  }
  if (verdict === false) {
    throw new Error('it is not');
  }
  throw new Error(typeof verdict === 'string' ? verdict : `the rule answered with a ${typeof verdict}`);
}

/** Whether something is settled later. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
