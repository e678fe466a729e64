import { PlanChanged, type Prepare, prepareUpload } from '../../handover/upload/prepare.ts';
import type { Store } from '../../store/connect.ts';
import { planChanged } from './refusals.ts';

/** Writes an upload down. @returns its id @throws Refusal 409 where what it was planned from has changed */
export async function prepared(store: Store, asked: Prepare): Promise<string> {
  try {
    return await prepareUpload(store, asked);
  } catch (fault) {
    throw fault instanceof PlanChanged ? planChanged() : fault;
  }
}
