import type { Store } from '../../store/connect.ts';
import { type StoredUpload, uploadOfRequest } from '../../store/uploads/uploads.ts';
import { requestUsed } from './refusals.ts';

/**
 * An upload that is asked for twice with one request is one, also where both come at once: the later one meets what the earlier changed.
 * @param isIt whether an upload of that request is the one that is asked for now
 * @returns its id
 * @throws Refusal 409 where the request was for something else
 */
export async function once(
  store: Store,
  { person, request }: Readonly<{ person: string; request: string }>,
  isIt: (upload: StoredUpload) => boolean | Promise<boolean>,
  make: () => Promise<string>,
): Promise<string> {
  const known = async () => {
    const before = await uploadOfRequest(store, person, request);
    if (before && !(await isIt(before))) throw requestUsed();
    return before?.id ?? null;
  };
  const before = await known();
  if (before !== null) return before;
  try {
    return await make();
  } catch (fault) {
    const meanwhile = await known();
    if (meanwhile !== null) return meanwhile;
    throw fault;
  }
}
