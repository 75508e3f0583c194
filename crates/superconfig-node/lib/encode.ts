/** Values of JavaScript as text for the native module: JSON in which each string begins with what it is. */

/** As files may be nested. A value that contains itself has no end. */
const DEEPEST = 128;

/** What would look empty. */
const UNREADABLE = [Promise, WeakMap, WeakSet, WeakRef, Error];

const SMALLEST = -(2n ** 63n);
const LARGEST = 2n ** 64n - 1n;

/** The text for a value. Throws a `TypeError` or `RangeError` for what no configuration can hold. */
export function encode(value: unknown): string {
  return encoded(value, DEEPEST) ?? 'null';
}

/** `undefined` for what is not there. */
function encoded(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'boolean':
      return String(value);
    case 'number':
      return number(value);
    case 'bigint':
      return integer(value);
    case 'string':
      return tagged('s', text(value));
    case 'object':
      return value === null ? 'null' : object(value, depth);
    default:
      throw new TypeError(`a ${typeof value} cannot be used in a configuration`);
  }
}

const tagged = (kind: 's' | 'd' | 'f', text: string): string => JSON.stringify(kind + text);

/** Text is Unicode; a string may hold halves of characters, too. */
function text(value: string): string {
  if (/\p{Surrogate}/u.test(value)) {
    throw new TypeError('a string with a lone surrogate cannot be used in a configuration');
  }
  return value;
}

function number(value: number): string {
  if (Number.isSafeInteger(value)) {
    return Object.is(value, -0) ? '-0.0' : String(value);
  }
  if (Number.isFinite(value)) {
    // Without an exponent, it would be read as an integer.
    return Number.isInteger(value) ? value.toExponential() : String(value);
  }
  return tagged('f', Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf');
}

function integer(value: bigint): string {
  if (value < SMALLEST || value > LARGEST) {
    throw new RangeError(`the integer ${value} is out of range: a configuration holds 64 bits`);
  }
  return String(value);
}

function object(value: object, depth: number): string | undefined {
  if (depth === 0) {
    throw new RangeError(`the value is nested deeper than ${DEEPEST} levels, or contains itself`);
  }
  if (value instanceof Date) {
    return tagged('d', value.toISOString());
  }
  if (Array.isArray(value) || value instanceof Set) {
    return `[${Array.from(value, (element) => encoded(element, depth - 1) ?? 'null').join(',')}]`;
  }
  if (value instanceof Map) {
    return table(value, depth);
  }
  if (value instanceof URL) {
    return tagged('s', value.href);
  }
  if (value instanceof RegExp) {
    return tagged('s', value.source);
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw new TypeError('bytes cannot be used in a configuration: write them as text');
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return encoded(value.toJSON(), depth - 1);
  }
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return encoded(value.valueOf(), depth);
  }
  const what = UNREADABLE.find((kind) => value instanceof kind);
  if (what !== undefined) {
    throw new TypeError(`a ${what.name} cannot be used in a configuration`);
  }
  return table(Object.entries(value), depth);
}

function table(entries: Iterable<[unknown, unknown]>, depth: number): string {
  const written: string[] = [];
  for (const [key, value] of entries) {
    const json = encoded(value, depth - 1);
    if (json !== undefined) {
      written.push(`${JSON.stringify(text(String(key)))}:${json}`);
    }
  }
  return `{${written.join(',')}}`;
}
