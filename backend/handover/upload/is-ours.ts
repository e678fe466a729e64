import { PAGE_TAG } from '../../core/changeset/changeset-tags.ts';
import type { Tags } from '../../core/feature.ts';
import { readChangeset } from '../../osm/write/changeset-requests.ts';
import type { Said, WriteApi } from '../../osm/write/send.ts';
import type { StoredChangeset } from '../../store/uploads/changesets.ts';

/**
 * Whether the number that the server gave is that of the changeset which was asked for: half of an answer is a number, too, of anybody's
 * changeset. A new one has what was sent as its tags.
 */
export async function isOurs(api: WriteApi, { osmId, tags }: StoredChangeset): Promise<Said<boolean>> {
  const said = await readChangeset({ ...api, token: null }, osmId!);
  return said.said === 'ok' ? { said: 'ok', value: hasTags(tags, said.value.tags) } : said;
}

/** By the page that it names, which no other has; where it names none, by what it says of itself. Servers may trim what they keep. */
function hasTags(sent: Tags, kept: Tags): boolean {
  const telling = sent[PAGE_TAG] === undefined ? ['comment', 'created_by'] : [PAGE_TAG];
  return telling.every(key => sent[key]?.trim() === kept[key]?.trim());
}
