import { afterAll, beforeAll } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { openDatabase } from '../../backend/store/opening/open-database.ts';
import { migrate } from '../../backend/store/schema/migrate.ts';
import { emptyPlace } from '../servers/setting.ts';

/** The two databases that there are: one session for everybody, and a server with truly concurrent connections. */
export const DATABASES = ['embedded', 'postgres'] as const;
export type DatabaseKind = (typeof DATABASES)[number];

export type EmptyStore = Readonly<{ store: Store; url: string; close(): Promise<void> }>;

/** An empty database of its own, migrated. @param max connections */
export async function emptyStore(kind: DatabaseKind = 'embedded', max = 5): Promise<EmptyStore> {
  const place = await emptyPlace(kind);
  const database = await openDatabase(place);
  const store = connect(database.url, { max });
  await migrate(store);
  return {
    store,
    url: database.url,
    close: async () => {
      await store.destroy();
      await database.close();
      await place.remove();
    },
  };
}

/** The same for the tests of a group: opened before them, closed after them. @param take keeps it for them */
export function useStore(kind: DatabaseKind, take: (store: Store) => void): void {
  let opened: EmptyStore | undefined;
  beforeAll(async () => {
    opened = await emptyStore(kind);
    take(opened.store);
  });
  afterAll(() => opened?.close());
}
