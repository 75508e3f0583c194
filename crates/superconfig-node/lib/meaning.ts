/**
 * What text of variables is meant to be. A schema only says whether a value is right, so it is offered one value after the
 * other, until it is content or nothing is left to try.
 */

import type { Step, Written } from './decode.js';

/** A text that may mean something else than what it is taken for. */
export interface Text {
  readonly at: readonly Step[];
  /** What else it may mean. */
  readonly meant: readonly Written[];
  /** It is an element of a list, which is the last meaning of this text. */
  readonly of: number | null;
}

/** What is wrong with a value, for who tries others. */
export interface Blame {
  readonly at: readonly Step[];
  /** The value is of the right kind, and breaks a rule. */
  readonly isRule: boolean;
  /** Nothing is there. */
  readonly missing: boolean;
  /** Why no member of a union takes it. */
  readonly within: readonly Blame[];
}

/** Which meaning each text is given: 0 is what it is taken for. */
export type Choice = readonly number[];

/** What a schema is shown. */
export interface Trial {
  readonly choice: Choice;
  /** Lists of these texts are shown as tables: nothing is to be made of that. */
  readonly asTables: ReadonlySet<number>;
}

/** Tries what is yielded, and is told what is wrong with it. */
type Trying<T = void> = Generator<Trial, T, readonly Blame[]>;

/** How often a schema is asked at most; each fault in a combination of texts costs some. */
const MOST_TRIED = 128;

/** How many texts are changed where something is missing. */
const FEW = 2;

/** How bad a meaning is. */
const FINE = 0;
const BREAKS_RULE = 1;
const IN_PART = 2;
const WHOLLY = 3;

/** Yields choices until one is right; in the end, the one whose faults are to be reported. */
export function* trials(texts: readonly Text[]): Trying<Trial> {
  const search = new Search(texts);
  yield* search.settle();
  for (const [at, most] of search.above()) {
    yield* search.combine(at, most);
  }
  return { choice: search.choice, asTables: NO_TABLES };
}

const NO_TABLES: ReadonlySet<number> = new Set();

class Search {
  choice: Choice;
  readonly #texts: readonly Text[];
  /** How bad the meanings of each text were. */
  readonly #tried: readonly Map<number, number>[];
  #faults: readonly Blame[] = [];
  #count = 0;

  constructor(texts: readonly Text[]) {
    this.#texts = texts;
    this.choice = texts.map(() => 0);
    this.#tried = texts.map(() => new Map());
  }

  *#try(choice: Choice): Trying {
    this.choice = choice;
    this.#count += 1;
    this.#faults = yield { choice, asTables: NO_TABLES };
  }

  /** Each text by itself: all meanings until no fault is about it, or the one that was least bad. */
  *settle(): Trying {
    for (let next: Choice | undefined = this.choice; next !== undefined && this.#count < MOST_TRIED; ) {
      yield* this.#try(next);
      let found = this.#better();
      if (yield* this.#refuses(found)) {
        found = this.#better();
      }
      next = found.some((meaning, index) => meaning !== this.choice[index]) ? found : undefined;
    }
  }

  #better(): Choice {
    return this.choice.map((meaning, index) => this.#next(index, meaning));
  }

  /**
   * Whether some of the lists that would be tried are not: many schemas for tables are content with arrays. They are seen
   * by that they take a table there.
   */
  *#refuses(choice: Choice): Trying<boolean> {
    const isNew = (index: number) => {
      const meaning = choice[index] ?? 0;
      const value = this.#texts[index]?.meant[meaning - 1]?.value;
      return Array.isArray(value) && this.#tried[index]?.has(meaning) === false;
    };
    const lists = [...choice.keys()].filter(isNew);
    if (lists.length === 0) {
      return false;
    }
    this.#count += 1;
    const faults = yield { choice, asTables: new Set(lists) };
    const takesTables = lists.filter((index) => {
      const at = this.#texts[index]?.at ?? [];
      return !faults.some((fault) => leads(fault.at, at));
    });
    for (const index of takesTables) {
      this.#tried[index]?.set(choice[index] ?? 0, WHOLLY);
    }
    return takesTables.length > 0;
  }

  #next(index: number, meaning: number): number {
    const tried = this.#tried[index] ?? new Map<number, number>();
    const bad = Math.max(FINE, ...this.#faults.map((fault) => this.#badness(index, fault)));
    if (bad === FINE) {
      return meaning;
    }
    tried.set(meaning, Math.max(bad, tried.get(meaning) ?? FINE));
    const all = [0, ...(this.#texts[index]?.meant.keys() ?? [])].map((_, meaning) => meaning);
    const untried = all.find((meaning) => !tried.has(meaning));
    return untried ?? [...tried].reduce((best, other) => (other[1] < best[1] ? other : best))[0];
  }

  /** How bad a fault is for a text; one about an element of a list is about that. */
  #badness(index: number, fault: Blame): number {
    const within = Math.max(FINE, ...fault.within.map((inner) => this.#badness(index, inner)));
    const at = this.#texts[index]?.at ?? [];
    if (!this.#isLive(index) || !leads(at, fault.at) || this.#isInElement(index, fault)) {
      return within;
    }
    return fault.isRule ? BREAKS_RULE : fault.at.length > at.length ? IN_PART : WHOLLY;
  }

  #isInElement(index: number, fault: Blame): boolean {
    return this.#texts.some((text, other) => {
      return text.of === index && this.#isLive(other) && leads(text.at, fault.at);
    });
  }

  #isLive(index: number): boolean {
    return isLive(this.#texts, this.choice, index);
  }

  /**
   * Where faults are that are about several texts, and how many of these are to be changed at most: a union may take them
   * together, in other meanings. Where something is missing, a text beside it may choose what should be there.
   */
  above(): [at: readonly Step[], most: number][] {
    const about = this.#faults.filter(({ isRule }) => !isRule);
    const tables = about.map(({ at, missing }): [readonly Step[], number] => {
      return missing && at.length > 0 ? [at.slice(0, -1), FEW] : [at, Number.POSITIVE_INFINITY];
    });
    const byPath = new Map(tables.map((one) => [JSON.stringify(one), one]));
    return [...byPath.values()].filter(([at, most]) => this.#below(at, most).length > 0);
  }

  /** The texts below a path; those right below it, if few are to be changed. */
  #below(at: readonly Step[], most: number): number[] {
    return [...this.#texts.keys()].filter((index) => {
      const text = this.#texts[index]?.at ?? [];
      const levels = text.length - at.length;
      return levels > 0 && (levels === 1 || most > FEW) && leads(at, text) && this.#isLive(index);
    });
  }

  /** The texts below a path in other combinations, those that change least first, until nothing there is wrong. */
  *combine(at: readonly Step[], most: number): Trying {
    const settled = this.choice;
    const open = this.#below(at, most);
    const base = most > FEW ? settled.map((meaning, index) => (open.includes(index) ? 0 : meaning)) : settled;
    for (const choice of changes(base, open, this.#texts, most)) {
      if (this.#count >= MOST_TRIED) {
        break;
      }
      yield* this.#try(choice);
      if (!this.#faults.some((fault) => leads(at, fault.at))) {
        return;
      }
    }
    this.choice = settled;
  }
}

/** Whether a text is there: elements of a list are if that is what is meant. */
export function isLive(texts: readonly Text[], choice: Choice, index: number): boolean {
  const list = texts[index]?.of ?? null;
  return list === null || choice[list] === texts[list]?.meant.length;
}

/** A choice with other meanings of some texts, but no lists: first of one of them, then of two, … */
function* changes(
  base: Choice,
  open: readonly number[],
  texts: readonly Text[],
  most: number,
): Generator<Choice> {
  for (let count = 1; count <= Math.min(open.length, most); count += 1) {
    yield* changed(base, open, texts, count);
  }
}

function* changed(
  base: Choice,
  open: readonly number[],
  texts: readonly Text[],
  count: number,
): Generator<Choice> {
  if (count === 0) {
    yield base;
    return;
  }
  for (const [place, index] of open.entries()) {
    for (let meaning = 0; meaning <= (texts[index]?.meant.length ?? 0); meaning += 1) {
      if (meaning !== base[index] && !Array.isArray(texts[index]?.meant[meaning - 1]?.value)) {
        yield* changed(base.with(index, meaning), open.slice(place + 1), texts, count - 1);
      }
    }
  }
}

/** Whether one path leads to the other, or is it. */
function leads(one: readonly Step[], other: readonly Step[]): boolean {
  return one.length <= other.length && one.every((step, index) => String(step) === String(other[index]));
}
