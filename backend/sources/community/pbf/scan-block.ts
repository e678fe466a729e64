import type { NodeRecord, RelationRecord, WayRecord } from '../osm-elements.ts';
import type { Block } from './block.ts';
import { DenseNodes } from './dense-nodes.ts';
import { eachElement } from './each-element.ts';
import { IdRange } from './id-range.ts';
import type { Limits } from './ration.ts';
import type { Wanted } from './sieve.ts';
import { SingleElements } from './single-elements.ts';

/** The ids that a block holds, by kind. */
export type Held = Readonly<{ nodes: IdRange; ways: IdRange }>;

export type Keep = Readonly<{
  node: (node: NodeRecord) => void;
  way: (way: WayRecord) => void;
  relation: (relation: RelationRecord) => void;
}>;

/** Gives the elements of a block that pass, and tells which ids it holds. Throws Damage. */
export const scanBlock = (block: Block, wanted: Wanted, limits: Limits, keep: Keep): Held => {
  const held = { nodes: new IdRange(), ways: new IdRange() };
  const single = new SingleElements(block, limits);
  eachElement(block, {
    dense: (from, to) => new DenseNodes(block, from, to).scan(wanted, held.nodes, limits, keep.node),
    single: (type, from, to) => {
      const id = single.open(from, to, type);
      if (type === 'node') held.nodes.add(id);
      else if (type === 'way') held.ways.add(id);
      if (!single.mayPass(wanted)) return;
      const element = single[type](id);
      if (element !== null) keep[type](element as NodeRecord & WayRecord & RelationRecord);
    },
  });
  return held;
};
