/**
 * Values by a schema of the program: any Standard Schema, such as those of zod, valibot and arktype.
 *
 * Such a schema only says whether a value is right. What text of a variable is meant to be, and which variables are meant
 * at all, is found out by offering it values (`meaning`), and by looking which names it asks for (`asking`).
 */

import { askedBy } from './asking.js';
import { type LargeIntegers, type Step, set, thawed, type Written, whole } from './decode.js';
import { type Fault, faultsOf, type Issue } from './issues.js';
import { type Choice, isLive, type Text, type Trial, trials } from './meaning.js';
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

/** What a schema is given. */
export interface Material extends Partial<Written> {
  /** Nothing stands there. */
  readonly absent?: true;
  /** The text that may mean something else: that of variables, say. Lists come before their elements. */
  readonly texts: readonly Text[];
  /** There are variables that nothing has claimed: the schema may. */
  readonly open: boolean;
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
  const { texts } = material;
  const shownAs = (trial: Trial) => meantBy(material, trial, large);
  if (material.open) {
    // What a text is taken for may decide what else is asked for.
    const most = Math.max(0, ...texts.map((text) => text.meant.length));
    const shown = Array.from({ length: most + 1 }, (_, meaning) => texts.map(() => meaning));
    const asks = askedBy(
      schema,
      shown.map((choice) => shownAs({ choice, asTables: new Set() })),
    );
    if (asks.length > 0) {
      return { asks };
    }
  }
  const standard = schema['~standard'];
  const tries = trials(texts);
  let last: Choice | undefined;
  let faults: readonly Fault[] = [];
  const look = ({ value: trial, done }: IteratorResult<Trial, Trial>): Looked<Output> => {
    if (done && trial.choice === last) {
      return { faults };
    }
    const isReal = trial.asTables.size === 0;
    const value = shownAs(trial);
    const judged = (result: SchemaResult<Output>): Looked<Output> => {
      if (result.issues === undefined && isReal) {
        return { made: result.value };
      }
      const found = faultsOf(result.issues ?? [], standard.vendor, value);
      if (isReal) {
        last = trial.choice;
        faults = found;
      }
      return done ? { faults } : look(tries.next(found));
    };
    const result = standard.validate(value);
    return isPromise(result) ? Promise.resolve(result).then(judged) : judged(result);
  };
  return look(tries.next());
}

type Looked<Output> = Verdict<Output> | Promise<Verdict<Output>>;

/** The value with what its texts are taken to mean. */
function meantBy(material: Material, { choice, asTables }: Trial, large: LargeIntegers): unknown {
  if (material.absent === true || material.special === undefined) {
    return undefined;
  }
  if (material.texts.length === 0 && !material.open) {
    // It is shown once.
    return whole(material.value, material as Written, large);
  }
  let value = thawed(material as Written, large);
  material.texts.forEach(({ at, meant }, index) => {
    const meaning = meant[(choice[index] ?? 0) - 1];
    if (meaning !== undefined && isLive(material.texts, choice, index)) {
      const meant = thawed(meaning, large);
      value = replaced(value, at, asTables.has(index) ? { ...(meant as unknown[]) } : meant);
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
  set(container, first, replaced(container[first], rest, by));
  return value;
}
