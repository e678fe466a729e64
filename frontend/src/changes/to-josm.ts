import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';

type LonLat = readonly [lon: number, lat: number];

/** Characters of an address that browsers still ask for (Chromium: 2 MiB). */
const LONGEST = 2_000_000;
/** degrees around the first edit, whose neighbourhood JOSM fetches */
const AROUND = 0.0015;

/**
 * What JOSM's remote control is asked: the edits as a layer of their own, and the changeset's words, which it takes with a place only
 * (https://josm.openstreetmap.de/wiki/Help/RemoteControlCommands).
 * @param base scheme, host and port
 * @param at where the first of the edits is; null: none says so, and the words stay here
 * @returns null: they are too long for an address
 */
export function changesForJosm(
  base: string,
  {
    name,
    file,
    at,
    changeset,
  }: Readonly<{
    name: string;
    /** JOSM's own file, as text. */
    file: string;
    at: LonLat | null;
    changeset: ChallengeView['changeset'];
  }>,
): readonly string[] | null {
  const address = (command: string, values: Readonly<Record<string, string | null>>): string =>
    `${base}/${command}?${Object.entries(values)
      .filter((entry): entry is [string, string] => Boolean(entry[1]))
      .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      .join('&')}`;
  const load = address('load_data', {
    new_layer: 'true',
    layer_name: name,
    mime_type: 'application/x-osm+xml',
    data: file,
  });
  if (load.length > LONGEST) return null;
  if (!at || !changeset) return [load];
  const [lon, lat] = at;
  return [
    load,
    address('load_and_zoom', {
      left: (lon - AROUND).toFixed(6),
      right: (lon + AROUND).toFixed(6),
      bottom: (lat - AROUND).toFixed(6),
      top: (lat + AROUND).toFixed(6),
      changeset_comment: changeset.comment,
      changeset_source: changeset.source,
      changeset_hashtags: changeset.hashtags.join(';'),
    }),
  ];
}
