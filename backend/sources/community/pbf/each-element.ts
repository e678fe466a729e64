import type { ElementType } from '../../../core/feature.ts';
import { type Block, GROUP } from './block.ts';
import { Wire } from './wire.ts';

/** Where elements lie in the bytes of a block: columns of nodes, or one element by itself. */
export type Found = Readonly<{
  dense: (from: number, to: number) => void;
  single: (type: ElementType, from: number, to: number) => void;
}>;

/** Fields of a PrimitiveGroup; there are changesets too, which nobody needs. */
const TYPES: Readonly<Record<number, ElementType>> = { 1: 'node', 3: 'way', 4: 'relation' };
const DENSE = 2;

/**
 * Finds the elements of a block in their order. Its groups are not listed before: sixteen million of nothing fit into a blob of 32 kB.
 * Throws Damage.
 */
export const eachElement = ({ bytes }: Block, found: Found): void => {
  const wire = new Wire(bytes);
  while (wire.pos < bytes.length) {
    const key = wire.key();
    if (key >>> 3 === GROUP) inGroup(wire, wire.part(key, bytes.length), found);
    else wire.skip(key, bytes.length);
  }
};

const inGroup = (wire: Wire, end: number, found: Found): void => {
  while (wire.pos < end) {
    const key = wire.key();
    const field = key >>> 3;
    const type = TYPES[field];
    if (type === undefined && field !== DENSE) {
      wire.skip(key, end);
      continue;
    }
    const to = wire.part(key, end);
    if (type === undefined) found.dense(wire.pos, to);
    else found.single(type, wire.pos, to);
    wire.pos = to;
  }
  wire.ended(end);
};
