import type { TagFilter } from '../../../core/challenge/challenge.ts';
import type { Bbox } from '../../../core/feature.ts';
import { anyHolds } from '../../../core/tags.ts';
import { BOMB, isBomb } from '../../bytes/limits.ts';
import type { NodeRecord, RelationRecord, WayRecord } from '../osm-elements.ts';
import { openBlock } from './block.ts';
import { Damage } from './damage.ts';
import { readHeader } from './header.ts';
import { inBlob } from './in-blob.ts';
import { type Limits, Ration } from './ration.ts';
import { type Blob, type BlobPlace, readBlobs } from './read-blobs.ts';
import { type Held, scanBlock } from './scan-block.ts';
import { sieveFor } from './sieve.ts';
import { unpackAhead } from './unpack-ahead.ts';

/** What one reading of an extract gives: the elements that pass, without their geometry, and where the others are. */
export type Scanned = Readonly<{
  nodes: readonly NodeRecord[];
  ways: readonly WayRecord[];
  relations: readonly RelationRecord[];
  blobs: readonly (BlobPlace & Held)[];
  boxes: readonly Bbox[];
  /** ISO 8601 */
  dataTime: string | null;
  limits: Limits;
}>;

/** Reads a whole extract once. Throws FileFault. */
export const scanExtract = async (
  file: string,
  chunks: AsyncIterable<Buffer>,
  filter: readonly TagFilter[],
): Promise<Scanned> => {
  const sieve = sieveFor(filter);
  const ration = new Ration();
  const limits: Limits = { ration, passes: tags => anyHolds(filter, tags) };
  const nodes: NodeRecord[] = [];
  const ways: WayRecord[] = [];
  const relations: RelationRecord[] = [];
  const blobs: (BlobPlace & Held)[] = [];
  const boxes: Bbox[] = [];
  let dataTime: string | null = null;
  let packedSize = 0;
  let unpackedSize = 0;

  const begin = (unpacked: Uint8Array): void => {
    const header = readHeader(unpacked);
    if (header.box !== null) boxes.push(header.box);
    // Extracts that were joined are as old as the oldest of them.
    if (header.dataTime !== null && (dataTime === null || header.dataTime < dataTime))
      dataTime = header.dataTime;
  };
  const keep = {
    node: (node: NodeRecord) => nodes.push(node),
    way: (way: WayRecord) => ways.push(way),
    relation: (relation: RelationRecord) => relations.push(relation),
  };
  const scan = ({ number, at, dataAt, size }: Blob, unpacked: Uint8Array): void => {
    ration.earn(size);
    packedSize += size;
    const block = openBlock(unpacked);
    unpackedSize += unpacked.length;
    if (isBomb(packedSize, unpackedSize)) throw new Damage(BOMB);
    const held = scanBlock(block, sieve(block.strings), limits, keep);
    // Of the others nothing is ever asked again, and a file may have millions of them.
    if (held.nodes.some || held.ways.some) blobs.push({ number, at, dataAt, size, ...held });
  };

  for await (const { blob, bytes } of unpackAhead(file, readBlobs(file, chunks))) {
    inBlob(file, blob, () => {
      if (blob.kind === 'OSMHeader') begin(bytes);
      else if (blob.number === 1) throw new Damage('does not begin with the header of an extract');
      // The format lets writers add kinds of their own; readers pass over them.
      else if (blob.kind === 'OSMData') scan(blob, bytes);
    });
  }
  return { nodes, ways, relations, blobs, boxes, dataTime, limits };
};
