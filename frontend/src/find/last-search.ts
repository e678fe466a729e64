let last = '';

/** What was looked for when the list of challenges was last shown, as its address says it: the way back leads there. */
export const lastSearch = (): string => last;
export function rememberSearch(search: string): void {
  last = search;
}
