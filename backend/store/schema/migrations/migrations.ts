import { first } from './0001-first.ts';
import { operation, operationIndexes } from './0002-operation.ts';
import { people, peopleIndexes } from './0003-people.ts';
import { findingWork, findingWorkIndexes } from './0004-finding-work.ts';
import { choosingWork, choosingWorkIndexes } from './0005-choosing-work.ts';
import { talk } from './0006-talk.ts';
import { changesetIndexes, changesets } from './0007-changesets.ts';
import { ownUploads } from './0008-own-uploads.ts';

/**
 * One step of the schema. Steps that were released are never edited: a new one follows. While it runs, processes of the
 * version before go on: it adds, and takes away only what they no longer know (docs/architecture.md; test/store/schema/migrations.test.ts
 * checks it).
 */
export type Migration = Readonly<{
  version: number;
  name: string;
  /** Run in one transaction. */
  sql: string;
  /** Takes away what no Jalon since this version reads (`0.3.0`): it waits until every older one has ended. */
  contracts?: string;
  /** Indexes on tables that may be large, by name: what stands behind `on`. Built afterwards, while others write. */
  indexes?: Readonly<Record<string, string>>;
}>;

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'first', sql: first },
  { version: 2, name: 'operation', sql: operation, indexes: operationIndexes },
  { version: 3, name: 'people', sql: people, indexes: peopleIndexes },
  { version: 4, name: 'finding-work', sql: findingWork, indexes: findingWorkIndexes },
  { version: 5, name: 'choosing-work', sql: choosingWork, indexes: choosingWorkIndexes },
  { version: 6, name: 'talk', sql: talk },
  { version: 7, name: 'changesets', sql: changesets, indexes: changesetIndexes },
  { version: 8, name: 'own-uploads', sql: ownUploads },
];
