/**
 * Values by a schema of the program: any Standard Schema, such as those of zod, valibot and arktype.
 *
 * Such a schema only says whether a value is right. What text of a variable is meant to be, and which variables are meant
 * at all, is found out by offering it values, and by looking which names it asks for.
 */

import { type LargeIntegers, type Step, thawed, type Written } from './decode.js';
import { isPromise } from './rules.js';

/** A schema as https://standardschema.dev has it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What comes of a schema. */
export type OutputOf<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer Output }
    ? Output
    : unknown
  : unknown;

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema is given. */
export interface Material extends Partial<Written> {
  /** Nothing stands there. */
  readonly absent?: true;
  /** Where text stands that may mean something else: a variable, say. */
  readonly texts: readonly (readonly [at: readonly Step[], meant: readonly Written[]])[];
  /** There are variables that nothing has claimed: the schema may. */
  readonly open: boolean;
}

/** What is wrong with the value at a path. */
export interface Fault {
  readonly at: readonly Step[];
  readonly message: string;
}

/** What comes of a value: what the schema makes of it, which paths it asked for, or what is wrong. */
export type Verdict<Output> =
  | { made: Output }
  | { asks: readonly (readonly Step[])[] }
  | { faults: readonly Fault[] };

export function isSchema(value: unknown): value is StandardSchema {
  // Those of arktype are functions.
  const isOne = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isOne && typeof (value as Partial<StandardSchema>)['~standard']?.validate === 'function';
}

/** Shows a schema what there is. The verdict is a promise only if the schema makes one. */
export function judgeWith<Output>(
  schema: StandardSchema<unknown, Output>,
  material: Material,
  large: LargeIntegers,
): Verdict<Output> | Promise<Verdict<Output>> {
  if (material.open) {
    const asks = askedBy(schema, meantBy(material, large));
    if (asks.length > 0) {
      return { asks };
    }
  }
  return attempt(
    schema,
    material,
    material.texts.map(() => -1),
    large,
    undefined,
  );
}

/**
 * One attempt with a choice of meanings for each text; -1 is the plain one. While it fails, the texts that the faults are
 * about are given their next meaning. What is reported is what was wrong with the plain ones.
 */
function attempt<Output>(
  schema: StandardSchema<unknown, Output>,
  material: Material,
  meanings: readonly number[],
  large: LargeIntegers,
  first: readonly Fault[] | undefined,
): Verdict<Output> | Promise<Verdict<Output>> {
  const judged = (result: SchemaResult<Output>): Verdict<Output> | Promise<Verdict<Output>> => {
    if (result.issues === undefined) {
      return { made: result.value };
    }
    const faults = result.issues.map(faultOf);
    const next = material.texts.map(([at, meant], index) => {
      const meaning = meanings[index] ?? -1;
      const isMeant = faults.some((fault) => touches(fault.at, at));
      return isMeant && meaning < meant.length ? meaning + 1 : meaning;
    });
    const isNew = next.some((meaning, index) => {
      return meaning !== meanings[index] && meaning < (material.texts[index]?.[1].length ?? 0);
    });
    return isNew ? attempt(schema, material, next, large, first ?? faults) : { faults: first ?? faults };
  };
  const result = schema['~standard'].validate(meantBy(material, large, meanings));
  return isPromise(result) ? Promise.resolve(result).then(judged) : judged(result);
}

/** Whether one path leads to the other. */
function touches(one: readonly Step[], other: readonly Step[]): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((step, index) => String(step) === String(other[index]));
}

function faultOf(issue: Issue): Fault {
  const at = (issue.path ?? []).map((step) => {
    const key = typeof step === 'object' ? step.key : step;
    return typeof key === 'number' ? key : String(key);
  });
  return { at, message: issue.message };
}

/** The value, with a choice of meanings for its texts. */
function meantBy(material: Material, large: LargeIntegers, meanings: readonly number[] = []): unknown {
  if (material.absent === true || material.special === undefined) {
    return undefined;
  }
  let value = thawed(material as Written, large);
  material.texts.forEach(([at, meant], index) => {
    const meaning = meant[meanings[index] ?? -1];
    if (meaning !== undefined) {
      value = replaced(value, at, thawed(meaning, large));
    }
  });
  return value;
}

function replaced(value: unknown, at: readonly Step[], by: unknown): unknown {
  const [first, ...rest] = at;
  if (first === undefined) {
    return by;
  }
  const container = value as Record<Step, unknown>;
  Object.defineProperty(container, first, {
    value: replaced(container[first], rest, by),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return value;
}

/** No variable has more words in its name than this, nor does a schema ask deeper. */
const DEEPEST = 8;

/** The paths that a schema asks for and that are not there. It is shown a value that notes them; what it says is not heard. */
function askedBy(schema: StandardSchema, value: unknown): (readonly Step[])[] {
  const asked = new Map<string, readonly Step[]>();
  const note = (at: readonly Step[]) => void asked.set(JSON.stringify(at), at);
  try {
    const result = schema['~standard'].validate(noting(value ?? {}, [], note));
    if (isPromise(result)) {
      Promise.resolve(result).catch(() => {});
    }
  } catch {
    // It will say so again of what is really there.
  }
  return [...asked.values()];
}

function noting(value: unknown, at: readonly Step[], note: (at: readonly Step[]) => void): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || Array.isArray(value)) {
    return value;
  }
  return new Proxy(value, {
    get(table, key, receiver) {
      if (typeof key === 'symbol' || (!Object.hasOwn(table, key) && key in Object.prototype)) {
        return Reflect.get(table, key, receiver);
      }
      if (Object.hasOwn(table, key)) {
        return noting(Reflect.get(table, key), [...at, key], note);
      }
      note([...at, key]);
      // A table of which nothing is known yet: the schema goes on to ask for what should be in it.
      return at.length < DEEPEST ? noting({}, [...at, key], note) : undefined;
    },
    has(table, key) {
      if (typeof key === 'string' && !Reflect.has(table, key)) {
        note([...at, key]);
        return true;
      }
      return Reflect.has(table, key);
    },
  });
}
