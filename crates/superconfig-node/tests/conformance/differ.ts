/** Comparisons that say in words what differs. */

import { inspect, isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from 'superconfig';
import { same } from './same.js';

/** What is not as expected. */
export type Faults = AsyncGenerator<string>;

/** The code of each. */
export function codes(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code }) => code);
}

/** A fault unless it is met. */
export function unless(isMet: boolean, wanted: unknown, found: unknown, where = ''): string[] {
  return isMet ? [] : [`${where}expected ${short(wanted)}, found ${short(found)}`];
}

/** A fault unless the value is the expected one. */
export function unlike(wanted: unknown, found: unknown, where = ''): string[] {
  return unless(same(wanted, found), wanted, found, where);
}

/** A fault unless both are equal. */
export function unequal(wanted: unknown, found: unknown, where = ''): string[] {
  return unless(isDeepStrictEqual(wanted, found), wanted, found, where);
}

/** A fault for each text that is not in what was found. */
export function lacking(wanted: readonly string[], found: string): string[] {
  return wanted
    .filter((text) => !found.includes(text))
    .map((text) => `${short(text)} is not in ${short(found)}`);
}

/** Enough to see what it is. */
function short(thing: unknown): string {
  const text = inspect(thing, { depth: 8, breakLength: Number.POSITIVE_INFINITY });
  return text.length <= 600 ? text : `${text.slice(0, 600)}…`;
}
