/** JSON without what `JSON.parse` overlooks: keys that are there twice, their order, and digits that no number holds. */

/** A value of JSON. A table is a `Map`, so that `__proto__` is a key, and `8080` stays in its place. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | ReadonlyMap<string, Json>;

const TOKEN = /[ \t\n\r]*(?:([{}[\],:]|true|false|null)|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*))/y;
const SPACE = /[ \t\n\r]*/y;

/** The value of a text. */
export function parse(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

type Token = { readonly mark: string } | { readonly value: string | number | bigint };

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(token = this.#next()): Json {
    if ('value' in token) {
      return token.value;
    }
    switch (token.mark) {
      case '{':
        return new Map(this.#entries());
      case '[':
        return [...this.#elements()];
      case 'true':
      case 'false':
        return token.mark === 'true';
      case 'null':
        return null;
      default:
        return this.#fail(`${token.mark} is out of place`);
    }
  }

  end(): void {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    if (SPACE.lastIndex < this.#text.length) {
      this.#fail('there is more after the value');
    }
  }

  *#entries(): Generator<[string, Json]> {
    const known = new Set<string>();
    for (const token of this.#parts('}')) {
      const key = 'value' in token ? token.value : undefined;
      if (typeof key !== 'string') {
        this.#fail('a key is no text');
      }
      if (known.has(key)) {
        this.#fail(`the key ${key} is there twice`);
      }
      known.add(key);
      this.#demand(':');
      yield [key, this.value()];
    }
  }

  *#elements(): Generator<Json> {
    for (const token of this.#parts(']')) {
      yield this.value(token);
    }
  }

  /** The first token of each part, up to a mark; who takes it reads the rest of the part. */
  *#parts(end: string): Generator<Token> {
    let token = this.#next();
    if ('mark' in token && token.mark === end) {
      return;
    }
    for (;;) {
      yield token;
      token = this.#next();
      if ('mark' in token && token.mark === end) {
        return;
      }
      if (!('mark' in token) || token.mark !== ',') {
        this.#fail('a comma is missing');
      }
      token = this.#next();
    }
  }

  #demand(mark: string): void {
    const token = this.#next();
    if (!('mark' in token) || token.mark !== mark) {
      this.#fail(`${mark} is missing`);
    }
  }

  #next(): Token {
    TOKEN.lastIndex = this.#at;
    const [, mark, quoted, number] = TOKEN.exec(this.#text) ?? this.#fail('this is no JSON');
    this.#at = TOKEN.lastIndex;
    if (mark !== undefined) {
      return { mark };
    }
    return { value: quoted === undefined ? numberOf(number ?? '') : (JSON.parse(quoted) as string) };
  }

  #fail(fault: string): never {
    throw new SyntaxError(`${fault}, at ${this.#at}`);
  }
}

/** Exact: an integer that no number holds is a `bigint`. */
function numberOf(text: string): number | bigint {
  const number = JSON.parse(text) as number;
  const isExact = Number.isSafeInteger(number) || !/^-?\d+$/.test(text);
  return isExact ? number : BigInt(text);
}
