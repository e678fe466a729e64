import type { Keeper } from '../../frontend/src/kept/keeper.ts';

/** Keeps as a browser does, for one test. */
export function keeper(): Keeper & Readonly<{ removeItem: (key: string) => void }> {
  const kept = new Map<string, string>();
  return {
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: key => void kept.delete(key),
  };
}
