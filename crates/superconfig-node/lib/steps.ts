/** Paths as keys and indexes, and where they lead. */

import type { Step } from './decode.js';
import { native } from './native.js';

/** Nothing stands at a path. */
export const ABSENT: unique symbol = Symbol('absent');

/** How much is remembered at most by the paths that were asked for. */
export const MOST_KNOWN = 4096;

/** A path, or a name, that is a text. */
export function textOf(path: unknown): string {
  if (typeof path !== 'string') {
    throw new TypeError(`a path is a string, not ${path === null ? 'null' : typeof path}`);
  }
  return path;
}

/** Whether something can be a step of a path. */
export function isStep(step: unknown): boolean {
  return typeof step === 'string' || (Number.isSafeInteger(step) && (step as number) >= 0);
}

/** The paths that were asked for, as keys and indexes. */
const parsed = new Map<string, readonly Step[] | undefined>();

/** `undefined` for what is no path. */
export function stepsOf(path: string): readonly Step[] | undefined {
  if (parsed.has(path)) {
    return parsed.get(path);
  }
  const outcome = JSON.parse(native().parsePath(path)) as { ok?: Step[] };
  if (parsed.size >= MOST_KNOWN) {
    parsed.clear();
  }
  parsed.set(path, outcome.ok);
  return outcome.ok;
}

/** What is where the steps lead. */
export function walk(from: unknown, steps: readonly Step[]): unknown {
  let at = from;
  for (const step of steps) {
    const isThere =
      typeof at === 'object' && at !== null && typeof step === (Array.isArray(at) ? 'number' : 'string');
    if (!isThere || !Object.hasOwn(at as object, step)) {
      return ABSENT;
    }
    at = (at as Record<Step, unknown>)[step];
  }
  return at;
}
