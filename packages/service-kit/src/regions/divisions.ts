import type { CodeChange, Region } from './division-files.js';

/** The divisions of today by code, and the codes that they had before. */
export class Divisions {
  readonly #byCode: ReadonlyMap<string, Region>;

  /** @throws Error for codes that change in a circle */
  constructor(readonly all: readonly Region[], private readonly changes: readonly CodeChange[]) {
    this.#byCode = new Map(all.map((region) => [region.code, region]));
    for (const { newCode } of changes) this.currentCode(newCode);
  }

  /** A region of today. */
  regionOf(code: string): Region | undefined {
    return this.#byCode.get(code);
  }

  /** The region directly under the province; undefined for a province and for an unknown code. */
  prefectureOf(code: string): string | undefined {
    const seen = new Set<string>();
    for (let at = this.#byCode.get(code); at !== undefined && !seen.has(at.code); at = this.#byCode.get(at.parent)) {
      if (this.#byCode.get(at.parent)?.level === 'province') return at.code;
      seen.add(at.code);
    }
    return undefined;
  }

  /** Today's code for an old one, through chained changes; any other code as it came. */
  currentCode(code: string): string {
    return this.#walk(code, (at) => this.#after(at).map(({ newCode }) => newCode)).at(-1) ?? code;
  }

  /**
   * The code that a region, named by any of its codes, had on a day. The data have the years of two lists and not the
   * day of the change: in those years, the first and the last included, both codes are possible, and `certain` is false.
   * `codes` is empty on a day before the region was there, and for an unknown code.
   */
  codesOn(code: string, day: string): { readonly codes: readonly string[]; readonly certain: boolean } {
    const year = Number(day.slice(0, 4));
    const line = this.#lineOf(code).filter((at) => this.#byCode.has(this.currentCode(at)));
    const codes = line.filter((at) => {
      const [gone] = this.#after(at);
      const came = this.#cameAs(at);
      return (gone === undefined || year <= gone.throughYear) && (came === undefined || year >= came.fromYear);
    });
    const unsettled = codes.some((at) => {
      const came = this.#cameAs(at);
      return came !== undefined && year <= came.throughYear;
    });
    return { codes, certain: line.length > 0 && !unsettled };
  }

  /** The changes of a region, named by any of its codes, oldest first: also a name that changed while the code stayed. */
  changesOf(code: string): readonly CodeChange[] {
    const line = new Set(this.#lineOf(code));
    return this.changes
      .filter(({ oldCode, newCode }) => line.has(newCode) && (oldCode === undefined || line.has(oldCode)))
      .toSorted((a, b) => a.fromYear - b.fromYear);
  }

  #after(code: string): CodeChange[] {
    return this.changes.filter((change) => change.oldCode === code && change.newCode !== code);
  }

  #before(code: string): CodeChange[] {
    return this.changes.filter((change) => change.newCode === code && change.oldCode !== code);
  }

  /** The first change by which a code came to be; of two that were merged into it, the earlier. */
  #cameAs(code: string): CodeChange | undefined {
    return this.#before(code).toSorted((a, b) => a.fromYear - b.fromYear)[0];
  }

  /** Every code that the region had, oldest first; of a merged region asked by an old code, that code's line alone. */
  #lineOf(code: string): string[] {
    const earlier = this.#walk(code, (at) => this.#before(at).flatMap(({ oldCode }) => oldCode ?? []));
    const later = this.#walk(code, (at) => this.#after(at).map(({ newCode }) => newCode));
    return [...earlier.toReversed(), ...later.slice(1)];
  }

  #walk(start: string, next: (code: string) => readonly string[]): string[] {
    const found = [start];
    for (const code of found) {
      for (const other of next(code)) {
        if (other === start) throw new Error(`${start} in changes.csv changes into itself through other codes`);
        if (!found.includes(other)) found.push(other);
      }
    }
    return found;
  }
}
