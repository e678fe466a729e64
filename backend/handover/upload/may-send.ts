import { letsVolunteersUpload } from '../../core/changeset/own-upload.ts';
import { grantsOf } from '../../core/policy/grants-of.ts';
import { may, ofOrganisation } from '../../core/policy/may.ts';
import { organisationOfChallenge } from '../../store/challenges.ts';
import type { Store } from '../../store/connect.ts';
import { personById } from '../../store/people/persons.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { challengeById } from './challenge-by-id.ts';

/**
 * Whether whoever sends an upload may still do so: roles can be taken away while it goes on, and a challenge may stop letting volunteers
 * send what they settled. Somebody who is gone may not.
 */
export async function maySend(
  store: Store,
  { person, challenge, own }: Pick<StoredUpload, 'person' | 'challenge' | 'own'>,
): Promise<boolean> {
  const known = person === null ? null : await personById(store, person);
  if (!known) return false;
  const actor = { grants: grantsOf(known) };
  if (own) {
    return letsVolunteersUpload(await challengeById(store, challenge)) && may(actor, 'upload-own');
  }
  const organisation = await organisationOfChallenge(store, challenge);
  return may(actor, 'upload', ofOrganisation(organisation ?? null));
}
