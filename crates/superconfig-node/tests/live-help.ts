/** What tests of live configurations share: a file, and waiting for things to become so. */

import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** Long enough for any machine; only a test that fails waits for it. */
export const PATIENCE = 60_000;

/** A directory that ends with the test. */
export function directoryOf(test: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'superconfig-'));
  test.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A file that is written in one step, as careful programs do. */
export class LiveFile {
  readonly path: string;

  constructor(test: TestContext, text: string, name = 'app.toml') {
    this.path = join(directoryOf(test), name);
    this.write(text);
  }

  write(text: string): void {
    writeFileSync(`${this.path}.new`, text);
    renameSync(`${this.path}.new`, this.path);
  }
}

/** Waits until something is so. */
export async function becomes(isSo: () => boolean): Promise<boolean> {
  const end = Date.now() + PATIENCE;
  while (!isSo()) {
    if (Date.now() > end) {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return true;
}

/** A function that remembers what it was told. */
export function remembering<T>(): ((news: T) => void) & { all: T[] } {
  const all: T[] = [];
  return Object.assign((news: T) => void all.push(news), { all });
}
