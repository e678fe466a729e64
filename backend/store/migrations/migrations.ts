import { first } from './0001-first.ts';
import { operation } from './0002-operation.ts';

/** SQL of one step, run in one transaction. Steps that were released are never edited: a new one follows. */
export type Migration = Readonly<{ version: number; name: string; sql: string }>;

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'first', sql: first },
  { version: 2, name: 'operation', sql: operation },
];
