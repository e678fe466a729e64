import type { Store } from '../../connect.ts';
import { deletePerson } from './delete-person.ts';

/** Deletes persons on nobody's word but the operator's, also the last admins. @returns ids of whom there was nobody (any more) */
export async function forgetPersons(store: Store, ids: readonly string[], now: Date): Promise<string[]> {
  const unknown: string[] = [];
  for (const person of ids) {
    const asked = { person, confirm: null, guestWord: '', printsLinks: true, browserHash: null, now };
    if ('refused' in (await deletePerson(store, asked))) unknown.push(person);
  }
  return unknown;
}
