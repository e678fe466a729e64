import { type MessagePort, parentPort } from 'node:worker_threads';
import { type Cell, type CellPlaces, type Described, openCell, type Terms } from '../core/match/cell.ts';
import { type PackedTags, unpackTags } from '../core/match/columns/packed-tags.ts';
import type { Texts } from '../core/match/names/texts.ts';
import type { ShapeOf } from '../core/match/near/candidates.ts';

/** What a thread is asked: to open a cell (a number of its own), or to take a step of it. */
export type Asked = Readonly<{ id: number; cell: number }> &
  (
    | Readonly<{ step: 'open'; places: CellPlaces; terms: Terms; shapes: Shapes }>
    | Readonly<{ step: 'read'; sides: readonly [Packed, Packed]; counted: Uint8Array }>
    | Readonly<{ step: Exclude<keyof Cell, 'read'>; given: readonly unknown[] }>
  );
export type Answered = Readonly<{ id: number; said?: unknown; fault?: Error }>;

/** The community's features that are more than points, by number. */
export type Shapes = ReadonlyMap<number, ReturnType<ShapeOf>>;

type Packed = Readonly<{ names: Texts; tags: PackedTags }>;
const unpacked = ({ names, tags }: Packed): Described => ({ names, tags: unpackTags(tags) });

const cells = new Map<number, Cell>();

const answer = (asked: Asked): unknown => {
  if (asked.step === 'open') {
    const shapeOf: ShapeOf = j => asked.shapes.get(j)!;
    cells.set(asked.cell, openCell(asked.places, asked.terms, shapeOf));
    return null;
  }
  const cell = cells.get(asked.cell)!;
  if (asked.step === 'read')
    return cell.read([unpacked(asked.sides[0]), unpacked(asked.sides[1])], asked.counted);
  return (cell[asked.step] as (...given: readonly unknown[]) => unknown)(...asked.given);
};

const port = parentPort as MessagePort;
port.on('message', (asked: Asked) => {
  try {
    port.postMessage({ id: asked.id, said: answer(asked) } satisfies Answered);
  } catch (fault) {
    port.postMessage({ id: asked.id, fault: fault as Error } satisfies Answered);
  }
});
