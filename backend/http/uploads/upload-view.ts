import { may } from '../../core/policy/may.ts';
import type { Store } from '../../store/connect.ts';
import { namesOf } from '../../store/talk/names-of.ts';
import { type UploadRow, uploadRow } from '../../store/uploads/upload-queries.ts';
import type { UploadView } from '../contract/upload.ts';
import type { Call } from '../frame/operation.ts';
import { whoAsks } from '../people/who.ts';
import { ofUpload } from '../permission/scopes.ts';
import { presentUpload } from '../present/upload.ts';
import { notFound } from '../refusal.ts';

/** @throws Refusal 404 */
export async function rowOf(store: Store, id: string): Promise<UploadRow> {
  const row = await uploadRow(store, id);
  if (!row) throw notFound('The upload');
  return row;
}

/** One upload, as whoever asks may see it. @throws Refusal 404 */
export async function uploadViewOf(call: Call, id: string): Promise<UploadView> {
  const [view] = await uploadViews(call, [await rowOf(call.deps.store, id)]);
  return view!;
}

/** Uploads of one challenge. Who sends them is for those to know who may do it, too. */
export async function uploadViews(call: Call, rows: readonly UploadRow[]): Promise<UploadView[]> {
  const [first] = rows;
  if (!first) return [];
  const { store, config } = call.deps;
  const { actor, person: asks } = await whoAsks(call);
  const scope = await ofUpload('id')({ ...call, param: () => first.id });
  const persons = rows.flatMap(({ person }) => person ?? []);
  const names = may(actor, 'upload', scope) ? await namesOf(store, persons) : new Map<string, string>();
  return rows.map(row =>
    presentUpload(row, {
      person: row.person === null ? null : (names.get(row.person) ?? null),
      maySignIn: asks !== null && asks.id === row.person && row.server === config.uploadUrl,
    }),
  );
}
