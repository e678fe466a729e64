import type { Me } from '../../../../backend/http/contract/me.ts';
import type { EditSubject } from './edit-subject.ts';
import { abbreviated } from './editor-address.ts';

/**
 * What JOSM's remote control is asked, one after the other: the place with its elements selected and the changeset's words, elements
 * that lie elsewhere, the imagery that was looked at (https://josm.openstreetmap.de/wiki/Help/RemoteControlCommands).
 * @param base scheme, host and port @param imagery null: none, or none that edits may be traced from
 */
export function josmRequests(
  base: string,
  { elements, elsewhere, box, changeset }: EditSubject,
  imagery: Me['layers'][number] | null,
): readonly string[] {
  const address = (command: string, values: Readonly<Record<string, string | null>>): string => {
    const asked = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
    return `${base}/${command}?${asked.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')}`;
  };
  const [left, bottom, right, top] = box.map(degrees => degrees.toFixed(6));
  const words = {
    changeset_comment: changeset.comment,
    changeset_source: changeset.source,
    changeset_hashtags: changeset.hashtags.join(';'),
  };
  const select = elements.map(element => element.replace('/', '')).join(',');
  return [
    // Named first, so that they are there to be selected.
    ...(elsewhere.length ? [address('load_object', { objects: elsewhere.map(abbreviated).join(',') })] : []),
    address('load_and_zoom', {
      left: left ?? '',
      right: right ?? '',
      top: top ?? '',
      bottom: bottom ?? '',
      select,
      ...words,
    }),
    ...(imagery
      ? [
          address('imagery', {
            title: imagery.name,
            type: 'tms',
            max_zoom: String(imagery.maxZoom),
            url: `tms[${imagery.maxZoom}]:${imagery.url.replace('{z}', '{zoom}').replace('{s}', '{switch:a,b,c}')}`,
          }),
        ]
      : []),
  ];
}
