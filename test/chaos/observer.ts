import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Installation } from './installation.ts';

/** Asks an installation's database, also one that goes away and comes back elsewhere. */
export type Observer = Readonly<{
  /** Null while the database does not answer. */
  look<R extends pg.QueryResultRow>(question: string, values?: readonly unknown[]): Promise<R[] | null>;
  /** Asks until there is an answer. */
  ask<R extends pg.QueryResultRow>(question: string, values?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}>;

export function observe(installation: Installation): Observer {
  let client: pg.Client | null = null;
  const connected = async (): Promise<pg.Client | null> => {
    if (client) return client;
    const connectionString = await installation.databaseUrl();
    if (connectionString === null) return null;
    const fresh = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
    fresh.on('error', () => {});
    fresh.once('end', () => {
      if (client === fresh) client = null;
    });
    await fresh.connect();
    client = fresh;
    return fresh;
  };
  const look = async <R extends pg.QueryResultRow>(question: string, values: readonly unknown[] = []) => {
    try {
      return (await (await connected())?.query<R>(question, [...values]))?.rows ?? null;
    } catch (fault) {
      // A question that is wrong stays wrong.
      if (/^(42|22)/.test((fault as { code?: string }).code ?? '')) throw fault;
      const broken = client;
      client = null;
      void broken?.end().catch(() => {});
      return null;
    }
  };
  return {
    look,
    ask: async (question, values) => {
      for (;;) {
        const rows = await look(question, values);
        if (rows) return rows as never;
        await pause(50);
      }
    },
    close: async () => {
      const last = client;
      client = null;
      await last?.end();
    },
  };
}
