import type { TagFilter } from '../../../core/challenge/challenge.ts';
import type { Snapshot } from '../../../core/snapshot/snapshot.ts';
import type { OpenBytes } from '../../bytes/open-bytes.ts';
import { FileFault } from '../../file-fault.ts';
import { boxesCoverage } from '../boxes-coverage.ts';
import { collectElements, type RelationRecord, type WayRecord } from '../osm-elements.ts';
import { osmSnapshot } from '../osm-snapshot.ts';
import { Damage } from './damage.ts';
import type { Limits } from './ration.ts';
import { linesIn, positionsIn, readAgain } from './read-again.ts';
import { openReread } from './reread-blobs.ts';
import { scanExtract } from './scan-extract.ts';
import { WantedIds } from './wanted-ids.ts';
import { WantedPositions } from './wanted-positions.ts';

/** Ids of members of one kind. */
const membersOf = (relations: readonly RelationRecord[], kind: 'node' | 'way'): number[] =>
  relations.flatMap(({ members }) => members.filter(({ type }) => type === kind).map(({ ref }) => ref));

const nodesOf = (ways: readonly WayRecord[], others: readonly number[]): Float64Array => {
  const ids = new Float64Array(ways.reduce((sum, { nodes }) => sum + nodes.length, others.length));
  ids.set(others);
  let at = others.length;
  for (const { nodes } of ways) {
    ids.set(nodes, at);
    at += nodes.length;
  }
  return ids;
};

/** A relation may name one way over and over; drawn out, that would fill the memory. */
const checkLengths = (
  file: string,
  relations: readonly RelationRecord[],
  ways: readonly WayRecord[],
  { ration }: Limits,
): void => {
  const lengths = new Map(ways.map(({ id, nodes }) => [id, nodes.length]));
  for (const { id, members } of relations) {
    try {
      for (const { type, ref } of members) if (type === 'way') ration.spend(lengths.get(ref) ?? 0);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      throw new FileFault(file, `relation ${id}`, error.message, { cause: error });
    }
  }
};

/**
 * Reads an OSM PBF extract, in up to three passes: what the filter keeps; then the ways that kept relations are made of;
 * then where the nodes of both are. The later ones read only blobs that may hold some of it, so that memory goes by what
 * is kept and not by the size of the file, whatever the order of its elements. The header's box is the snapshot's
 * coverage, the time of its replication the time of the data. `progress`: the share of the passes after the first.
 */
export const readOsmPbf = async (
  file: string,
  bytes: OpenBytes,
  filter: readonly TagFilter[],
  progress: (share: number) => void,
): Promise<Snapshot> => {
  const reread = await openReread(file, bytes);
  const { nodes, ways, relations, blobs, boxes, dataTime, limits } = await scanExtract(
    file,
    bytes.chunks,
    filter,
  );

  const kept = new Set(ways.map(({ id }) => id));
  const asked = new WantedIds(Float64Array.from(membersOf(relations, 'way')).filter(id => !kept.has(id)));
  const lines: WayRecord[] = [];
  await readAgain(
    file,
    reread,
    blobs.filter(blob => asked.some(blob.ways.min, blob.ways.max)),
    block => linesIn(block, asked, limits, way => lines.push(way)),
    share => progress(share / 2),
  );

  checkLengths(file, relations, [...lines, ...ways], limits);
  const positions = new WantedPositions();
  const elements = collectElements(filter, positions);
  positions.want(nodesOf([...ways, ...lines], membersOf(relations, 'node')));
  for (const node of nodes) elements.node(node);
  for (const way of [...lines, ...ways]) elements.way(way);
  for (const relation of relations) elements.relation(relation);
  const missing = positions.missing();
  await readAgain(
    file,
    reread,
    blobs.filter(blob => missing.some(blob.nodes.min, blob.nodes.max)),
    block => positionsIn(block, missing, limits, (id, lon, lat) => positions.set(id, lon, lat)),
    share => progress(0.5 + share / 2),
  );
  return osmSnapshot(elements.finish(), {
    format: 'OSM PBF',
    dataTime,
    coverage: boxesCoverage(boxes),
    bytes,
  });
};
