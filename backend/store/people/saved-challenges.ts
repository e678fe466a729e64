import type { Store } from '../connect.ts';

/** Ids of the challenges that a person wants to find again. */
export async function savedChallenges(store: Store, person: string): Promise<Set<string>> {
  const rows = await store
    .selectFrom('saved_challenges')
    .select('challenge_id')
    .where('person_id', '=', person)
    .execute();
  return new Set(rows.map(row => row.challenge_id));
}

/** Once is enough. The challenge must be there. */
export async function saveForPerson(
  store: Store,
  { person, challenge, now }: Readonly<{ person: string; challenge: string; now: Date }>,
): Promise<void> {
  await store
    .insertInto('saved_challenges')
    .values({ person_id: person, challenge_id: challenge, at: now })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

/** Nothing to forget is as well. */
export async function forgetSaved(store: Store, person: string, challenge: string): Promise<void> {
  await store
    .deleteFrom('saved_challenges')
    .where('person_id', '=', person)
    .where('challenge_id', '=', challenge)
    .execute();
}
