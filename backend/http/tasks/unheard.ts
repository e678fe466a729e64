import { giveBack } from '../../store/tasks/claims.ts';
import type { Lease } from '../../store/tasks/lease.ts';
import type { Call } from '../frame/operation.ts';

/** Gives a lease back when whoever asked for a task has gone before they heard of it: nobody else would get it for minutes. */
export function giveBackUnheard(
  { ctx, deps }: Pick<Call, 'ctx' | 'deps'>,
  task: string,
  { person, now }: Lease,
): void {
  const { res } = ctx;
  const closed = () => {
    if (res.writableFinished) return;
    giveBack(deps.store, task, person, now).catch(cause =>
      deps.log.warn({ cause, task }, 'lease not given back'),
    );
  };
  if (res.destroyed) closed();
  else res.once('close', closed);
}
