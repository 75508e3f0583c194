/** Whether a value is the one that a case expects. What is expected comes first, as everywhere here. */

/**
 * Equal without the order of keys; `1` equals `1.0`; `{"$int": "…"}` demands exactly these digits.
 *
 * The result is parsed JSON, or a value as a program gets it: what JSON lacks is compared with its text.
 */
export function same(expected: unknown, actual: unknown): boolean {
  if (typeof actual === 'number' || typeof actual === 'bigint') {
    return sameNumber(expected, actual);
  }
  if (actual instanceof Date) {
    return typeof expected === 'string' && sameInstant(expected, actual);
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return inOrder(expected, actual, same);
  }
  const [wanted, found] = [tableOf(expected), tableOf(actual)];
  if (wanted !== undefined && found !== undefined) {
    return (
      wanted.size === found.size &&
      [...wanted].every(([key, value]) => found.has(key) && same(value, found.get(key)))
    );
  }
  return expected === actual;
}

function sameNumber(expected: unknown, actual: number | bigint): boolean {
  const digits = digitsOf(expected);
  if (digits !== undefined) {
    const isExact = typeof actual === 'bigint' || Number.isSafeInteger(actual);
    return isExact && String(actual) === digits;
  }
  if (typeof expected === 'string') {
    return ['inf', '-inf', 'nan'].includes(expected) && Object.is(Number(TEXTS[expected]), actual);
  }
  const isNumber = typeof expected === 'number' || typeof expected === 'bigint';
  // Between the two kinds of numbers, this compares what they stand for.
  // biome-ignore lint/suspicious/noDoubleEquals: see above
  return isNumber && expected == actual;
}

const TEXTS: Readonly<Record<string, string>> = { inf: 'Infinity', '-inf': '-Infinity', nan: 'NaN' };

function digitsOf(expected: unknown): string | undefined {
  const digits = expected instanceof Map && expected.size === 1 ? expected.get('$int') : undefined;
  return typeof digits === 'string' ? digits : undefined;
}

const INSTANT = /T.*(Z|[+-]\d\d:\d\d)$/;

/** A `Date` forgets its offset, and what is smaller than a millisecond. */
function sameInstant(expected: string, actual: Date): boolean {
  return INSTANT.test(expected) && Date.parse(expected) === actual.getTime();
}

function tableOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value instanceof Map) {
    return value;
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? new Map(Object.entries(value)) : undefined;
}

/** Whether each expectation is met by the result in its place, and no result is left. */
export function inOrder<E, A>(
  expected: readonly E[],
  actual: readonly A[],
  meets: (expected: E, actual: A) => boolean,
): boolean {
  return expected.length === actual.length && expected.every((wanted, at) => meets(wanted, actual[at] as A));
}

/** Whether each expectation is met by a result of its own, in any order. */
export function allMet<E, A>(
  expected: readonly E[],
  actual: readonly A[],
  meets: (expected: E, actual: A) => boolean,
): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) {
    return true;
  }
  return actual.some(
    (candidate, at) => meets(first, candidate) && allMet(rest, actual.toSpliced(at, 1), meets),
  );
}
