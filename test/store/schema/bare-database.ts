import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../../backend/store/embedded/start.ts';
import { startPostgres } from '../../servers/postgres.ts';
import type { DatabaseKind } from '../empty-store.ts';

/** A database in which nothing is yet. */
export async function bareDatabase(kind: DatabaseKind): Promise<{ url: string; close(): Promise<void> }> {
  if (kind === 'postgres') {
    const server = await startPostgres();
    return { url: await server.createDatabase(), close: () => server.stop() };
  }
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bare-'));
  const database = await startEmbedded(join(folder, 'db'));
  return {
    url: database.url,
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
