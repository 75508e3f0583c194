/** What a schema finds wrong: what every Standard Schema says, and what zod, valibot and arktype say besides. */

import type { Step } from './decode.js';
import type { Blame } from './meaning.js';

/** An issue as https://standardschema.dev has it. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What is wrong with the value at a path. */
export interface Fault extends Blame {
  /** `null` if it says no more than that nothing is there. */
  readonly message: string | null;
  readonly within: readonly Fault[];
}

/** What some schemas say besides. */
interface Telling extends Issue {
  /** Of which sort it is: zod and arktype. */
  readonly code?: unknown;
  /** The same: valibot. */
  readonly kind?: unknown;
  /** The keys that nothing knows, in one issue about their table: zod. */
  readonly keys?: readonly string[];
  /** What each member of a union says: zod, a list for each, and arktype. */
  readonly errors?: readonly (Telling | readonly Telling[])[];
  /** The same: valibot. */
  readonly issues?: readonly Telling[];
}

/** The codes of those that are about the kind of a value, and not about a rule that it breaks. */
const KINDS: Readonly<Record<string, readonly unknown[]>> = {
  zod: ['invalid_type', 'invalid_union', 'invalid_value', 'invalid_key', 'invalid_element'],
  valibot: ['schema'],
  arktype: ['domain', 'proto', 'unit', 'union', 'required', 'intersection', 'sequence'],
};

/** What is wrong with a value. */
export function faultsOf(issues: readonly Issue[], vendor: string, value: unknown): Fault[] {
  return issues.flatMap((issue) => told(issue, vendor, value, []));
}

function told(issue: Telling, vendor: string, value: unknown, above: readonly Step[]): Fault[] {
  const at = [...above, ...Array.from(issue.path ?? [], stepOf)];
  if (issue.code === 'unrecognized_keys' && issue.keys !== undefined) {
    return issue.keys.map((key) => {
      return { at: [...at, key], message: 'unknown key', isRule: true, missing: false, within: [] };
    });
  }
  // Only arktype gives whole paths within, and says all in the message.
  const isWhole = vendor === 'arktype';
  const inner = KINDS[vendor] === undefined ? [] : [...(issue.errors ?? []), ...(issue.issues ?? [])].flat();
  const within = inner.flatMap((one) => told(one, vendor, value, isWhole ? [] : at));
  const rule = isRule(issue, vendor);
  const missing = !isThere(value, at);
  const isKnown = KINDS[vendor] !== undefined && missing && !rule;
  const said = isWhole || within.length === 0 ? issue.message : `${issue.message}: ${orOf(within, at)}`;
  return [{ at, message: isKnown ? null : said, isRule: rule, missing, within }];
}

function orOf(faults: readonly Fault[], at: readonly Step[]): string {
  const said = faults.map((fault) => {
    const below = fault.at.slice(at.length).join('.');
    const message = fault.message ?? 'it is missing';
    return below === '' ? message : `\`${below}\`: ${message}`;
  });
  return [...new Set(said)].join(', or ');
}

/** Nothing is known of other schemas. */
function isRule(issue: Telling, vendor: string): boolean {
  const kinds = KINDS[vendor];
  return kinds !== undefined && !kinds.includes(vendor === 'valibot' ? issue.kind : issue.code);
}

function isThere(value: unknown, at: readonly Step[]): boolean {
  let inner = value;
  for (const step of at) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) {
      return false;
    }
    inner = (inner as Record<Step, unknown>)[step];
  }
  return inner !== undefined;
}

function stepOf(step: PropertyKey | { readonly key: PropertyKey }): Step {
  const key = typeof step === 'object' ? step.key : step;
  return typeof key === 'number' && Number.isSafeInteger(key) && key >= 0 ? key : String(key);
}
