import { may, ofOrganisation } from '../../core/policy/may.ts';
import { organisationOfChallenge } from '../../store/challenges.ts';
import type { Store } from '../../store/connect.ts';
import { personById } from '../../store/people/persons.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';

/** Whether whoever sends an upload may still do so: roles can be taken away while it goes on. Somebody who is gone may not. */
export async function maySend(
  store: Store,
  { person, challenge }: Pick<StoredUpload, 'person' | 'challenge'>,
): Promise<boolean> {
  const known = person === null ? null : await personById(store, person);
  if (!known) return false;
  const organisation = await organisationOfChallenge(store, challenge);
  return may({ grants: known.grants }, 'upload', ofOrganisation(organisation ?? null));
}
