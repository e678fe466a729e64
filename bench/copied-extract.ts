import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { deflateSync } from 'node:zlib';
import { readBlobs } from '../backend/sources/community/pbf/read-blobs.ts';
import { unpack } from '../backend/sources/community/pbf/unpack.ts';
import { Wire } from '../backend/sources/community/pbf/wire.ts';

/** Ids from one copy to the next; more than any id of OSM. */
const IDS = 20_000_000_000;
/** 1e-9 degrees from one copy to the next, on a grid. */
const STEP = 300_000_000;
const COLUMNS = 16;

/** How far the `k`th copy lies from the first, in 1e-9 degrees. */
export const shiftOf = (k: number): readonly [lon: number, lat: number] => [
  (k % COLUMNS) * STEP,
  Math.floor(k / COLUMNS) * STEP,
];

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left >= 128n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
};
const sint = (value: number): Buffer => varint(value < 0 ? -2 * value - 1 : 2 * value);
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field: number, content: Buffer): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);

/** Writes a field anew, behind whose key the wire stands; one that is not named stays as it is. */
type Changes = Readonly<Record<number, (wire: Wire, end: number) => Buffer>>;

const rewritten = (wire: Wire, end: number, changes: Changes): Buffer => {
  const parts: Uint8Array[] = [];
  while (wire.pos < end) {
    const from = wire.pos;
    const key = wire.key();
    const change = changes[key >>> 3];
    if (change === undefined) wire.skip(key, end);
    parts.push(change === undefined ? wire.bytes.subarray(from, wire.pos) : change(wire, end));
  }
  return Buffer.concat(parts);
};

const message =
  (field: number, changes: Changes) =>
  (wire: Wire, end: number): Buffer =>
    bytes(field, rewritten(wire, wire.span(end), changes));

/** A list of steps that begins elsewhere: only its first step is another one. */
const begunAt =
  (field: number, more: number) =>
  (wire: Wire, end: number): Buffer => {
    const to = wire.span(end);
    if (wire.pos === to) return bytes(field, Buffer.alloc(0));
    const first = sint(wire.sint() + more);
    const rest = wire.bytes.subarray(wire.pos, to);
    wire.pos = to;
    return bytes(field, Buffer.concat([first, rest]));
  };

/** A block with other ids and positions; tags and times are those that it had. */
const moved = (block: Uint8Array, k: number): Buffer => {
  const ids = k * IDS;
  const [lon, lat] = shiftOf(k);
  const signedId = (wire: Wire): Buffer => Buffer.concat([varint(1 << 3), sint(wire.sint() + ids)]);
  const id = (wire: Wire): Buffer => number(1, wire.int() + ids);
  const group = {
    1: message(1, { 1: signedId }),
    2: message(2, { 1: begunAt(1, ids) }),
    3: message(3, { 1: id, 8: begunAt(8, ids) }),
    4: message(4, { 1: id, 9: begunAt(9, ids) }),
  };
  const copy = rewritten(new Wire(block), block.length, { 2: message(2, group) });
  // The origin of the positions, 0 in extracts as they come; of two that are named the last one counts.
  return Buffer.concat([copy, number(19, lat), number(20, lon)]);
};

const blob = (kind: string, content: Buffer): Buffer => {
  const packed = Buffer.concat([number(2, content.length), bytes(3, deflateSync(content))]);
  const header = Buffer.concat([bytes(1, Buffer.from(kind)), number(3, packed.length)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, packed]);
};

const HEADER = Buffer.concat(['OsmSchema-V0.6', 'DenseNodes'].map(name => bytes(4, Buffer.from(name))));

/** Which kind of element a block begins with, by the field of its group. */
const kindOf = (block: Uint8Array): number => {
  const wire = new Wire(block);
  while (wire.pos < block.length) {
    const key = wire.key();
    if (key >>> 3 === 2) {
      wire.span(block.length);
      return wire.key() >>> 3;
    }
    wire.skip(key, block.length);
  }
  return 0;
};

/**
 * Writes an extract many times beside itself, each copy with ids of its own: real tags, and as large as one likes. Nodes
 * come before ways and relations, as in the extract. Its size in bytes.
 */
export const copyExtract = async (from: string, to: string, copies: number): Promise<number> => {
  const blocks: Readonly<{ kind: number; block: Uint8Array }>[] = [];
  for await (const one of readBlobs(from, createReadStream(from))) {
    if (one.kind !== 'OSMData') continue;
    const block = await unpack(one.bytes);
    blocks.push({ kind: Math.max(2, kindOf(block)), block });
  }
  const out = createWriteStream(to);
  const write = async (piece: Buffer): Promise<void> => {
    if (!out.write(piece)) await once(out, 'drain');
  };
  await write(blob('OSMHeader', HEADER));
  for (const kind of [2, 3, 4]) {
    const some = blocks.filter(one => one.kind === kind);
    for (let k = 0; k < copies; k++)
      for (const { block } of some) await write(blob('OSMData', moved(block, k)));
  }
  out.end();
  await finished(out);
  return out.bytesWritten;
};
