/** What several tests need. */

import assert from 'node:assert/strict';
import { type Config, type Diagnostic, SuperConfig, SuperConfigError } from 'superconfig';

/** A configuration of a text of TOML and of variables that begin with `APP_`. */
export function configOf(toml = '', env: Record<string, string> = {}): Config<unknown> {
  return new SuperConfig().withEnvSnapshot(env).withString(toml, 'toml').withEnv('APP_').buildSync<unknown>();
}

/** The error that a call throws. */
export function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  return assert.fail('nothing was thrown');
}

/** The error that a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  return assert.fail('nothing was thrown');
}

/** All that an error says is wrong. */
export function told(error: Error): readonly Diagnostic[] {
  assert.ok(error instanceof SuperConfigError, String(error));
  return error.diagnostics;
}

/** All that a call says is wrong. */
export function faultsOf(call: () => unknown): readonly Diagnostic[] {
  return told(thrownBy(call));
}

/** Where these are, as `path line:column` or `path VARIABLE`. */
export function placesOf(faults: readonly Diagnostic[]): string[] {
  return faults.map(({ path, origin }) => {
    const place = origin?.variable ?? (origin?.line === undefined ? '' : `${origin.line}:${origin.column}`);
    return `${path ?? '(root)'} ${place}`.trim();
  });
}
