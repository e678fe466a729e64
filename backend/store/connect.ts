import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { keepStatements } from './keep-statements.ts';
import type { Database } from './tables.ts';

export type Store = Kysely<Database>;

const DEFAULTS = {
  /** connections; the embedded database has one session behind them, so more would only wait */
  max: 5,
  /** milliseconds until a connection that cannot be had is an error */
  connectionTimeoutMillis: 30_000,
  /**
   * Milliseconds that a transaction may stand still before the server ends it. A machine that lost its power or its
   * network in the middle of one says no goodbye, and would hold its rows for hours. The embedded database knows no such
   * machine, and ignores it.
   */
  standstill: 60_000,
  /**
   * Plans of statements that come again stay with the server, and so do the connections that hold them; on the embedded
   * database all connections are one session.
   */
  keepsPlans: false,
  /** Told about idle connections that broke; the pool opens a new one when it is needed. */
  onError: (_: Error): void => {},
};
export type ConnectOptions = typeof DEFAULTS;

/**
 * Milliseconds after which a connection that nobody used is given up. A new one costs the server tens of milliseconds of
 * work: its process, what it reads of the schema, its plans. Given up within seconds, as is usual, some were made at each
 * burst of requests, when there is no time for that.
 */
const KEPT = 600_000;

/** A server that has gone without a word is found out: whoever waits for its answer would wait for ever. */
const NOTICES_LOSS = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** Connects when first used. Close with `store.destroy()`. */
export function connect(databaseUrl: string, options: Partial<ConnectOptions> = {}): Store {
  const { onError, standstill, keepsPlans, ...limits } = { ...DEFAULTS, ...options };
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    ...limits,
    idle_in_transaction_session_timeout: standstill,
    ...NOTICES_LOSS,
    types: { getTypeParser },
    ...(keepsPlans && { onConnect: keepStatements, idleTimeoutMillis: KEPT }),
  });
  pool.on('error', onError);
  // A connection that breaks while it is used fails its query; without a listener it would end the process, too.
  pool.on('connect', client => void client.on('error', () => {}));
  const store = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  pools.set(store, pool);
  return store;
}

const pools = new WeakMap<Store, pg.Pool>();

/** Connections in use and idle, and who waits for one; null for what `connect` did not make. */
export function poolUse(store: Store): { used: number; idle: number; waiting: number } | null {
  const pool = pools.get(store);
  if (!pool) return null;
  return { used: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount };
}

const INT8 = 20;
/** Counts and identities stay far below 2^53: they are numbers here, not text as in pg. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text');
