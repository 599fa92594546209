/** A cell of a table as disclosure control sees it: how many people it is of, and the total that it is a part of. */
export interface PeopleCell {
  readonly within: string;
  readonly n: number;
}

/**
 * Which cells are withheld: those of fewer than `smallest` people, and as many more, the smallest first, that what is withheld of one total is never
 * a single cell nor fewer than `smallest` people together: otherwise the total less the other cells would tell it (complementary suppression; Hundepool and
 * others 2012, Statistical Disclosure Control, section 4.4). Positions in the order given.
 */
export function withheldCells(cells: readonly PeopleCell[], smallest: number): ReadonlySet<number> {
  const withheld = new Set<number>();
  for (const members of Map.groupBy(cells.keys(), (at) => (cells[at] as PeopleCell).within).values()) {
    const ascending = [...members].sort((a, b) => (cells[a] as PeopleCell).n - (cells[b] as PeopleCell).n);
    const small = ascending.filter((at) => (cells[at] as PeopleCell).n < smallest);
    if (small.length === 0) continue;
    let [count, people] = [0, 0];
    for (const at of ascending) {
      const { n } = cells[at] as PeopleCell;
      if (n >= smallest && count >= 2 && people >= smallest) break;
      withheld.add(at);
      count += 1;
      people += n;
    }
  }
  return withheld;
}

/** A published table: totals, and the parts of each; null where a number is withheld. */
export interface PublishedParts {
  readonly name: string;
  readonly total: number | null;
  readonly parts: readonly (number | null)[];
}

/** What a reader could find out by taking published parts from a published total: every remainder that is of too few people. */
export function differencesTold(tables: readonly PublishedParts[], smallest: number): string[] {
  return tables.flatMap(({ name, total, parts }) => {
    const known = parts.filter((n) => n !== null);
    const told = known.filter((n) => n > 0 && n < smallest).map((n) => `${name}: a cell of ${n}`);
    if (total === null || known.length === parts.length) return told;
    const remainder = total - known.reduce((sum, n) => sum + n, 0);
    const isSafe = parts.length - known.length >= 2 && remainder >= smallest;
    return isSafe || remainder === 0 ? told : [...told, `${name}: a remainder of ${remainder}`];
  });
}
