import type { ChangesetRowView } from '../../../backend/http/contract/upload.ts';
import { t, tCode } from '../messages/t.svelte.ts';

export const sayKind = (kind: ChangesetRowView['kind']): string => t(`edit-kind.${kind}`);

export const sayEdits = (count: number): string => t('upload.edits', { count });
/** "6 edits in 4 changesets" */
export const sayWhatGoes = (edits: number, changesets: number): string =>
  t('upload.what-goes', { edits: sayEdits(edits), within: t('upload.within', { count: changesets }) });

/** Where it stands; read back is more than closed. */
export const sayState = ({ state, checkedAt }: Pick<ChangesetRowView, 'state' | 'checkedAt'>): string =>
  t(state === 'closed' && checkedAt !== null ? 'changeset-state.checked' : `changeset-state.${state}`);

/** Why a task did not go, or is asked again. */
export function sayTold(code: string): string {
  const known = tCode('told', code, 'told.other');
  return known === t('told.other') ? tCode('not-possible', code, 'not-possible.other') : known;
}
