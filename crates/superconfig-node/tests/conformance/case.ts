/** The cases as they stand in the files. */

import { readdirSync, readFileSync } from 'node:fs';
import { type Expect, type Source, suite, written } from './form.js';
import { type Json, parse } from './json.js';
import { demand } from './shape.js';

const SUITE = new URL('../../../../../conformance/', import.meta.url);

/** One case: what goes in, and what must come out. Tables keep the order of the file. */
export interface Case {
  readonly title: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly home: ReadonlyMap<string, Buffer>;
  readonly dirs: readonly string[];
  readonly links: ReadonlyMap<string, string>;
  readonly modes: ReadonlyMap<string, number>;
  readonly env: ReadonlyMap<string, Buffer>;
  readonly cwd: string;
  readonly sources: readonly Source[];
  readonly profiles: readonly string[];
  readonly nested: boolean;
  readonly strict: boolean;
  readonly expect: Expect;
}

/** All cases of the suite, in the order of their files' names. One that is malformed is an error. */
export function allCases(): Case[] {
  const files = readdirSync(SUITE).filter((name) => name.endsWith('.json'));
  const cases = files.sort().flatMap(casesOf);
  const titles = new Set<string>();
  for (const { title } of cases) {
    demand(!titles.has(title), title, 'is there twice');
    titles.add(title);
  }
  return cases;
}

function casesOf(name: string): Case[] {
  const file = name.slice(0, -'.json'.length);
  const { cases } = suite(file, parse(readFileSync(new URL(name, SUITE), 'utf8')));
  return cases.map((json, at) => caseOf(file, `${file}[${at}]`, json));
}

/** A case of a file; throws `Malformed` if it has not the right form. */
export function caseOf(file: string, where: string, json: Json): Case {
  const { name, spec: _spec, needs: _needs, ...given } = written(where, json);
  return {
    title: `${file}: ${name}`,
    files: new Map(),
    home: new Map(),
    dirs: [],
    links: new Map(),
    modes: new Map(),
    env: new Map(),
    cwd: '.',
    profiles: [],
    nested: false,
    strict: false,
    ...given,
  };
}
