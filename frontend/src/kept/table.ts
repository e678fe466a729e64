/** Rows by their key, which outlive the page. */
export type Table<Row> = Readonly<{
  /** Every row, in no particular order. */
  all: () => Promise<readonly Row[]>;
  /**
   * Reads a row and writes what `how` makes of it (null: there is none), in one go: no other tab comes in between.
   * `how` may be called twice. @returns the row as it stands now
   */
  change: (key: string, how: (row: Row | null) => Row | null) => Promise<Row | null>;
}>;

/** As long as the page is open, and for it alone. */
export function memoryTable<Row>(): Table<Row> {
  const rows = new Map<string, Row>();
  return {
    all: async () => [...rows.values()],
    change: async (key, how) => {
      const row = how(rows.get(key) ?? null);
      if (row === null) rows.delete(key);
      else rows.set(key, row);
      return row;
    },
  };
}
