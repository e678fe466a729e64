import type { Change, Edit } from '../change/change.ts';
import { positionText, refOf, refOfEdit } from '../change/element-ref.ts';
import { compareText } from '../compare-text.ts';
import type { ElementType, LonLat, OsmElement, Tags } from '../feature.ts';
import type { Holds } from './machine.ts';

/** What became of one edit on the server. `ref`: of a new node the one that it got; `version`: null where it was deleted. */
export type Applied = Readonly<{ ref: string; version: number | null }>;

/** A row of a diffResult (https://wiki.openstreetmap.org/wiki/API_v0.6#Response_10). */
export type DiffRow = Readonly<{
  type: ElementType;
  oldId: number;
  newId: number | null;
  newVersion: number | null;
}>;

/** An element in the download of a changeset, under the action that it was uploaded with. */
export type DownloadedEdit = Readonly<{ action: 'create' | 'modify' | 'delete'; element: OsmElement }>;

/** By the order of the changes; null where the rows are not about these changes, each once. */
export function appliedByRows(changes: readonly Change[], rows: readonly DiffRow[]): Applied[] | null {
  const byOld = new Map(rows.map(row => [`${row.type}/${row.oldId}`, row]));
  if (byOld.size !== rows.length || rows.length !== changes.length) return null;
  const applied: Applied[] = [];
  for (const { edit } of changes) {
    const old = refOfEdit(edit);
    const row = byOld.get(old);
    if (!row) return null;
    if (edit.action === 'delete') {
      applied.push({ ref: old, version: null });
      continue;
    }
    if (row.newId === null || row.newVersion === null) return null;
    applied.push({ ref: `${row.type}/${row.newId}`, version: row.newVersion });
  }
  return applied;
}

/** New nodes are told apart by where they are and what they say: two that are alike never share a changeset. */
const newNode = (at: LonLat, tags: Tags): string =>
  JSON.stringify(['create', positionText(at), Object.entries(tags).sort(([a], [b]) => compareText(a, b))]);
const lookOfSent = (edit: Edit): string =>
  edit.action === 'create' ? newNode(edit.at, edit.tags) : `${edit.action} ${refOf(edit.before)}`;
const lookOfDownloaded = ({ action, element }: DownloadedEdit): string =>
  action === 'create' && element.type === 'node'
    ? newNode(element.at, element.tags)
    : `${action} ${refOf(element)}`;

/**
 * What a changeset of the server holds of the changes that were sent in it. Its download carries no placeholders: new nodes are
 * found by their position and tags. An upload is applied whole or not at all, so that some of it alone is something else.
 */
export function appliedByDownload(
  changes: readonly Change[],
  downloaded: readonly DownloadedEdit[],
): Readonly<{ holds: Holds; applied: Applied[] }> {
  if (downloaded.length === 0) return { holds: 'nothing', applied: [] };
  const byLook = new Map<string, DownloadedEdit[]>();
  for (const one of downloaded) {
    const look = lookOfDownloaded(one);
    byLook.set(look, [...(byLook.get(look) ?? []), one]);
  }
  const applied: Applied[] = [];
  for (const { edit } of changes) {
    const found = byLook.get(lookOfSent(edit))?.shift();
    if (!found) return { holds: 'something-else', applied: [] };
    const version = edit.action === 'delete' ? null : found.element.version;
    applied.push({ ref: refOf(found.element), version });
  }
  return downloaded.length === changes.length
    ? { holds: 'all', applied }
    : { holds: 'something-else', applied: [] };
}
