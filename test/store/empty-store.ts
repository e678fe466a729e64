import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { connect, type Store } from '../../backend/store/connect.ts';
import { migrate } from '../../backend/store/migrate.ts';
import { openDatabase } from '../../backend/store/opening/open-database.ts';
import { emptyData } from './empty-data.ts';

/** An empty database of its own, migrated: embedded, or made on the server that JALON_TEST_DATABASE_URL names. */
export async function emptyStore(): Promise<{ store: Store; embedded: boolean; close(): Promise<void> }> {
  const server = process.env.JALON_TEST_DATABASE_URL;
  const opened = server ? await onServer(server) : await onEmbedded();
  const store = connect(opened.url);
  await migrate(store);
  return {
    store,
    embedded: !server,
    async close() {
      await store.destroy();
      await opened.close();
    },
  };
}

async function onEmbedded() {
  const dataDir = await emptyData();
  const database = await openDatabase({ dataDir, databaseUrl: null });
  return {
    url: database.url,
    async close() {
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function onServer(server: string) {
  const name = `jalon_test_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await admin(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, close: () => admin(`drop database ${name} with (force)`) };
}
