/** One region and the one it reports to, as the registry keeps them. Tenants (`CN-22`) are the roots and have no row. */
export interface RegionRow {
  /** Six digits (GB/T 2260, or the code the registry gave). */
  readonly code: string;
  /** A region's code, or the tenant for a province. */
  readonly parent: string;
}

/** The rows make no tree; `problems` has every reason, in Chinese and English. */
export class RegionTreeError extends Error {
  constructor(readonly problems: readonly { readonly zh: string; readonly en: string }[]) {
    super(`The regions make no tree:\n${problems.map(({ en }) => `  ${en}`).join('\n')}`);
    this.name = 'RegionTreeError';
  }
}

const TENANT = /^CN-\d\d$/;

/**
 * Who reports to whom. Reporting lines are data: a city such as Meihekou can report straight to its province although
 * its code begins like its old prefecture's, so nothing here reads a code's digits.
 */
export class RegionTree {
  readonly #parents = new Map<string, string>();
  readonly #children = new Map<string, string[]>();

  /**
   * Every tenant named as a parent becomes a root.
   * @throws RegionTreeError for a code that comes twice, an unknown parent, a circle
   */
  constructor(rows: Iterable<RegionRow>) {
    const doubled = new Set<string>();
    for (const { code, parent } of rows) {
      if (this.#parents.has(code)) doubled.add(code);
      this.#parents.set(code, parent);
      const siblings = this.#children.get(parent);
      if (siblings === undefined) this.#children.set(parent, [code]);
      else siblings.push(code);
    }
    const problems = [...doubled].map((code) => ({
      zh: `区划 ${code} 出现多次，请只保留一行。`,
      en: `Region ${code} comes more than once; keep one row.`,
    }));
    for (const code of this.#parents.keys()) problems.push(...this.#faultOf(code));
    if (problems.length > 0) throw new RegionTreeError(problems);
  }

  /** Whether a region is another one or lies in its subtree. An unknown region is inside nothing and has nothing inside. */
  isWithin(region: string, ancestor: string): boolean {
    if (!this.has(region)) return false;
    for (let at: string | undefined = region; at !== undefined; at = this.#parents.get(at)) {
      if (at === ancestor) return true;
    }
    return false;
  }

  /** Whether the tree has this region or tenant. */
  has(region: string): boolean {
    return this.#parents.has(region) || (TENANT.test(region) && this.#children.has(region));
  }

  /** The tenant under which a region lies; undefined for an unknown region. */
  tenantOf(region: string): string | undefined {
    if (!this.has(region)) return undefined;
    let at = region;
    for (let up = this.#parents.get(at); up !== undefined; up = this.#parents.get(at)) at = up;
    return at;
  }

  /** A region and all below it, parents first; empty for an unknown region. */
  subtree(root: string): readonly string[] {
    if (!this.has(root)) return [];
    const found = [root];
    // The list grows while it is walked: breadth first without recursion.
    for (const code of found) found.push(...(this.#children.get(code) ?? []));
    return found;
  }

  #faultOf(code: string): { zh: string; en: string }[] {
    if (TENANT.test(code)) {
      return [{ zh: `${code} 是辖区，不能作为区划。`, en: `${code} is a tenant and cannot be a region's code.` }];
    }
    const parent = this.#parents.get(code) ?? '';
    if (!this.#parents.has(parent) && !TENANT.test(parent)) {
      return [{
        zh: `区划 ${code} 的上级“${parent}”不存在；省级区划的上级请填辖区，如 CN-22。`,
        en: `The parent "${parent}" of region ${code} is unknown; a province's parent is its tenant, such as CN-22.`,
      }];
    }
    const seen = new Set<string>();
    for (let at: string | undefined = code; at !== undefined && !seen.has(at); at = this.#parents.get(at)) {
      seen.add(at);
      if (this.#parents.get(at) === code) {
        return [{ zh: `区划 ${code} 是自己的上级（循环）。`, en: `Region ${code} is above itself: a circle.` }];
      }
    }
    return [];
  }
}
