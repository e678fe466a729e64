import type { Context } from 'koa';
import type { Scope } from '../../core/policy/may.ts';
import { audit } from '../../store/people/audit.ts';
import type { Deps } from '../deps.ts';
import type { Call } from '../frame/operation.ts';
import { whoAsks } from './who.ts';

/** Writes what a request did into the audit log, under the operation's id. */
export function auditOf(
  asked: Readonly<{ ctx: Context; deps: Deps; now: Date }>,
  action: string,
  scope: Scope,
): Call['audit'] {
  return async (transaction, { target, about, scope: told, data }) => {
    const { ctx, now } = asked;
    const { person, key } = await whoAsks(asked);
    if (!person) throw new Error(`${action} is nobody’s deed`);
    ctx.state.audited = true;
    await audit(
      transaction,
      {
        actor: 'person',
        person: person.id,
        action,
        scope: told ?? scope,
        target: target ?? targetOf(ctx),
        ...(about !== undefined && { about }),
        data: { ...data, ...(key !== null && { key }) },
        requestId: ctx.state.requestId as string,
      },
      now,
    );
  };
}

/** `/api/v1/challenges/wells/runs` was done to `challenges/wells`. */
const targetOf = (ctx: Context): string => ctx.path.replace(/^\/api\/v1\//, '').slice(0, 200);
