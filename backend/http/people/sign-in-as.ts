import { randomUUID } from 'node:crypto';
import type { Store } from '../../store/connect.ts';
import { personOfAccount, type ServerAccount } from '../../store/people/accounts.ts';
import { endSession } from '../../store/people/sessions.ts';
import type { Call } from '../frame/operation.ts';
import { beginSession } from './sessions.ts';
import { whoAsks } from './who.ts';

type Options = Readonly<{
  /** What was done in this browser as a guest becomes the account's. */
  keepAnswers: boolean;
  /** Comes first in the same transaction: true lets nothing happen. */
  unless?: (transaction: Store) => Promise<boolean>;
  /** Comes last in the same transaction. */
  after?: (transaction: Store, person: string) => Promise<void>;
}>;

/**
 * Signs this browser in as whoever has the account: a session of a new token. The one that it had before has ended: who
 * knew its token knows nothing by it. @returns whether it happened
 */
export async function signInAs(
  asked: Pick<Call, 'ctx' | 'deps' | 'now'>,
  account: ServerAccount,
  { keepAnswers, unless, after }: Options,
): Promise<boolean> {
  const { ctx, deps, now } = asked;
  const { person: known, session } = await whoAsks(asked);
  const guest = keepAnswers && known && !known.account ? known.id : null;
  try {
    return await deps.store.transaction().execute(async transaction => {
      if (await unless?.(transaction)) return false;
      const person = await personOfAccount(transaction, account, { guest, fresh: randomUUID(), now });
      if (known && session !== null) await endSession(transaction, known.id, session);
      await beginSession(ctx, transaction, { id: person, account }, now);
      await after?.(transaction, person);
      return true;
    });
  } catch (fault) {
    // The cookie of a session that came to nothing would take the place of a guest's own.
    ctx.remove('Set-Cookie');
    throw fault;
  } finally {
    ctx.state.who = undefined;
  }
}
