/** What programs give in more than one form. */

import { fileURLToPath } from 'node:url';
import type { Path } from './options.js';

/** A path as text. */
export function pathOf(path: Path): string {
  if (typeof path === 'string') {
    return path;
  }
  if (path instanceof URL) {
    return fileURLToPath(path);
  }
  throw new TypeError(`a path is a string or a file: URL, not ${path === null ? 'null' : typeof path}`);
}

/** One or several, as an array. */
export function listOf<T extends string | URL>(given: T | Iterable<T> | undefined): T[] {
  if (given === undefined) {
    return [];
  }
  return typeof given === 'string' || given instanceof URL ? [given as T] : [...(given as Iterable<T>)];
}
