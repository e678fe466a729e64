import type { TagFilter } from '../../../core/challenge/challenge.ts';
import type { ElementType, LonLat, Tags } from '../../../core/feature.ts';
import type { Snapshot } from '../../../core/snapshot/snapshot.ts';
import type { OpenBytes } from '../../bytes/open-bytes.ts';
import { narrowed } from '../../bytes/text.ts';
import { FileFault } from '../../file-fault.ts';
import { asObject } from '../../json/parse-json.ts';
import { scanDocument } from '../../json/scan-document.ts';
import type { OverpassArea } from '../../overpass/area.ts';
import { saysFailure } from '../../overpass/says-failure.ts';
import { momentOf } from '../../table/json-rows.ts';
import { textOf } from '../../table/values.ts';
import { collectElements } from '../osm-elements.ts';
import { osmSnapshot } from '../osm-snapshot.ts';
import { queriedArea } from './queried-area.ts';

const pointOf = (value: unknown): LonLat | null => {
  const { lon, lat } = asObject(value) ?? {};
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : null;
};

const idOf = (value: unknown): number | null => {
  const id =
    typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN;
  return Number.isSafeInteger(id) ? id : null;
};

/** Ids in their order; null where one of them cannot be read. */
const idsOf = (value: unknown): number[] | null => {
  const ids = (Array.isArray(value) ? value : []).map(idOf);
  return ids.every(id => id !== null) ? ids : null;
};

const pointsOf = (value: unknown): (LonLat | null)[] | undefined =>
  Array.isArray(value) ? value.map(pointOf) : undefined;

const tagsOf = (value: unknown): Tags => {
  const tags: Record<string, string> = {};
  for (const [key, tag] of Object.entries(asObject(value) ?? {})) {
    const text = textOf(tag);
    if (text !== null) tags[key] = text;
  }
  return tags;
};

/** Members in their order; null where the id of one cannot be read. */
const membersOf = (value: unknown) => {
  const members = (Array.isArray(value) ? value : []).flatMap(item => {
    const { type, ref, role, geometry, lon, lat } = asObject(item) ?? {};
    if (type !== 'node' && type !== 'way' && type !== 'relation') return [];
    const own = pointOf({ lon, lat });
    const points = pointsOf(geometry) ?? (own === null ? undefined : [own]);
    return [
      {
        type: type as ElementType,
        ref: idOf(ref) ?? Number.NaN,
        role: String(role ?? ''),
        ...(points ? { points } : {}),
      },
    ];
  });
  return members.some(({ ref }) => Number.isNaN(ref)) ? null : members;
};

/**
 * Reads an Overpass answer in JSON (`out body`, `geom`, `center`, `meta`). A remark that names an error is a failed query.
 * @param area what a query of ours asked about, and so what the answer covers
 */
export const readOverpassJson = async (
  file: string,
  bytes: OpenBytes,
  filter: readonly TagFilter[],
  area?: OverpassArea,
): Promise<Snapshot> => {
  const elements = collectElements(filter);
  const queried = area && queriedArea(file, area);
  let dataTime: string | null = null;
  let unreadable = 0;
  await scanDocument(file, narrowed(bytes.head, bytes.chunks), {
    element: (_key, value) => {
      const element = asObject(value);
      const id = idOf(element?.['id']);
      const nodes = idsOf(element?.['nodes']);
      const members = membersOf(element?.['members']);
      if (element === null || id === null || nodes === null || members === null) {
        unreadable++;
        return;
      }
      const { version } = element;
      const common = {
        id,
        tags: tagsOf(element['tags']),
        center: pointOf(element['center']) ?? undefined,
        version: Number.isSafeInteger(version) && Number(version) > 0 ? Number(version) : undefined,
        changedAt: momentOf(element['timestamp']) ?? undefined,
      };
      if (element['type'] === 'node') elements.node({ ...common, at: pointOf(element) });
      else if (element['type'] === 'way') {
        elements.way({ ...common, nodes, points: pointsOf(element['geometry']) });
      } else if (element['type'] === 'relation') {
        if (queried?.isBoundary(version)) queried.boundary(id, members);
        else elements.relation({ ...common, members });
      } else if (element['type'] === 'area') queried?.area(id);
    },
    member: (key, value) => {
      if (key === 'remark' && typeof value === 'string' && saysFailure(value)) {
        throw new FileFault(file, 'remark', `the query failed: ${value}`);
      }
      if (key === 'osm3s') dataTime = momentOf(asObject(value)?.['timestamp_osm_base']);
    },
    settle: async () => {},
    end: () => {},
  });
  const found = elements.finish();
  const broken = Array.from({ length: unreadable }, (_, i) => ({
    row: found.features.length + found.rejected.length + i + 1,
    reason: 'unreadable-row' as const,
  }));
  return osmSnapshot(
    { ...found, rejected: [...found.rejected, ...broken] },
    { format: 'Overpass JSON', dataTime, coverage: queried?.coverage() ?? null, bytes },
  );
};
