import type { TagFilter } from '../../core/challenge/challenge.ts';
import type { Feature, LonLat, Member, OsmElement, Shape, Tags } from '../../core/feature.ts';
import { boxOf } from '../../core/geo.ts';
import type { Rejection } from '../../core/snapshot/snapshot.ts';
import { standFor } from '../../core/stand-for.ts';
import { anyHolds } from '../../core/tags.ts';
import { wayShape } from '../../core/way-shape.ts';
import { onEarth } from './on-earth.ts';
import { Positions } from './positions.ts';
import { endOf, joinRings, type Piece, polygonsOf } from './rings.ts';
import { WayNodes } from './way-nodes.ts';

/** What every element has beside its parts. `center`: a position that the source computed. */
type Common = Readonly<{ id: number; tags: Tags; version?: number; changedAt?: string; center?: LonLat }>;
export type NodeRecord = Common & Readonly<{ at: LonLat | null }>;
/** `points`: geometry written with the way itself, null for a node outside the query's area. */
export type WayRecord = Common & Readonly<{ nodes: readonly number[]; points?: readonly (LonLat | null)[] }>;
export type RelationRecord = Common &
  Readonly<{ members: readonly (Member & Readonly<{ points?: readonly (LonLat | null)[] }>)[] }>;

export type OsmFeatures = Readonly<{
  features: readonly Feature[];
  rejected: readonly Rejection[];
  /** Kept elements that refer to others which are not in the file. */
  incomplete: number;
}>;

export type OsmElements = Readonly<{
  node: (node: NodeRecord) => void;
  way: (way: WayRecord) => void;
  relation: (relation: RelationRecord) => void;
  finish: () => OsmFeatures;
}>;

/** Where nodes are; only the positions that it takes can be asked for. */
export type NodePositions = Readonly<{
  set: (id: number, lon: number, lat: number) => void;
  get: (id: number) => [number, number] | undefined;
}>;

/** Points that are none of this Earth count as not there. */
const earthly = (points: readonly (LonLat | null)[]): readonly (LonLat | null)[] =>
  points.every(point => point === null || onEarth(point))
    ? points
    : points.map(point => (point !== null && onEarth(point) ? point : null));

/** An element with what its source computed, as far as that is on this Earth. */
const placed = <T extends Common & Readonly<{ points?: readonly (LonLat | null)[] }>>(element: T): T => {
  const { points, center } = element;
  if (points === undefined && center === undefined) return element;
  return {
    ...element,
    ...(points && { points: earthly(points) }),
    ...(center && !onEarth(center) && { center: undefined }),
  };
};

const stateOf = (element: OsmElement | { version: undefined }): Pick<Feature, 'element'> =>
  element.version === undefined ? {} : { element: element as OsmElement };

/** A way or relation where it could be placed, and whether a part of it is missing. */
type Placed = Readonly<{ at: LonLat | null; shape?: Shape; incomplete: boolean }>;

const middle = (points: readonly LonLat[]): LonLat | null => {
  const box = boxOf(points);
  if (box === null) return null;
  const [west, south, east, north] = box;
  return west <= east ? [(west + east) / 2, (south + north) / 2] : points[0]!;
};

/**
 * Collects the elements of a file in any order and gives those that a filter keeps as features, with their geometry. With
 * no filter, every element that has tags. `positions` may be asked for only when `finish` is called.
 */
export const collectElements = (
  filter: readonly TagFilter[],
  positions: NodePositions = new Positions(),
): OsmElements => {
  const wayNodes = new WayNodes();
  const nodes = new Map<number, NodeRecord>();
  const ways = new Map<number, WayRecord>();
  const relations = new Map<number, RelationRecord>();
  // Overpass writes an element twice where two statements print it; the one that says more stays. Extracts that were joined have it in
  // two versions; the newer one stays, whichever comes first.
  const keep = <T extends Common>(into: Map<number, T>, element: T): void => {
    if ((into.get(element.id)?.version ?? 0) > (element.version ?? 0)) return;
    let tagged = false;
    for (const _ in element.tags) {
      tagged = true;
      break;
    }
    if (tagged && anyHolds(filter, element.tags)) into.set(element.id, element);
  };

  const pointsOf = (way: Pick<WayRecord, 'nodes' | 'points'>): readonly (LonLat | null)[] =>
    way.points ?? way.nodes.map(id => positions.get(id) ?? null);

  const placeWay = (way: WayRecord): Placed => {
    const all = pointsOf(way);
    const points = all.filter(point => point !== null);
    const incomplete = points.length < all.length;
    if (points.length < 2)
      return { at: points[0] ?? way.center ?? null, incomplete: incomplete || all.length === 0 };
    const closed = !incomplete && endOf(points[0]!) === endOf(points[points.length - 1]!);
    const shape = wayShape(way.tags, points, closed);
    return { at: standFor(shape), shape, incomplete };
  };

  const placeRelation = (relation: RelationRecord): Placed => {
    let incomplete = false;
    // A label that is not there leaves the outline as it is.
    let ways = true;
    const pieces: { role: string; piece: Piece }[] = [];
    const alone: LonLat[] = [];
    for (const member of relation.members) {
      if (member.type === 'node') {
        const at = member.points?.[0] ?? positions.get(member.ref);
        if (at) alone.push(at);
        else incomplete = true;
      } else if (member.type === 'way') {
        const all = member.points ?? pointsOf({ nodes: wayNodes.get(member.ref) ?? [] });
        const points = all.filter(point => point !== null);
        if (points.length < all.length || points.length < 2) ways = false;
        if (points.length >= 2) {
          const piece = { first: endOf(points[0]!), last: endOf(points[points.length - 1]!), points };
          pieces.push({ role: member.role, piece });
        }
      }
    }
    const { type } = relation.tags;
    if ((type === 'multipolygon' || type === 'boundary') && ways) {
      const outer = joinRings(
        pieces.filter(({ role }) => role === 'outer' || role === '').map(({ piece }) => piece),
      );
      const inner = joinRings(pieces.filter(({ role }) => role === 'inner').map(({ piece }) => piece)) ?? [];
      if (outer !== null && outer.length > 0) {
        const polygons = polygonsOf(outer, inner);
        const shape: Shape =
          polygons.length === 1
            ? { type: 'Polygon', coordinates: polygons[0]! }
            : { type: 'MultiPolygon', coordinates: polygons };
        return { at: standFor(shape), shape, incomplete };
      }
    }
    if (!ways) incomplete = true;
    const everything = [...alone, ...pieces.flatMap(({ piece }) => piece.points)];
    if (everything.length === 0) return { at: relation.center ?? null, incomplete: true };
    return { at: relation.center ?? middle(everything), incomplete };
  };

  const finish = (): OsmFeatures => {
    const features: Feature[] = [];
    const rejected: Rejection[] = [];
    let incomplete = 0;
    let row = 0;
    const add = (id: string, placed: Placed, common: Common, state: Pick<Feature, 'element'>): void => {
      row++;
      if (placed.incomplete) incomplete++;
      if (placed.at === null) {
        rejected.push({ row, id, reason: 'incomplete-geometry' });
        return;
      }
      features.push({
        side: 'community',
        id,
        at: placed.at,
        ...(placed.shape === undefined ? {} : { shape: placed.shape }),
        tags: common.tags,
        ...state,
        ...(common.changedAt === undefined ? {} : { changedAt: common.changedAt }),
      });
    };
    for (const node of nodes.values()) {
      const { id, version, tags, at } = node;
      if (at !== null && !onEarth(at)) {
        row++;
        rejected.push({ row, id: `node/${id}`, reason: 'out-of-range', found: `${at[0]}, ${at[1]}` });
        continue;
      }
      const state =
        at === null || version === undefined ? {} : stateOf({ type: 'node', id, version, tags, at });
      add(`node/${id}`, { at, incomplete: false }, node, state);
    }
    for (const way of ways.values()) {
      const { id, version, tags, nodes } = way;
      const whole = version !== undefined && nodes.length > 0;
      add(`way/${id}`, placeWay(way), way, whole ? stateOf({ type: 'way', id, version, tags, nodes }) : {});
    }
    for (const relation of relations.values()) {
      const { id, version, tags } = relation;
      const members = relation.members.map(({ type, ref, role }) => ({ type, ref, role }));
      const whole = version !== undefined && members.length > 0;
      const state = whole ? stateOf({ type: 'relation', id, version, tags, members }) : {};
      add(`relation/${id}`, placeRelation(relation), relation, state);
    }
    return { features, rejected, incomplete };
  };

  return {
    node: node => {
      if (node.at !== null && onEarth(node.at)) positions.set(node.id, node.at[0], node.at[1]);
      keep(nodes, node);
    },
    way: told => {
      const way = placed(told);
      wayNodes.set(way.id, way.nodes);
      if (way.points !== undefined && way.points.length === way.nodes.length) {
        way.points.forEach((point, i) => {
          if (point !== null) positions.set(way.nodes[i]!, point[0], point[1]);
        });
      }
      keep(ways, way);
    },
    relation: relation => {
      const members = relation.members.map(member =>
        member.points ? { ...member, points: earthly(member.points) } : member,
      );
      keep(relations, { ...placed(relation), members });
    },
    finish,
  };
};
