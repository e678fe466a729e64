import type { Box, EditSubject } from './edit-subject.ts';

/** Editors that are pages. */
export type PageEditor = 'id' | 'rapid' | 'level0';

/** Pixels of a map that fits everywhere. */
const WINDOW = 360;
const ZOOMS = { least: 14, most: 19 };

const middle = ([west, south, east, north]: Box) => ({
  lon: ((west + east) / 2).toFixed(6),
  lat: ((south + north) / 2).toFixed(6),
});

function zoomOf([west, south, east, north]: Box): number {
  const squeeze = Math.max(0.05, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const degrees = Math.max(east - west, (north - south) / squeeze, 1e-6);
  const zoom = Math.floor(Math.log2((360 * WINDOW) / (256 * degrees)));
  return Math.max(ZOOMS.least, Math.min(ZOOMS.most, zoom));
}

/** `n12`, `w3`, `r4`, as editors abbreviate elements. */
export const abbreviated = (element: string): string => element.replace(/^(.)[a-z]*\//, '$1');

/** Blanks as `%20`: what reads the part behind `#` takes a plus for a plus. */
const query = (values: Readonly<Record<string, string | null>>): string =>
  Object.entries(values)
    .filter((entry): entry is [string, string] => Boolean(entry[1]))
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');

const hashtagsOf = ({ changeset }: EditSubject): string =>
  changeset.hashtags.map(tag => (tag.startsWith('#') ? tag : `#${tag}`)).join(',');

/** What iD and its relatives read behind `#` (https://github.com/openstreetmap/iD/blob/develop/API.md). */
const behindHash = (subject: EditSubject): string => {
  const { lat, lon } = middle(subject.box);
  const { elements, changeset } = subject;
  return query({
    map: `${zoomOf(subject.box)}/${lat}/${lon}`,
    id: elements.map(abbreviated).join(','),
    comment: changeset.comment,
    source: changeset.source,
    hashtags: hashtagsOf(subject),
  }).replaceAll('%2F', '/');
};

/**
 * The address at which an editor shows a task's place, with its elements selected and the changeset's words filled in. iD within
 * openstreetmap.org takes the element before the `#`, iD by itself and Rapid behind it; Level0 edits elements by their names alone.
 * @param page without a query
 */
export function editorAddress(editor: PageEditor, page: string, subject: EditSubject): string {
  const { elements, changeset } = subject;
  if (editor === 'level0') {
    const { lat, lon } = middle(subject.box);
    const tags = hashtagsOf(subject).replaceAll(',', ' ');
    const asked = query({
      url: elements.map(abbreviated).join(','),
      center: `${lat},${lon}`,
      comment: [changeset.comment, tags].filter(Boolean).join(' '),
    });
    return `${page}?${asked}`;
  }
  const [type = '', number = ''] = elements[0]?.split('/') ?? [];
  const asked = editor === 'id' ? `?${query({ editor: 'id', [type]: number })}` : '';
  return `${page}${asked}#${behindHash(subject)}`;
}
