import { runMigrations } from 'bullmq';
import pg from 'pg';

/** Makes or updates BullMQ's own schema (`bullmq`) in the database. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
