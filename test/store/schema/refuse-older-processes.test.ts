import { expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { currentVersion, migrate } from '../../../backend/store/schema/migrate.ts';
import { MIGRATIONS } from '../../../backend/store/schema/migrations/migrations.ts';
import { isOlder } from '../../../backend/store/schema/refuse-older-processes.ts';
import { useStore } from '../empty-store.ts';

let store: Store;
useStore('postgres', empty => {
  store = empty;
});

const NEWEST = MIGRATIONS.at(-1)!.version;
const taking = { version: NEWEST + 1, name: 'taking', sql: 'drop table fetched', contracts: '0.3.0' };
const alive = (id: string, version: string, beat = new Date()) =>
  store
    .insertInto('processes')
    .values({ id, role: 'api', host: 'one', pid: 7, version, beat_at: beat, folder_id: 'f' })
    .execute();

it('a step that takes something away waits until every process that reads it has ended', async () => {
  await alive('new', '0.3.0');
  await alive('gone', '0.1.0', new Date(Date.now() - 3_600_000));
  await alive('old', '0.2.9');
  await expect(migrate(store, [...MIGRATIONS, taking])).rejects.toThrow(
    /^Jalon 0.2.9 still runs \(process 7 on one\).*: stop it first/,
  );
  expect(await currentVersion(store)).toBe(NEWEST);
  await store.deleteFrom('processes').where('id', '=', 'old').execute();
  expect(await migrate(store, [...MIGRATIONS, taking])).toEqual([NEWEST + 1]);
});

it.each([
  ['0.2.9', '0.3.0', true],
  ['0.10.0', '0.9.0', false],
  ['0.3.0', '0.3.0', false],
  ['0.3', '0.3.1', true],
  ['1.0.0', '0.3.0', false],
  ['0.3.0-next.1', '0.3.0', false],
])('%s is older than %s: %s', (a, b, older) => {
  expect(isOlder(a, b)).toBe(older);
});
