import type { Kysely } from 'kysely';
import type { Database } from '../tables.ts';

/** Their row is ours until the transaction ends: whoever counts something of theirs at the same time waits. */
export async function lockPerson(transaction: Kysely<Database>, person: string): Promise<void> {
  await transaction
    .selectFrom('persons')
    .select('id')
    .where('id', '=', person)
    .forNoKeyUpdate()
    .executeTakeFirst();
}
