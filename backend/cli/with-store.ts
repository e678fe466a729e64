import type { Config } from '../config.ts';
import { connect, type Store } from '../store/connect.ts';
import { type OpenDatabase, openDatabase } from '../store/opening/open-database.ts';
import { migrate } from '../store/schema/migrate.ts';

/** Work on the database of the settings, which a Jalon that runs on the same data shares; closed however the work ends. */
export async function withStore<T>(
  config: Config,
  work: (store: Store, database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(config, { attach: true });
  const store = connect(database.url, { max: 3 });
  try {
    if (!database.shared) await migrate(store);
    return await work(store, database);
  } finally {
    await store.destroy();
    await database.close();
  }
}
