/** What a configuration tells about itself. */

import type { LargeIntegers } from './decode.js';
import { type Diagnostic, errorOf, outcome, type Problem } from './errors.js';
import { pathOf } from './given.js';
import { native } from './native.js';
import type { Path, WritableFormat } from './options.js';
import {
  type DebugMessage,
  Explanation,
  type Exported,
  SourceReport,
  type Status,
  type Told,
  type ToldExplanation,
  type ToldSource,
  WhyNot,
} from './report.js';
import type { Session } from './session.js';
import { textOf } from './steps.js';

/** Whether secrets are shown. */
export interface Revealing {
  readonly reveal?: boolean | undefined;
}

/** Exports, explanations, sources, warnings: all that is asked of the native module and answered in words. */
export abstract class Telling {
  /** @internal */
  readonly session: Session;
  /** What becomes of integers that are not exact as numbers. @internal */
  readonly large: LargeIntegers;

  /** @internal */
  constructor(session: Session, large: LargeIntegers) {
    this.session = session;
    this.large = large;
  }

  /** Everything as JSON, secrets included. */
  asJson(): string {
    return this.export('json').text;
  }

  /** Everything as YAML, secrets included. */
  asYaml(): string {
    return this.export('yaml').text;
  }

  /** Everything as TOML, secrets included. */
  asToml(): string {
    return this.export('toml').text;
  }

  /** A text in some format, secrets included unless they are masked, and what is to be said about it. */
  export(
    format: WritableFormat,
    { path = '', redacted = false }: { path?: string; redacted?: boolean } = {},
  ): Exported {
    return outcome(native().export(this.session.native, format, textOf(path), redacted));
  }

  /** Writes a file in the format of its name; answers with what is to be said about it. */
  write(path: Path): Diagnostic[] {
    return this.session.run(JSON.stringify({ write: { path: pathOf(path) } }));
  }

  /** Where the value at a path came from, what it beat, and what was done to it; `undefined` if there is none. */
  explain(path: string, { reveal = false }: Revealing = {}): Explanation | undefined {
    const told = outcome<ToldExplanation | null>(native().explain(this.session.native, textOf(path), reveal));
    return told === null ? undefined : new Explanation(told, this.large);
  }

  /** Everything at and below a path. */
  explainAll(path = '', { reveal = false }: Revealing = {}): Explanation[] {
    const told = outcome<ToldExplanation[]>(native().explainAll(this.session.native, textOf(path), reveal));
    return told.map((one) => new Explanation(one, this.large));
  }

  /** Why nothing, or not what was expected, stands at a path, or is set by a variable. */
  whyNot(name: string, { reveal = false }: Revealing = {}): WhyNot {
    const { data, text } = outcome<Told>(native().whyNot(this.session.native, textOf(name), reveal));
    return new WhyNot(data, text);
  }

  /** The sources, in the order in which they count. */
  sources(): SourceReport[] {
    const told = outcome<ToldSource[]>(native().sources(this.session.native));
    return told.map((one) => new SourceReport(one));
  }

  /** What is to be said about what was loaded. */
  warnings(): Diagnostic[] {
    return outcome(native().warnings(this.session.native));
  }

  hasWarnings(): boolean {
    return this.warnings().length > 0;
  }

  /** All warnings as they are shown. */
  renderWarnings(style: 'plain' | 'color' = 'plain'): string {
    return outcome(native().renderWarnings(this.session.native, style));
  }

  /** Prints all warnings to the standard error stream. */
  printWarnings(): void {
    process.stderr.write(this.renderWarnings(process.stderr.isTTY ? 'color' : 'plain'));
  }

  /** What was loaded, with masked secrets. */
  debugConfig(): string {
    return this.#debug().config;
  }

  /** What it was loaded from. */
  debugSources(): string {
    return this.#debug().sources;
  }

  /** The load trace, down to a level. */
  debugMessages(level = 3): DebugMessage[] {
    return this.#debug().messages.filter((message) => message.level <= level);
  }

  /** Forgets the load trace. */
  clearDebugMessages(): void {
    native().clearDebug(this.session.native);
  }

  #debug(): { config: string; sources: string; messages: DebugMessage[] } {
    return outcome(native().debug(this.session.native));
  }

  /** How the configuration is doing. */
  status(): Status {
    type ToldStatus = Omit<Status, 'loadedAt' | 'error'> & { loadedAt: number; error: Problem | null };
    const status = outcome<ToldStatus>(native().status(this.session.native));
    return {
      ...status,
      loadedAt: new Date(status.loadedAt),
      error: status.error === null ? null : errorOf(status.error),
    };
  }

  /** What the last load spent on what, as plain data: what `superconfig timings --json` prints. */
  timings(): Record<string, unknown> {
    return outcome(native().timings(this.session.native));
  }
}
