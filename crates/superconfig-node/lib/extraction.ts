/** What stands at a path of a configuration, as a schema makes it. */

import type { LargeIntegers, Step } from './decode.js';
import { outcome } from './errors.js';
import { native } from './native.js';
import { judgeWith, type Material, type StandardSchema, type Verdict } from './schema.js';
import type { Session } from './session.js';
import { textOf } from './steps.js';

/** The verdict of a schema, which is shown what it asks for, round by round. */
export function judged(
  session: Session,
  schema: StandardSchema,
  path: string,
  large: LargeIntegers,
  rounds: readonly (readonly (readonly Step[])[])[] = [],
): Verdict<unknown> | Promise<Verdict<unknown>> {
  const material = outcome<Material>(native().material(session.native, textOf(path), JSON.stringify(rounds)));
  const verdict = judgeWith(schema, material, large);
  // What was found by its names may have more of them.
  return 'asks' in verdict ? judged(session, schema, path, large, [...rounds, verdict.asks]) : verdict;
}

/** What a schema has made; throws what is wrong. */
export function made(session: Session, verdict: Verdict<unknown>, path: string): unknown {
  if ('made' in verdict) {
    return verdict.made;
  }
  const faults = 'faults' in verdict ? verdict.faults : [];
  return outcome(native().faulty(session.native, path, JSON.stringify(faults)));
}
