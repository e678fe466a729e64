import type { Bbox } from '../../../core/feature.ts';
import { momentOf } from './block.ts';
import { Damage } from './damage.ts';
import { Wire } from './wire.ts';

/** What the header of an extract says of it. `dataTime`: ISO 8601. */
export type Header = Readonly<{ box: Bbox | null; dataTime: string | null }>;

/** Required features that are read; every other one is refused. */
const READ = new Set(['OsmSchema-V0.6', 'DenseNodes']);

const utf8 = new TextDecoder();

/** Left, right, top, bottom in 1e-9 degrees; null where that is no box. */
const boxOf = (wire: Wire, end: number): Bbox | null => {
  const sides: (number | undefined)[] = [];
  while (wire.pos < end) {
    const key = wire.key();
    const field = key >>> 3;
    if (field >= 1 && field <= 4) sides[field] = wire.number(key, 'sint') / 1e9;
    else wire.skip(key, end);
  }
  wire.ended(end);
  const [, west, east, north, south] = sides;
  if (west === undefined || east === undefined || north === undefined || south === undefined) return null;
  const onEarth = Math.max(Math.abs(west), Math.abs(east)) <= 180 && south >= -90 && north <= 90;
  return onEarth && south <= north ? [west, south, east, north] : null;
};

const refuse = (feature: string): never => {
  if (feature === 'HistoricalInformation') {
    throw new Damage(
      'is a history file, which holds every version of every element; `osmium time-filter FILE -o extract.osm.pbf` takes the present state out of it',
    );
  }
  throw new Damage(`wants a reader that knows "${feature.slice(0, 80)}", which this one does not`);
};

/** Reads a HeaderBlock. Throws Damage, and refuses what asks for more than is known here. */
export const readHeader = (bytes: Uint8Array): Header => {
  const wire = new Wire(bytes);
  let box: Bbox | null = null;
  let dataTime: string | null = null;
  while (wire.pos < bytes.length) {
    const key = wire.key();
    const field = key >>> 3;
    if (field === 1) box = boxOf(wire, wire.part(key, bytes.length));
    else if (field === 4) {
      const to = wire.part(key, bytes.length);
      const feature = utf8.decode(bytes.subarray(wire.pos, to));
      if (!READ.has(feature)) refuse(feature);
      wire.pos = to;
    } else if (field === 32) {
      dataTime = momentOf(wire.number(key), 1000) ?? null;
    } else wire.skip(key, bytes.length);
  }
  wire.ended(bytes.length);
  return { box, dataTime };
};
