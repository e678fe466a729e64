import { onEarth } from '../on-earth.ts';
import type { WayRecord } from '../osm-elements.ts';
import { type Block, openBlock } from './block.ts';
import { DenseNodes } from './dense-nodes.ts';
import { eachElement } from './each-element.ts';
import { inBlob } from './in-blob.ts';
import type { Limits } from './ration.ts';
import type { BlobPlace } from './read-blobs.ts';
import type { Reread } from './reread-blobs.ts';
import { SingleElements } from './single-elements.ts';
import { unpackAhead } from './unpack-ahead.ts';
import type { WantedIds } from './wanted-ids.ts';

type Progress = (share: number) => void;
const IGNORED = (): void => {};

/** Opens the blocks of some blobs once more. */
export const readAgain = async (
  file: string,
  reread: Reread,
  places: readonly BlobPlace[],
  work: (block: Block) => void,
  progress: Progress,
): Promise<void> => {
  let done = 0;
  for await (const { blob, bytes } of unpackAhead(file, reread(places))) {
    inBlob(file, blob, () => work(openBlock(bytes)));
    progress(++done / places.length);
  }
};

/** Gives the ways of a block that are wanted: their nodes, without tags. */
export const linesIn = (
  block: Block,
  wanted: WantedIds,
  limits: Limits,
  give: (way: WayRecord) => void,
): void => {
  const single = new SingleElements(block, limits);
  eachElement(block, {
    dense: IGNORED,
    single: (type, from, to) => {
      if (type !== 'way') return;
      const id = single.open(from, to, type);
      if (wanted.has(id) && !single.deleted) give({ id, tags: {}, ...single.line() });
    },
  });
};

/** Tells where the nodes of a block are that are wanted. */
export const positionsIn = (
  block: Block,
  wanted: WantedIds,
  limits: Limits,
  tell: (id: number, lon: number, lat: number) => void,
): void => {
  const put: Parameters<DenseNodes['locate']>[1] = (id, at) => {
    if (at !== null && onEarth(at)) tell(id, at[0], at[1]);
  };
  const single = new SingleElements(block, limits);
  eachElement(block, {
    dense: (from, to) => new DenseNodes(block, from, to).locate(wanted, put),
    single: (type, from, to) => {
      if (type !== 'node') return;
      const id = single.open(from, to, type);
      if (wanted.has(id) && !single.deleted) put(id, single.position());
    },
  });
};
