import type { Answer, Fix, TagChoice } from '../../../backend/core/answer/answer.ts';
import type { Challenge } from '../../../backend/core/challenge/challenge.ts';
import { defineChallenge } from '../../../backend/core/challenge/define-challenge.ts';
import type { SettledTask } from '../../../backend/core/change/to-changes.ts';
import type { Discrepancy, Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Feature, LonLat, OsmElement, Tags } from '../../../backend/core/feature.ts';
import type { Origin } from '../../../backend/core/licence/licence.ts';

const four = (text: string) => ({ en: text, fr: text, nl: text, de: text });

/** A challenge over fire stations whose official data is free. */
export const challenge: Challenge = defineChallenge({
  id: 'stations',
  title: four('Stations'),
  description: four('Stations'),
  instructions: four('Look'),
  noun: four('station'),
  official: { licence: 'CC0-1.0', attribution: 'the agency' },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: ['amenity=fire_station'],
  },
  create: { tags: { amenity: 'fire_station' }, keys: ['name'] },
  changeset: { comment: 'Stations checked', source: 'the agency; volunteers' },
});

export const observed: Origin = { licence: 'observation' };
export const agency: Origin = { licence: 'CC0-1.0', attribution: 'the agency' };

export const station: Tags = { amenity: 'fire_station', name: 'Poste Bressole' };
export const here: LonLat = [4.35, 50.85];
/** About 70 m east. */
export const there: LonLat = [4.351, 50.85];

export const node = (id: number, tags: Tags = station, at: LonLat = here, version = 3): OsmElement => ({
  type: 'node',
  id,
  version,
  tags,
  at,
});
export const way = (id: number, tags: Tags = station, version = 2): OsmElement => ({
  type: 'way',
  id,
  version,
  tags,
  nodes: [1, 2, 3, 1],
});

/** A square of about 14 m around `here`. */
const square: Feature['shape'] = {
  type: 'Polygon',
  coordinates: [
    [
      [4.3499, 50.8499],
      [4.3501, 50.8499],
      [4.3501, 50.8501],
      [4.3499, 50.8501],
      [4.3499, 50.8499],
    ],
  ],
};

/** The element as a source that carries it whole gives it. */
export const mapped = (element: OsmElement): Feature => ({
  side: 'community',
  id: `${element.type}/${element.id}`,
  at: element.type === 'node' ? element.at : here,
  ...(element.type !== 'node' && { shape: square }),
  tags: element.tags,
  element,
});
/** The same from a source that does not (overpass-turbo's GeoJSON). */
export const bare = (element: OsmElement): Feature => {
  const { element: _, ...feature } = mapped(element);
  return feature;
};
export const row = (id: string, tags: Tags = station, at: LonLat = there): Feature => ({
  side: 'official',
  id,
  at,
  tags,
});

export const finding = (parts: Partial<Finding>): Finding => ({
  official: null,
  community: null,
  others: [],
  match: null,
  discrepancies: [],
  ...parts,
});
export const movedBy: Discrepancy = { kind: 'moved', metres: 70, tolerance: 50 };

export const set = (key: string, value: string | null, origin: Origin = observed): TagChoice => ({
  key,
  value,
  origin,
});
export const position = (at: LonLat, origin: Origin = observed): Pick<Fix, 'position'> => ({
  position: { at, origin },
});
export const fix = (parts: Partial<Fix>): Answer => ({ say: 'fix', fix: { tags: [], ...parts } });
export const settled = (id: string, facts: Partial<Finding>, answer: Answer): SettledTask => ({
  id,
  facts: finding(facts),
  answer,
});
