/** Who listens to changes. */

import type { Change, News } from './changes.js';
import type { Step } from './decode.js';
import { isPromise } from './rules.js';

/** Who is told what. */
export interface Listener {
  readonly event: 'change' | 'error';
  readonly listener: (news: never) => unknown;
  /** Only what is at or below this path. */
  readonly path: readonly Step[];
}

/** Tells one listener. What it throws is its own problem, and shown as such. */
export function tell({ event, listener, path }: Listener, { changes, error }: News): void {
  const told = changes.filter((change) => isBelow(change, path));
  const news = event === 'error' ? error : told.length > 0 ? told : null;
  if (news === null) {
    return;
  }
  const warn = (thrown: unknown) => {
    process.emitWarning(thrown instanceof Error ? thrown : String(thrown), { type: 'SuperConfigListener' });
  };
  try {
    const answer = (listener as (news: unknown) => unknown)(news);
    if (isPromise(answer)) {
      Promise.resolve(answer).catch(warn);
    }
  } catch (thrown) {
    warn(thrown);
  }
}

/** Whether a change is at or below a path, or above it. */
export function isBelow(change: Change, path: readonly Step[]): boolean {
  return path.every((step, index) => index >= change.steps.length || change.steps[index] === step);
}
