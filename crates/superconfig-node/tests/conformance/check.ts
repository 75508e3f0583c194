/** Loads a case in every way and says what is not as it expects. */

import type { Case } from './case.js';
import { codes, type Faults, unequal, unless } from './differ.js';
import { displayed } from './displayed.js';
import { Load, type Outcome, WAYS } from './load.js';
import { Place } from './place.js';
import { resultFaults } from './results.js';
import { allMet } from './same.js';
import { isDiagnostic } from './told.js';

/** What is not as the case expects. */
export async function faults(given: Case): Promise<string[]> {
  const place = new Place(given);
  try {
    const found: string[] = [];
    for (const way of WAYS) {
      for await (const fault of loadFaults(new Load(given, place, way))) {
        found.push(`${way.name}: ${fault}`);
      }
    }
    return found;
  } finally {
    place[Symbol.dispose]();
  }
}

async function* loadFaults(load: Load): Faults {
  const outcome = await load.outcome();
  yield* outcomeFaults(load, outcome);
  yield* diagnosticsFaults(load, outcome);
  yield* hiddenFaults(load);
  if (outcome.error === undefined) {
    yield* resultFaults(load);
  }
}

/** Whether the load may end as it did, with the diagnostics that it has. */
function outcomeFaults({ expect }: Load, { error, diagnostics }: Outcome): string[] {
  const { any_outcome, errors, fails, warnings = [] } = expect;
  if (any_outcome) {
    return [];
  }
  const mustFail = errors !== undefined || fails === true;
  const found = codes(diagnostics);
  if (mustFail !== (error !== undefined)) {
    return [error === undefined ? 'the load did not fail' : `the load failed: ${error.message}`];
  }
  if (errors !== undefined) {
    return unequal(new Set(errors), new Set(found), 'errors: ');
  }
  return mustFail || warnings === null ? [] : unequal(warnings.toSorted(), found.toSorted(), 'warnings: ');
}

function diagnosticsFaults({ expect, place }: Load, { diagnostics }: Outcome): string[] {
  const { diagnostics: wanted = [] } = expect;
  const isMet = allMet(wanted, diagnostics, (one, other) => isDiagnostic(one, other, place));
  return unless(isMet, wanted, diagnostics, 'diagnostics: ');
}

async function* hiddenFaults(load: Load): Faults {
  const { hidden } = load.expect;
  if (hidden === undefined) {
    return;
  }
  for (const [name, shown] of await displayed(load)) {
    for (const secret of hidden) {
      yield* shown.includes(secret) ? [`${name} shows ${JSON.stringify(secret)}`] : [];
    }
  }
}
