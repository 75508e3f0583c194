/** The form of a case, as the tables of `conformance/README.md` give it. */

import {
  anything,
  count,
  demand,
  fields,
  flag,
  listOf,
  nullable,
  oneField,
  pair,
  type Read,
  type Reader,
  tableOf,
  text,
  word,
  yes,
} from './shape.js';

const texts = listOf(text);
const format = word('json', 'toml', 'yaml', 'env');

const longOrBytes = oneField({ base64: text, parts: listOf(pair(text, count)) });

/** A text as a string, as base64, or in parts. */
const content: Reader<Buffer> = (where, value) => {
  if (typeof value === 'string') {
    return Buffer.from(value);
  }
  const [kind, given] = longOrBytes(where, value);
  if (kind === 'parts') {
    return Buffer.from(given.map(([part, times]) => part.repeat(times)).join(''));
  }
  const bytes = Buffer.from(given, 'base64');
  demand(bytes.toString('base64') === given, where, 'is no base64');
  return bytes;
};

const mode: Reader<number> = (where, value) => {
  const digits = text(where, value);
  demand(/^[0-7]+$/.test(digits), where, 'is no octal number');
  return Number.parseInt(digits, 8);
};

const source = oneField({
  defaults: tableOf(anything),
  file: text,
  file_opt: text,
  join: text,
  glob: text,
  dotenv: text,
  env: text,
  set: text,
  app: text,
});

/** One source: its kind, and what belongs to it. */
export type Source = Read<typeof source>;

const place = { file: text, line: count, column: count, variable: text };
const origin = fields({}, { kind: text, ...place });

/** What is expected of an origin. */
export type WantedOrigin = Read<typeof origin>;

const diagnostic = fields({ code: text }, { path: text, ...place, contains: texts, related: listOf(origin) });

/** What is expected of a diagnostic. */
export type WantedDiagnostic = Read<typeof diagnostic>;

const beaten = fields({}, { value: anything, origin, at: text });
const operation = fields({}, { op: text, elements: listOf(anything), origin });
const explanation = fields(
  {},
  {
    value: anything,
    origin,
    beat: listOf(beaten),
    operations: listOf(operation),
    elements: listOf(origin),
  },
);

/** What is expected of a value that was beaten, or of an operation. */
export type WantedStep = Read<typeof beaten> | Read<typeof operation>;

/** What is expected of an explanation. */
export type WantedExplanation = Read<typeof explanation>;

const expect = fields(
  {},
  {
    value: anything,
    get: tableOf(anything),
    absent: texts,
    keys: tableOf(texts),
    order: tableOf(texts),
    export: tableOf(text, format),
    export_contains: tableOf(texts, format),
    export_parsed: tableOf(anything, format),
    export_warnings: tableOf(texts, format),
    roundtrip: listOf(format),
    warnings: nullable(texts),
    errors: texts,
    fails: yes,
    any_outcome: yes,
    diagnostics: listOf(diagnostic),
    explain: tableOf(explanation),
    why_not: tableOf(fields({ contains: texts }, {})),
    hidden: texts,
    shown: texts,
  },
);

/** What must come out. */
export type Expect = Read<typeof expect>;

/** A case as it is written. */
export const written = fields(
  { name: text, spec: text, sources: listOf(source), expect },
  {
    needs: texts,
    files: tableOf(content),
    home: tableOf(content),
    dirs: texts,
    links: tableOf(text),
    modes: tableOf(mode),
    env: tableOf(content),
    cwd: text,
    profiles: texts,
    nested: flag,
    strict: flag,
  },
);

/** A file of cases. */
export const suite = fields({ capability: text, cases: listOf(anything) }, {});
