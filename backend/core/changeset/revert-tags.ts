import type { Tags } from '../feature.ts';
import { fitting } from './changeset-tags.ts';

/** Of the data that an edit brought: what takes it back brings none. */
const OF_THE_DATA: ReadonlySet<string> = new Set(['source', 'source:permission', 'comment', 'jalon:tasks']);

/** Tags of a changeset that takes another one back. @param osmId the server's number of that one */
export function revertTags(
  taken: Tags,
  { osmId, version, page }: Readonly<{ osmId: number; version: string; page: string | null }>,
): Tags {
  const kept = Object.entries(taken).filter(([key]) => !OF_THE_DATA.has(key));
  return {
    ...Object.fromEntries(kept),
    comment: fitting(`Takes back changeset ${osmId}: ${taken['comment'] ?? ''}`),
    created_by: `Jalon ${version}`,
    ...(page && { 'jalon:tasks': page }),
  };
}
