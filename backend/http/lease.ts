import type { Lease } from '../store/tasks/lease.ts';
import type { Call } from './frame/operation.ts';

/** A lease that begins now and frees itself after LEASE_SECONDS, unless the page renews it. */
export const leaseFor = ({ deps, now }: Pick<Call, 'deps' | 'now'>, person: string): Lease => ({
  person,
  now,
  until: new Date(now.getTime() + deps.config.leaseSeconds * 1000),
});
