import type { Kysely } from 'kysely';
import type { Database } from '../../tables.ts';
import { audit } from '../audit.ts';

type Gone = Readonly<{ person: string; now: Date; requestId?: string }>;

/** That somebody who could do something here has left is the log's; who is told by an id. */
export async function tellOfRoles(
  transaction: Kysely<Database>,
  { person, now, requestId }: Gone,
): Promise<void> {
  const held = await transaction
    .selectFrom('grants')
    .select(['role', 'organisation_id'])
    .where('person_id', '=', person)
    .orderBy('organisation_id')
    .orderBy('role')
    .execute();
  for (const { role, organisation_id } of held)
    await audit(
      transaction,
      {
        actor: 'person',
        person,
        action: 'deleteMe',
        scope: organisation_id === null ? 'everything' : `organisation:${organisation_id}`,
        target: `persons/${person}`,
        about: person,
        data: { role },
        requestId,
      },
      now,
    );
}

/** The same of a deletion by the command line, which need not be of somebody with a role. */
export async function tellOfCommand(transaction: Kysely<Database>, { person, now }: Gone): Promise<void> {
  const deed = {
    actor: 'system',
    person: null,
    action: 'forgetPerson',
    scope: 'everything',
    target: `persons/${person}`,
    about: person,
    data: { command: true },
  } as const;
  await audit(transaction, deed, now);
}
