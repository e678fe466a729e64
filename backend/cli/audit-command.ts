import { ofOrganisation } from '../core/policy/may.ts';
import { organisationOfChallenge } from '../store/challenges.ts';
import type { Store } from '../store/connect.ts';
import { audit } from '../store/people/audit.ts';

type Done = Readonly<{
  /** As the API calls the same deed. */
  action: string;
  /** Whose log it belongs in; null: the installation's. */
  challenge: string | null;
  data?: Readonly<Record<string, string | number | boolean | null>>;
}>;

/** Writes down what was done on the command line: by the system, for nobody says who types. */
export async function auditCommand(store: Store, { action, challenge, data }: Done): Promise<void> {
  const organisation = challenge === null ? null : await organisationOfChallenge(store, challenge);
  await audit(
    store,
    {
      actor: 'system',
      person: null,
      action,
      scope: ofOrganisation(organisation ?? null),
      ...(challenge !== null && { target: `challenges/${challenge}` }),
      data: { ...data, command: true },
    },
    new Date(),
  );
}
