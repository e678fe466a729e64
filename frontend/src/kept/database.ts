/** Milliseconds; a browser that has not opened it by then is taken for one that keeps nothing. */
const PATIENCE = 3000;

/** IndexedDB with these tables. @throws where the browser has none, refuses it or does not answer, as some do in private windows */
export function openDatabase(name: string, tables: readonly string[]): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('IndexedDB does not answer')), PATIENCE);
    // Where it is switched off even the name throws.
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      for (const table of tables) opening.result.createObjectStore(table);
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const db = opening.result;
      // A later version in another tab waits for this one to let go.
      db.onversionchange = () => db.close();
      resolve(db);
    };
  });
}
