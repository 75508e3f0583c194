/** A check for each key of `expect` that is about a configuration that loaded. */

import { KeyNotFoundError, type WritableFormat } from 'superconfig';
import { codes, type Faults, lacking, unequal, unlike } from './differ.js';
import type { Expect, WantedExplanation } from './form.js';
import { type Json, parse } from './json.js';
import type { Load } from './load.js';
import { explanationFaults } from './told.js';

type Wanted<K extends keyof Expect> = NonNullable<Expect[K]>;

async function* value(load: Load, wanted: Json): Faults {
  const config = await load.config();
  yield* unequal(config.asJson(), config.export('json').text, 'asJson: ');
  yield* unlike(wanted, parse(config.asJson()), 'asJson: ');
  yield* unlike(wanted, config.toObject(), 'toObject: ');
}

async function* get(load: Load, path: string, wanted: Json): Faults {
  yield* unlike(wanted, (await load.config()).get(path), 'get: ');
  yield* unlike(wanted, (await load.config()).getOrThrow(path), 'getOrThrow: ');
}

async function* absent(load: Load, wanted: readonly string[]): Faults {
  for (const path of wanted) {
    const config = await load.config();
    const told = { has: config.has(path), get: config.get(path), explain: config.explain(path) };
    yield* unequal({ has: false, get: undefined, explain: undefined }, told, `${path}: `);
    yield* unequal('nothing', config.get(path, 'nothing'), `${path}: `);
    try {
      yield `${path}: there is ${config.getOrThrow(path)}`;
    } catch (error) {
      if (!(error instanceof KeyNotFoundError)) {
        throw error;
      }
    }
  }
}

async function* keys(load: Load, path: string, wanted: readonly string[]): Faults {
  yield* unequal(wanted.toSorted(), (await load.config()).keys(path).toSorted());
}

async function* order(load: Load, path: string, wanted: readonly string[]): Faults {
  const config = await load.config();
  const table = parse(config.export('json', { path }).text);
  yield* unequal(wanted, table instanceof Map ? [...table.keys()] : table, 'export: ');
  yield* unequal(wanted, config.keys(path), 'keys: ');
}

async function* exported(load: Load, format: WritableFormat, wanted: string): Faults {
  yield* unequal(wanted.trimEnd(), (await load.export(format)).trimEnd());
}

async function* exportContains(load: Load, format: WritableFormat, wanted: readonly string[]): Faults {
  yield* lacking(wanted, await load.export(format));
}

async function* exportParsed(load: Load, format: WritableFormat, wanted: Json): Faults {
  yield* unlike(wanted, parse((await load.again(format)).asJson()));
}

async function* exportWarnings(load: Load, format: WritableFormat, wanted: readonly string[]): Faults {
  const { warnings } = (await load.config()).export(format);
  yield* unequal(new Set(wanted), new Set(codes(warnings)));
}

async function* roundtrip(load: Load, wanted: Wanted<'roundtrip'>): Faults {
  for (const format of wanted) {
    const again = await load.again(format);
    yield* unequal([], codes(again.warnings()), `${format}: warnings: `);
    yield* unlike(load.expect.value, parse(again.asJson()), `${format}: `);
  }
}

async function* explain(load: Load, path: string, wanted: WantedExplanation): Faults {
  const explanation = (await load.config()).explain(path);
  if (explanation === undefined) {
    yield 'nothing is there';
  } else {
    yield* explanationFaults(wanted, explanation, load.place);
  }
}

async function* whyNot(load: Load, name: string, { contains }: { contains: readonly string[] }): Faults {
  yield* lacking(contains, String((await load.config()).whyNot(name)));
}

async function* shown(load: Load, wanted: readonly string[]): Faults {
  yield* lacking(wanted, (await load.config()).explainAll().join(''));
}

/** A check of one entry as that of a table of them. */
function each<K extends string, W>(check: (load: Load, key: K, wanted: W) => Faults) {
  return async function* (load: Load, table: ReadonlyMap<K, W>): Faults {
    for (const [key, wanted] of table) {
      yield* named(key, check(load, key, wanted));
    }
  };
}

async function* named(name: string, faults: Faults): Faults {
  for await (const fault of faults) {
    yield `${name}: ${fault}`;
  }
}

/** The keys of `expect` that other checks are for. */
type OfOutcome = 'warnings' | 'errors' | 'fails' | 'any_outcome' | 'diagnostics' | 'hidden';

const CHECKS: { [K in Exclude<keyof Expect, OfOutcome>]: (load: Load, wanted: Wanted<K>) => Faults } = {
  value,
  get: each(get),
  absent,
  keys: each(keys),
  order: each(order),
  export: each(exported),
  export_contains: each(exportContains),
  export_parsed: each(exportParsed),
  export_warnings: each(exportWarnings),
  roundtrip,
  explain: each(explain),
  why_not: each(whyNot),
  shown,
};

/** What of a configuration that loaded is not as expected. */
export async function* resultFaults(load: Load): Faults {
  for (const [key, check] of Object.entries(CHECKS)) {
    const wanted = load.expect[key as keyof typeof CHECKS];
    if (wanted !== undefined) {
      yield* named(key, check(load, wanted as never));
    }
  }
}
