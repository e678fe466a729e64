import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';

/** How long a turn at a server of the world stays with a worker that gives no sign of life, and what follows it. All in milliseconds. */
export type Turn = Readonly<{
  server: string;
  /** Of one turn, not of a worker: it is used once. */
  holder: string;
  lease: number;
  /** Between the end of one turn and the next; a holder that was killed may have asked until its lease ended. */
  pause: number;
}>;

const time = (milliseconds: number) => sql`make_interval(secs => ${milliseconds}::float8 / 1000)`;

/** Takes the turn if it is free, by the database's clock. @returns 0 when taken, else the milliseconds after which to ask again */
export async function takeTurn(
  store: Kysely<Database>,
  { server, holder, lease, pause }: Turn,
): Promise<number> {
  // now() would be from before the wait for the row's lock.
  const { rows } = await sql<{ holder: string }>`
    insert into source_turns as t (server, holder, held_until)
    values (${server}, ${holder}, clock_timestamp() + ${time(lease)})
    on conflict (server) do update set holder = excluded.holder, held_until = clock_timestamp() + ${time(lease)}
      where t.not_before <= clock_timestamp()
        and (t.holder is null or t.held_until + ${time(pause)} <= clock_timestamp())
    returning holder`.execute(store);
  if (rows.length > 0) return 0;
  const { rows: waits } = await sql<{ wait: number | null }>`
    select ceil(1000 * extract(epoch from
      greatest(not_before, coalesce(held_until + ${time(pause)}, '-infinity')) - clock_timestamp()))::float8 as wait
    from source_turns where server = ${server}`.execute(store);
  return Math.max(1, waits[0]?.wait ?? 1);
}

/** A sign of life. @returns whether the turn still is this one's */
export async function renewTurn(store: Kysely<Database>, { server, holder, lease }: Turn): Promise<boolean> {
  const { rows } = await sql`
    update source_turns set held_until = clock_timestamp() + ${time(lease)}
    where server = ${server} and holder = ${holder} and held_until > clock_timestamp()
    returning server`.execute(store);
  return rows.length > 0;
}

/** Nobody asks the server for so many milliseconds from now; one that was asked for earlier stays, where it is longer. */
export async function endTurn(
  store: Kysely<Database>,
  { server, holder }: Pick<Turn, 'server' | 'holder'>,
  pause: number,
): Promise<void> {
  await sql`
    update source_turns set holder = null, held_until = null,
      not_before = greatest(not_before, clock_timestamp() + ${time(pause)})
    where server = ${server} and holder = ${holder}`.execute(store);
}
