/** Everything that displays values, and must hide secrets. */

import { inspect } from 'node:util';
import type { Load } from './load.js';

/** What is displayed of a load, each with a name. */
export async function displayed(load: Load): Promise<Map<string, string>> {
  const [config, diagnostics] = await load.lenient();
  const { error } = await load.outcome();
  const explanations = config.explainAll();
  const sources = config.sources();
  return new Map([
    ['explain', explanations.join('\n') + whole(explanations)],
    ['explain as JSON', JSON.stringify(explanations)],
    ['sources', sources.join('\n') + whole(sources)],
    ['sources as JSON', JSON.stringify(sources)],
    ['warnings', config.renderWarnings()],
    ['coloured warnings', config.renderWarnings('color')],
    ['diagnostics', whole(diagnostics)],
    ['diagnostics as JSON', JSON.stringify(diagnostics)],
    ['the error', `${error}${whole(error)}${error?.stack}`],
    ['the error as JSON', JSON.stringify([error, error?.message, error?.diagnostics])],
    ['the trace', whole(config.debugMessages())],
    ['debugConfig', config.debugConfig()],
    ['debugSources', config.debugSources()],
    ['the configuration', whole(config)],
    ['the value', whole(config.value)],
    ['the builder', whole(load.builder)],
  ]);
}

/** As the console shows it, to the last level. */
function whole(thing: unknown): string {
  return inspect(thing, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null });
}
