/** What is about the package as a whole. */

import { native } from './native.js';

/** The version of the package. */
export function version(): string {
  return native().version();
}

/** Forgets all files that were read: they are read again, whatever the file system says of them. */
export function clearCache(): void {
  native().clearCache();
}
