/** What keeps words from one visit to the next: a browser's `localStorage`. */
export type Keeper = Readonly<{
  getItem: (key: string) => string | null;
  setItem: (key: string, value: string) => void;
}>;
