/** ISO 8601; null where a source does not say how old its data is. */
export type DataTimes = Readonly<{ official: string | null; community: string | null }>;

/** The times that are known, as a reason tells them. */
export const told = ({ official, community }: DataTimes): Readonly<Record<string, string>> => ({
  ...(official ? { official } : {}),
  ...(community ? { community } : {}),
});

/** Whether a is known to be later than b. */
export const later = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && Date.parse(a) > Date.parse(b);

/** The time of the younger data; null where neither side says. */
export const newest = ({ official, community }: DataTimes): string | null =>
  official && community ? (later(official, community) ? official : community) : (official ?? community);
