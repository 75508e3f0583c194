/** The directories of one case. */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Case } from './case.js';

/** ROOT, HOME, a directory of the runner's own, and what stands there. */
export class Place {
  readonly root: string;
  readonly home: string;
  readonly own: string;
  readonly cwd: string;
  readonly #base: string;
  readonly #guarded: readonly string[];

  /** Makes everything that a case asks for, in a new directory. */
  constructor({ dirs, files, home, links, cwd, modes }: Case) {
    this.#base = realpathSync(mkdtempSync(join(tmpdir(), 'superconfig-')));
    demandNoRepository(this.#base);
    this.root = join(this.#base, 'root');
    this.home = join(this.#base, 'home');
    this.own = join(this.#base, 'own');
    this.cwd = this.path(cwd);
    this.#guarded = [...modes.keys()].map((path) => this.path(path));
    for (const directory of [this.root, this.home, this.own, ...dirs.map((path) => this.path(path))]) {
      makeDirectory(directory);
    }
    files.forEach((content, path) => {
      makeFile(join(this.root, path), content);
    });
    home.forEach((content, path) => {
      makeFile(join(this.home, path), content);
    });
    links.forEach((target, path) => {
      makeDirectory(dirname(this.path(path)));
      symlinkSync(this.replace(target), this.path(path));
    });
    makeDirectory(this.cwd);
    modes.forEach((mode, path) => {
      chmodSync(this.path(path), mode);
    });
  }

  /** A path of the case: below ROOT, or below HOME if it begins with `~`. */
  path(path: string): string {
    return path.startsWith('~') ? join(this.home, path.slice(1)) : join(this.root, path);
  }

  /** The text with the places that it names. */
  replace(text: string): string {
    return text.replaceAll('@ROOT@', () => this.root).replaceAll('@HOME@', () => this.home);
  }

  /** Whether a reported path is the expected file. */
  isSameFile(expected: string, reported: string): boolean {
    const isInHome = reported.startsWith('~/');
    const found = isInHome ? join(this.home, reported.slice(2)) : resolve(this.cwd, reported);
    return this.path(expected) === found;
  }

  /** Removes everything, also what nobody may enter. */
  [Symbol.dispose](): void {
    for (const path of this.#guarded) {
      chmodSync(path, 0o700);
    }
    rmSync(this.#base, { recursive: true });
  }
}

function makeFile(path: string, content: Buffer): void {
  makeDirectory(dirname(path));
  writeFileSync(path, content);
  chmodSync(path, 0o644);
}

/** Makes a directory and those above it. */
function makeDirectory(path: string): void {
  if (!existsSync(path)) {
    makeDirectory(dirname(path));
    mkdirSync(path);
    // The umask takes from what `mkdir` is asked for.
    chmodSync(path, 0o755);
  }
}

/** A repository around ROOT would be the project in which the load looks for files. */
function demandNoRepository(base: string): void {
  for (let above = base; above !== dirname(above); above = dirname(above)) {
    for (const marker of ['.git', '.hg', '.jj']) {
      if (existsSync(join(dirname(above), marker))) {
        throw new Error(
          `${base} is in the repository ${dirname(above)}: set TMPDIR to a place outside of it`,
        );
      }
    }
  }
}
