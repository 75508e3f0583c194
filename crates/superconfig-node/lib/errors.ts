/** What went wrong, as errors and as data. */

/** Where a value came from: a place in a file, a variable, the program. */
export interface Origin {
  readonly kind: 'default' | 'file' | 'text' | 'env' | 'cli' | 'override' | 'config' | 'custom';
  readonly source: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** In characters, from 1. */
  readonly column?: number;
  readonly variable?: string;
}

/** One warning or error: what it is, where, and what to do about it. */
export interface Diagnostic {
  /** Such as `SC0502`; `docs/diagnostics.md` explains each. */
  readonly code: string;
  readonly severity: 'warning' | 'error';
  readonly message: string;
  /** The key path that it is about. */
  readonly path: string | null;
  readonly origin: Origin | null;
  readonly related: readonly { readonly message: string; readonly origin: Origin }[];
  readonly help: string | null;
}

/** The codes of the errors of this package. */
export type ErrorCode =
  | 'ERR_SUPERCONFIG_INVALID'
  | 'ERR_SUPERCONFIG_KEY_NOT_FOUND'
  | 'ERR_SUPERCONFIG_TYPE_MISMATCH'
  | 'ERR_SUPERCONFIG_PARSE'
  | 'ERR_SUPERCONFIG_VALIDATION';

/** Something is wrong with a configuration. All that is wrong is in `diagnostics`; no message contains a secret. */
export class SuperConfigError extends Error {
  /** What kind of error this is. */
  readonly code: ErrorCode = 'ERR_SUPERCONFIG_INVALID';
  /** All that is wrong. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.diagnostics = diagnostics;
  }

  static {
    // Not on each error: that would be shown with it.
    Object.defineProperty(SuperConfigError.prototype, 'name', {
      get(this: SuperConfigError) {
        return this.constructor.name;
      },
      configurable: true,
    });
  }

  /** The key path that the first diagnostic is about. */
  get path(): string | null {
    return this.diagnostics[0]?.path ?? null;
  }

  /** The place that the first diagnostic is about. */
  get origin(): Origin | null {
    return this.diagnostics[0]?.origin ?? null;
  }
}

/** Nothing is set at a path. */
export class KeyNotFoundError extends SuperConfigError {
  override readonly code = 'ERR_SUPERCONFIG_KEY_NOT_FOUND' as const;
}

/** A value is not of the type that was asked for. */
export class TypeMismatchError extends SuperConfigError {
  override readonly code = 'ERR_SUPERCONFIG_TYPE_MISMATCH' as const;
}

/** A text is not of its format. */
export class ParseError extends SuperConfigError {
  override readonly code = 'ERR_SUPERCONFIG_PARSE' as const;
}

/** A value is missing, or breaks a rule or a schema. */
export class ValidationError extends SuperConfigError {
  override readonly code = 'ERR_SUPERCONFIG_VALIDATION' as const;
}

const KINDS: Readonly<Record<string, typeof SuperConfigError>> = {
  missing: KeyNotFoundError,
  parse: ParseError,
  type: TypeMismatchError,
  validation: ValidationError,
};

/** An error as the native module describes it. */
export interface Problem {
  readonly kind: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

export function errorOf(problem: Problem): SuperConfigError {
  const kind = KINDS[problem.kind] ?? SuperConfigError;
  return new kind(problem.text, problem.diagnostics);
}

/** How a native call ends. */
type Outcome = { ok: unknown } | { error: Problem } | { usage: string };

/** What a native call answers; throws what it says is wrong. */
export function outcome<T>(text: string): T {
  const outcome = JSON.parse(text) as Outcome;
  if ('ok' in outcome) {
    return outcome.ok as T;
  }
  throw 'error' in outcome ? errorOf(outcome.error) : new TypeError(outcome.usage);
}
