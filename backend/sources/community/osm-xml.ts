import { SaxesParser } from 'saxes';
import type { TagFilter } from '../../core/challenge/challenge.ts';
import type { Bbox, ElementType, LonLat, Member } from '../../core/feature.ts';
import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import { megabytes, RECORD_LIMIT } from '../bytes/limits.ts';
import type { OpenBytes } from '../bytes/open-bytes.ts';
import { textOf } from '../bytes/text.ts';
import { FileFault } from '../file-fault.ts';
import { saysFailure } from '../overpass/says-failure.ts';
import { momentOf } from '../table/json-rows.ts';
import { boxesCoverage } from './boxes-coverage.ts';
import { collectElements } from './osm-elements.ts';
import { osmSnapshot } from './osm-snapshot.ts';

type Attributes = Readonly<Record<string, string>>;

const pointOf = ({ lon, lat }: Attributes): LonLat | null =>
  lon === undefined || lat === undefined ? null : [Number(lon), Number(lat)];

const boxOfBounds = (name: string, a: Attributes): Bbox | null => {
  // osmosis wrote `<bound box="south,west,north,east">` in its time.
  const [south, west, north, east] =
    name === 'bound'
      ? (a['box'] ?? '').split(',').map(Number)
      : [a['minlat'], a['minlon'], a['maxlat'], a['maxlon']].map(Number);
  const box = [west, south, east, north];
  return box.every(value => value !== undefined && Number.isFinite(value)) ? (box as unknown as Bbox) : null;
};

/** The element at hand, filled as its children come. */
type Draft = {
  type: ElementType;
  attributes: Attributes;
  tags: Record<string, string>;
  nodes: number[];
  points: (LonLat | null)[];
  members: (Member & { points?: (LonLat | null)[] })[];
  center?: LonLat;
};

/** Elements within elements; a map has four at most, and each open one is kept. */
const DEPTH = 16;

const TYPES: ReadonlySet<string> = new Set(['node', 'way', 'relation']);

/**
 * Reads OSM XML (API, Overpass, osmium, JOSM, plain or gzipped) as a stream. Its bounds are the snapshot's coverage, its
 * time (`osm_base`, or the root's `timestamp`) the time of the data. Deleted elements are left out.
 */
export const readOsmXml = async (
  file: string,
  bytes: OpenBytes,
  filter: readonly TagFilter[],
): Promise<Snapshot> => {
  const elements = collectElements(filter);
  const parser = new SaxesParser({ position: true });
  const boxes: Bbox[] = [];
  let dataTime: string | null = null;
  let draft: Draft | null = null;
  let member: Draft['members'][number] | null = null;
  let remark: string | null = null;
  let sinceEvent = 0;
  let depth = 0;

  const idOf = (text = ''): number => {
    const id = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isSafeInteger(id)) return id;
    throw new FileFault(file, `line ${parser.line}`, `"${text.slice(0, 80)}" is no id of an element`);
  };

  const close = (done: Draft): void => {
    const { attributes: a, tags, center } = done;
    if (a['visible'] === 'false' || a['action'] === 'delete') return;
    const version = Number(a['version']);
    const common = {
      id: idOf(a['id']),
      tags,
      version: Number.isSafeInteger(version) && version > 0 ? version : undefined,
      center,
      changedAt: momentOf(a['timestamp']) ?? undefined,
    };
    if (done.type === 'node') elements.node({ ...common, at: pointOf(a) });
    else if (done.type === 'way') {
      const drawn = done.points.some(point => point !== null);
      elements.way({ ...common, nodes: done.nodes, ...(drawn ? { points: done.points } : {}) });
    } else elements.relation({ ...common, members: done.members });
  };

  parser.on('opentag', ({ name, attributes }) => {
    sinceEvent = 0;
    if (++depth > DEPTH)
      throw new FileFault(file, `line ${parser.line}`, `nests elements more than ${DEPTH} deep`);
    const a = attributes as Attributes;
    if (draft !== null) {
      if (name === 'tag') {
        const value = a['v'] ?? '';
        if (a['k'] !== undefined && value !== '') draft.tags[a['k']] = value;
      } else if (name === 'nd') {
        if (member !== null) {
          member.points ??= [];
          member.points.push(pointOf(a));
        } else {
          const at = pointOf(a);
          // `out tags geom` writes positions alone.
          if (a['ref'] !== undefined || at === null) draft.nodes.push(idOf(a['ref']));
          draft.points.push(at);
        }
      } else if (name === 'member' && TYPES.has(a['type'] ?? '')) {
        member = { type: a['type'] as ElementType, ref: idOf(a['ref']), role: a['role'] ?? '' };
        const at = pointOf(a);
        if (at !== null) member.points = [at];
        draft.members.push(member);
      } else if (name === 'center') draft.center = pointOf(a) ?? undefined;
    } else if (TYPES.has(name)) {
      draft = { type: name as ElementType, attributes: a, tags: {}, nodes: [], points: [], members: [] };
    } else if (name === 'bounds' || name === 'bound') {
      const box = boxOfBounds(name, a);
      if (box !== null) boxes.push(box);
    } else if (name === 'osm') dataTime ??= momentOf(a['timestamp']);
    else if (name === 'meta') dataTime = momentOf(a['osm_base']) ?? dataTime;
    else if (name === 'remark') remark = '';
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    if (name === 'member') member = null;
    else if (draft !== null && name === draft.type) {
      close(draft);
      draft = null;
    }
  });
  parser.on('text', text => {
    if (remark !== null && draft === null) remark += text;
  });
  parser.on('error', error => {
    const reason = error.message.replace(/^[^:]*:\d+:\d+:\s*/u, '').replace(/\.$/u, '');
    throw new FileFault(
      file,
      `line ${parser.line}, column ${parser.column}`,
      `is not well-formed XML: ${reason}`,
    );
  });

  const text = textOf(file, bytes.head, bytes.chunks);
  for await (const piece of text.pieces) {
    // Bounded steps, so that a broken file cannot grow one attribute without end.
    for (let from = 0; from < piece.length; from += 1 << 20) {
      const part = piece.slice(from, from + (1 << 20));
      sinceEvent += part.length;
      parser.write(part);
      if (sinceEvent > RECORD_LIMIT) {
        throw new FileFault(
          file,
          `line ${parser.line}`,
          `an element is longer than ${megabytes(RECORD_LIMIT)}`,
        );
      }
    }
  }
  parser.close();
  if (remark !== null && saysFailure(remark)) {
    throw new FileFault(file, 'remark', `the query failed: ${(remark as string).trim()}`);
  }
  return osmSnapshot(elements.finish(), {
    format: 'OSM XML',
    dataTime,
    coverage: boxesCoverage(boxes),
    bytes,
  });
};
