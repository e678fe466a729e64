/** values of one key; a key with more of them has names or numbers, of which few come again */
const MOST = 1000;

/**
 * Gives for a value the text that was given for it before, where its key has few values (`amenity`, a town): a file's parser makes
 * a text of its own for each row, and a million rows keep them all.
 */
export const oneCopy = (): ((key: string, value: string) => string) => {
  const seen = new Map<string, Map<string, string> | null>();
  return (key, value) => {
    let known = seen.get(key);
    if (known === null) return value;
    if (known === undefined) {
      known = new Map();
      seen.set(key, known);
    }
    const same = known.get(value);
    if (same !== undefined) return same;
    if (known.size < MOST) known.set(value, value);
    else seen.set(key, null);
    return value;
  };
};
