/** The builder for a case: the sources and options that it names. */

import { isUtf8 } from 'node:buffer';
import { SuperConfig } from 'superconfig';
import type { Case } from './case.js';
import type { Source } from './form.js';
import type { Place } from './place.js';

/** The builder for a case. */
export function builderOf(given: Case, place: Place): SuperConfig {
  const base = new SuperConfig()
    .withEnvSnapshot(environment(given, place))
    .withCwd(place.cwd)
    .withHome(place.home)
    .strict(given.strict)
    .selectAll(given.profiles)
    .withTraceVerbosity();
  return given.sources.reduce((builder, source) => add(builder, source, place, given.nested), base);
}

function environment({ env }: Case, place: Place): Record<string, string | Uint8Array> {
  const variables = [...env].map(([name, value]) => {
    // Only what is no text is given as bytes.
    return [name, isUtf8(value) ? place.replace(value.toString()) : value] as const;
  });
  return Object.fromEntries(variables);
}

function add(to: SuperConfig, [kind, given]: Source, place: Place, nested: boolean): SuperConfig {
  if (kind === 'defaults') {
    return to.withDefaults(given);
  }
  const text = place.replace(given);
  switch (kind) {
    case 'file':
      return to.withRequiredFile(text, { nested });
    case 'file_opt':
      return to.withFile(text, { nested });
    case 'join':
      return to.joinFile(text, { nested });
    case 'glob':
      return to.withGlob(text, { nested });
    case 'dotenv':
      return to.withDotenv(text);
    case 'env':
      return to.withEnv(text);
    case 'set':
      return to.withOverrides([text]);
    case 'app':
      return to.withHierarchicalConfig(text, { nested });
  }
}
