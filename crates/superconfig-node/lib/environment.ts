/** The variables of the environment, as the native module takes them. */

import type { Environment } from './options.js';

const IS_WINDOWS = process.platform === 'win32';

/** Given variables, as JSON. Those of the system may be bytes that are no text. */
export function givenVariables(env: Environment): string {
  const variables: [string, string | number[]][] = [];
  for (const name of Object.keys(env)) {
    const value = env[name];
    if (value !== undefined) {
      variables.push([name, value instanceof Uint8Array ? [...value] : String(value)]);
    }
  }
  return JSON.stringify(variables);
}

/**
 * The variables of the program whose names begin so, each as `NAME=value` and a NUL. Reading a variable takes longer than
 * a look at a file: the others are left alone.
 */
export function variablesOf(env: NodeJS.ProcessEnv, prefixes: readonly string[]): string {
  let text = '';
  // `Object.keys` would look up each of them.
  for (const name of Object.getOwnPropertyNames(env)) {
    const value = begins(name, prefixes) ? env[name] : undefined;
    if (value !== undefined) {
      text += `${name}=${asSystem(value)}\0`;
    }
  }
  return text;
}

function begins(name: string, prefixes: readonly string[]): boolean {
  const cased = IS_WINDOWS ? name.toUpperCase() : name;
  for (const prefix of prefixes) {
    if (cased.startsWith(IS_WINDOWS ? prefix.toUpperCase() : prefix)) {
      return true;
    }
  }
  return false;
}

/** A value as the system would keep it: what a program puts in place of `process.env` may hold anything. */
function asSystem(value: unknown): string {
  const text = String(value);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
