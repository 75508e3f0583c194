/** A case on its way through the library. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Config,
  type Diagnostic,
  SuperConfig,
  SuperConfigError,
  type WritableFormat,
} from 'superconfig';
import { builderOf } from './build.js';
import type { Case } from './case.js';
import type { Expect } from './form.js';
import type { Place } from './place.js';

/** One of the ways to load. */
export interface Way {
  readonly name: string;
  build(builder: SuperConfig): Promise<Config>;
  buildLenient(builder: SuperConfig): Promise<[Config, readonly Diagnostic[]]>;
}

/** At once, and while the program goes on. */
export const WAYS: readonly Way[] = [
  {
    name: 'sync',
    build: async (builder) => builder.buildSync(),
    buildLenient: async (builder) => builder.buildLenientSync(),
  },
  {
    name: 'async',
    build: (builder) => builder.build(),
    buildLenient: (builder) => builder.buildLenient(),
  },
];

/** How a load ended: with all its diagnostics, or with an error. */
export interface Outcome {
  readonly error: SuperConfigError | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A case that is ready to be loaded: anew for each question, as an answer may claim variables. */
export class Load {
  readonly expect: Expect;
  readonly place: Place;
  readonly builder: SuperConfig;
  readonly #way: Way;

  constructor(given: Case, place: Place, way: Way) {
    this.expect = given.expect;
    this.place = place;
    this.builder = builderOf(given, place);
    this.#way = way;
  }

  /** The configuration, which must load. */
  config(): Promise<Config> {
    return this.#way.build(this.builder);
  }

  /** What can be loaded, with everything that is wrong. */
  lenient(): Promise<[Config, readonly Diagnostic[]]> {
    return this.#way.buildLenient(this.builder);
  }

  /** How loading ends. Any other exception is a fault of the library. */
  async outcome(): Promise<Outcome> {
    try {
      return { error: undefined, diagnostics: (await this.config()).warnings() };
    } catch (error) {
      if (error instanceof SuperConfigError) {
        return { error, diagnostics: error.diagnostics };
      }
      throw error;
    }
  }

  /** The whole configuration in a format. */
  async export(format: WritableFormat): Promise<string> {
    return (await this.config()).export(format).text;
  }

  /** The whole configuration, exported and loaded again as a file. */
  async again(format: WritableFormat): Promise<Config> {
    const file = join(this.place.own, `again.${format}`);
    writeFileSync(file, await this.export(format));
    return this.#way.build(new SuperConfig().withEnvSnapshot({}).withRequiredFile(file));
  }
}
