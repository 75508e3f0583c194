/** Whether a diagnostic, an origin or an explanation is the one that a case expects. */

import type { Diagnostic, Explanation, Origin } from 'superconfig';
import { unless } from './differ.js';
import type { WantedDiagnostic, WantedExplanation, WantedOrigin, WantedStep } from './form.js';
import type { Place } from './place.js';
import { allMet, inOrder, same } from './same.js';

/** Whether a diagnostic is the expected one. */
export function isDiagnostic(expected: WantedDiagnostic, actual: Diagnostic, place: Place): boolean {
  const { code, path = actual.path, contains = [], related = [], ...origin } = expected;
  const texts = textsOf(actual);
  return (
    actual.code === code &&
    actual.path === path &&
    contains.every((text) => texts.some((found) => found.includes(text))) &&
    related.every((wanted) => actual.related.some((one) => isOrigin(wanted, one.origin, place))) &&
    isOrigin(origin, actual.origin, place)
  );
}

/** The texts of a diagnostic in which something can be demanded to stand. */
function textsOf({ message, help, related }: Diagnostic): string[] {
  const others = related.flatMap(({ message, origin }) => [
    message,
    `${origin.file ?? ''}:${origin.line ?? null}:${origin.column ?? null}`,
    origin.variable ?? '',
  ]);
  return [message, help ?? '', ...others];
}

/** Whether an origin is the expected one. Of defaults only the kind counts. */
export function isOrigin(expected: WantedOrigin, actual: Origin | null, place: Place): boolean {
  const { file, ...rest } = expected.kind === 'default' ? { kind: expected.kind } : expected;
  const found = actual?.file;
  const isThere = file === undefined || (found !== undefined && place.isSameFile(file, found));
  return isThere && keysOf(rest).every((key) => rest[key] === actual?.[key]);
}

/** What of an explanation is not as expected. */
export function* explanationFaults(
  expected: WantedExplanation,
  actual: Explanation,
  place: Place,
): Generator<string> {
  const { value, origin, beat, operations, elements } = expected;
  const isStep = (wanted: WantedStep, found: object) => isOneStep(wanted, found, place);
  const isPlace = (wanted: WantedOrigin, found: Origin) => isOrigin(wanted, found, place);
  if (value !== undefined) {
    yield* unless(same(value, actual.value), value, actual.value, 'value: ');
  }
  if (origin !== undefined) {
    yield* unless(isPlace(origin, actual.origin), origin, actual.origin, 'origin: ');
  }
  if (beat !== undefined) {
    const isBeat = beat.length === actual.beat.length && allMet(beat, actual.beat, isStep);
    yield* unless(isBeat, beat, actual.beat, 'beat: ');
  }
  if (operations !== undefined) {
    const isDone = inOrder(operations, actual.operations, isStep);
    yield* unless(isDone, operations, actual.operations, 'operations: ');
  }
  if (elements !== undefined) {
    yield* unless(inOrder(elements, actual.elements, isPlace), elements, actual.elements, 'elements: ');
  }
}

/** Whether a value that was beaten, or an operation, is the expected one. */
function isOneStep(expected: WantedStep, actual: { origin?: Origin }, place: Place): boolean {
  const { origin = {}, ...rest } = expected;
  const found = new Map(Object.entries(actual));
  return (
    isOrigin(origin, actual.origin ?? null, place) &&
    Object.entries(rest).every(([key, wanted]) => same(wanted, found.get(key)))
  );
}

function keysOf<T extends object>(object: T): (keyof T)[] {
  return Object.keys(object) as (keyof T)[];
}
