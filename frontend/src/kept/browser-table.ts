import { openDatabase } from './database.ts';
import type { Table } from './table.ts';

/** What a browser keeps for us. */
const NAMES = ['outbox', 'drafts', 'ahead', 'copies'] as const;
type Name = (typeof NAMES)[number];

let opening: Promise<IDBDatabase> | null = null;
const database = (): Promise<IDBDatabase> => {
  opening ??= openDatabase('jalon', NAMES);
  return opening;
};

export type BrowserTable<Row> = Table<Row> &
  Readonly<{
    /** Rows that the browser would not keep, for its disk is full or it keeps nothing: they go when this page does. */
    onlyHere: () => readonly Row[];
  }>;

/** In IndexedDB; what it refuses, in memory. */
export function browserTable<Row>(name: Name): BrowserTable<Row> {
  /** What IndexedDB did not take; null: what it did not let go. */
  const here = new Map<string, Row | null>();

  return {
    async all() {
      const kept = await database().then(read<Row>(name), () => new Map<string, Row>());
      return present(new Map([...kept, ...here]));
    },
    async change(key, how) {
      let before: Row | null = here.get(key) ?? null;
      if (!here.has(key)) {
        try {
          return await write<Row>(await database(), name, key, row => {
            before = row;
            return how(row);
          });
        } catch {
          // Kept in memory, below.
        }
      }
      const row = how(before);
      here.set(key, row);
      return row;
    },
    onlyHere: () => [...here.values()].filter(row => row !== null),
  };
}

const present = <Row>(rows: ReadonlyMap<string, Row | null>): Row[] =>
  [...rows.values()].filter(row => row !== null) as Row[];

const read =
  <Row>(name: Name) =>
  (db: IDBDatabase): Promise<Map<string, Row>> =>
    new Promise((resolve, reject) => {
      const transaction = db.transaction(name);
      const store = transaction.objectStore(name);
      const keys = store.getAllKeys();
      const rows = store.getAll();
      transaction.oncomplete = () =>
        resolve(new Map(keys.result.map((key, i) => [String(key), rows.result[i]])));
      transaction.onabort = () => reject(transaction.error);
    });

function write<Row>(
  db: IDBDatabase,
  name: Name,
  key: string,
  how: (row: Row | null) => Row | null,
): Promise<Row | null> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(name, 'readwrite');
    const store = transaction.objectStore(name);
    let after: Row | null = null;
    const found = store.get(key);
    found.onsuccess = () => {
      after = how((found.result as Row | undefined) ?? null);
      if (after !== null) store.put(after, key);
      else if (found.result !== undefined) store.delete(key);
    };
    transaction.oncomplete = () => resolve(after);
    transaction.onabort = () => reject(transaction.error);
  });
}
