/** How often something may be asked for before it is refused for a while. */
export type Line = Readonly<{
  /** seconds after the first request of a series until all of it counts no more */
  seconds: number;
  /** requests of one person, or of one API key; absent: only addresses are counted */
  each?: number;
  /** requests from one address of all who are known to nobody; absent: as `together` */
  nobody?: number;
  /** requests from one address, whoever sends them */
  together: number;
  /** Counted by all processes together. Reads are cheap and many: each process counts its own, in its memory. */
  shared: boolean;
  /**
   * Counts wrong secrets only. `short`: somebody may have thought of it, so once the tries are spent nothing that the address
   * sends is compared any more. `long`: 256 random bits, which nobody finds by trying; a right one always opens.
   */
  tries?: 'short' | 'long';
}>;

/**
 * The one table of budgets. Behind one address may be a school or a mapping party. Forty people who work there at once must not
 * notice: each settles a task in five seconds, with three writes (next, answer, undo or renewal) and six reads (task, map, counts).
 * A hundred may arrive within ten minutes, some of them with a telephone beside the laptop.
 */
export const BUDGETS = {
  /** 40 × 72 a minute; one person who drags the map about makes two a second */
  reads: { seconds: 60, each: 600, nobody: 1_200, together: 3_000, shared: false },
  /** built files of the interface: forty browsers that open it at once ask for thirty each */
  files: { seconds: 60, together: 6_000, shared: false },
  /** 40 × 36 a minute; one person who only presses keys makes one or two a second */
  writes: { seconds: 60, each: 120, nobody: 300, together: 1_500, shared: true },
  /** a comment, or an answer that mentions somebody: each may be read by several people, who did not ask for it */
  comments: { seconds: 600, each: 30, nobody: 30, together: 600, shared: true },
  /** rows of persons that nobody asked for would stay for ever */
  guests: { seconds: 600, together: 200, shared: true },
  /** each start is a row that waits ten minutes */
  'sign-in-starts': { seconds: 600, together: 200, shared: true },
  /** each callback may ask the OAuth server */
  'sign-in-callbacks': { seconds: 600, together: 200, shared: true },
  /** settled answers are merged anew, and elements are read from the OSM API: seconds of work */
  changes: { seconds: 60, each: 30, nobody: 60, together: 240, shared: false },
  /** the same, and a file that is written */
  exports: { seconds: 600, each: 30, nobody: 60, together: 120, shared: true },
  /** nobody needs more; a key that leaks is revoked, not drowned */
  'new-keys': { seconds: 3_600, each: 20, together: 100, shared: true },
  /** a forgotten script with a revoked key runs on for years, beside others with good ones */
  'wrong-keys': { seconds: 60, together: 60, shared: true, tries: 'long' },
  /** the secret may be as short as 20 characters that somebody made up */
  'wrong-secrets': { seconds: 60, together: 10, shared: true, tries: 'short' },
  /** one-time links and invitations, which people copy wrongly, a class all at once */
  'wrong-links': { seconds: 600, together: 60, shared: true, tries: 'long' },
} as const satisfies Record<string, Line>;

export type Budget = keyof typeof BUDGETS;
/** Budgets of wrong secrets. */
export type Tries = { [B in Budget]: (typeof BUDGETS)[B] extends { tries: string } ? B : never }[Budget];
