import { acceptTerms, type Person } from '../../store/people/persons.ts';
import type { Call } from '../frame/operation.ts';
import { Refusal } from '../refusal.ts';

/** Nothing that somebody says is kept before they accepted the contribution terms, once. @throws Refusal 403 */
export async function keepTerms(
  { deps, now }: Pick<Call, 'deps' | 'now'>,
  person: Person,
  accepts: boolean,
): Promise<void> {
  if (person.termsAcceptedAt) return;
  if (!accepts) throw termsNeeded();
  await acceptTerms(deps.store, person.id, now);
}

const termsNeeded = (): Refusal =>
  new Refusal(
    403,
    'terms-needed',
    'The contribution terms were not accepted yet',
    'What you see and say may be given to OpenStreetMap, to Wikidata, to the agency and to the public. ' +
      'Send acceptTerms: true once.',
  );
