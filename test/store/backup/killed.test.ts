import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../backend/store/connect.ts';
import { openDatabase } from '../../../backend/store/opening/open-database.ts';
import { currentVersion, migrate } from '../../../backend/store/schema/migrate.ts';
import { MIGRATIONS } from '../../../backend/store/schema/migrations/migrations.ts';
import { emptyPlace, type Place } from '../../servers/setting.ts';
import { DATABASES } from '../empty-store.ts';
import { startProgram } from '../programs/start-program.ts';
import { seedPerson } from '../seed.ts';
import { backUp } from './back-up.ts';
import { rowsOf, seedEverything } from './rows.ts';

const NEWEST = MIGRATIONS.at(-1)!.version;

let folder: string;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-killed-restore-'));
  file = join(folder, 'backup');
  const place = await emptyPlace('postgres');
  const store = connect(place.databaseUrl!);
  await seedEverything(store);
  await backUp(place.databaseUrl!, file, { schema: NEWEST });
  await store.destroy();
  await place.remove();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function within<T>(place: Place, work: (store: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
  const database = await openDatabase(place);
  const store = connect(database.url, { max: 1 });
  try {
    return await work(store);
  } finally {
    await store.destroy();
    await database.close();
  }
}

describe.each(DATABASES)('on the %s database', kind => {
  it.each(['persons', 'features', 'answers', 'commit'])(
    'a restore that is killed at %s leaves what was there, to the last row',
    async until => {
      const place = await emptyPlace(kind);
      try {
        const before = await within(place, async store => {
          await seedPerson(store, 'eve');
          return rowsOf(store);
        });
        const name = '../backup/programs/restore-until';
        const program = startProgram(name, file, until, place.dataDir, place.databaseUrl ?? '');
        await program.line(/reached/);
        await program.kill();
        await within(place, async store => {
          expect(await currentVersion(store)).toBe(NEWEST);
          expect(await migrate(store)).toEqual([]);
          expect(await rowsOf(store)).toEqual(before);
        });
      } finally {
        await place.remove();
      }
    },
    120_000,
  );
});
