import type { LonLat, Tags } from '../../../core/feature.ts';
import type { NodeRecord } from '../osm-elements.ts';
import { type Block, positionOf } from './block.ts';
import { Damage } from './damage.ts';
import { addTag, idOf, infoFrom } from './element-parts.ts';
import type { IdRange } from './id-range.ts';
import { Message } from './message.ts';
import type { Limits, Ration } from './ration.ts';
import type { Wanted } from './sieve.ts';
import type { WantedIds } from './wanted-ids.ts';
import { Wire } from './wire.ts';

/** Fields of DenseNodes. */
const IDS = 1;
const INFO = 5;
const LAT = 8;
const LON = 9;
const TAGS = 10;
/** Fields of DenseInfo. */
const VERSION = 1;
const TIME = 2;
const VISIBLE = 6;

/** One thing that every node has, one after the other; null where the file does not say it. */
type Column = Readonly<{ from: number; to: number }> | null;

const columnIn = (message: Message, field: number): Column =>
  message.to(field) > message.from(field) ? { from: message.from(field), to: message.to(field) } : null;

/** Nodes as columns: all ids, all latitudes and so on, mostly as steps from one node to the next. */
export class DenseNodes {
  readonly #block: Block;
  readonly #wire: Wire;
  readonly #ids: Column;
  readonly #lat: Column;
  readonly #lon: Column;
  /** Key, value, key, value, and a 0 behind the last of each node; nothing at all where no node has a tag. */
  readonly #tags: Column;
  readonly #version: Column = null;
  readonly #time: Column = null;
  readonly #visible: Column = null;

  constructor(block: Block, from: number, to: number) {
    this.#block = block;
    this.#wire = new Wire(block.bytes);
    const message = new Message(this.#wire);
    message.open(from, to);
    this.#ids = columnIn(message, IDS);
    this.#lat = columnIn(message, LAT);
    this.#lon = columnIn(message, LON);
    this.#tags = columnIn(message, TAGS);
    if (message.has(INFO)) {
      message.open(message.from(INFO), message.to(INFO));
      this.#version = columnIn(message, VERSION);
      this.#time = columnIn(message, TIME);
      this.#visible = columnIn(message, VISIBLE);
    }
  }

  /** Gives the nodes with a key that is wanted, those that pass; `seen` takes the ids of all. */
  scan(wanted: Wanted, seen: IdRange, { ration, passes }: Limits, keep: (node: NodeRecord) => void): void {
    const rows = this.#countIds(seen);
    if (wanted === null) return;
    const { found, tagsAt } = this.#tagged(wanted, rows);
    const kept: number[] = [];
    const tagsOf: Tags[] = [];
    for (const [i, row] of found.entries()) {
      const tags = this.#tagsFrom(tagsAt[i]!, ration);
      if (!passes(tags)) continue;
      kept.push(row);
      tagsOf.push(tags);
    }
    // All else of few nodes is decoded, and of most blocks none.
    if (kept.length === 0) return;
    const ids = this.#steps(this.#ids, kept)!;
    const at = this.#positions(kept);
    const info = this.#info(kept);
    for (const [i, tags] of tagsOf.entries()) {
      const { deleted, ...rest } = info(i);
      if (deleted) continue;
      ration.spend(1);
      keep({ id: ids[i]!, tags, ...rest, at: at(i) });
    }
  }

  /** Tells where the nodes are that are wanted. */
  locate(wanted: WantedIds, tell: (id: number, at: LonLat | null) => void): void {
    if (this.#ids === null) return;
    const { from, to } = this.#ids;
    const wire = this.#wire;
    const found: number[] = [];
    const ids: number[] = [];
    wire.pos = from;
    for (let id = 0, row = 0; wire.pos < to; row++) {
      id += wire.sint();
      if (!wanted.has(id)) continue;
      found.push(row);
      ids.push(id);
    }
    if (found.length === 0) return;
    const at = this.#positions(found);
    const info = this.#info(found);
    for (let i = 0; i < found.length; i++) if (!info(i).deleted) tell(ids[i]!, at(i));
  }

  #countIds(seen: IdRange): number {
    if (this.#ids === null) return 0;
    const { from, to } = this.#ids;
    const wire = this.#wire;
    wire.pos = from;
    let rows = 0;
    for (let id = 0; wire.pos < to; rows++) {
      id += wire.sint();
      seen.add(id);
    }
    wire.ended(to);
    idOf(seen.min);
    idOf(seen.max);
    return rows;
  }

  /** Rows that have a key that is wanted, and where the tags of each begin. */
  #tagged(wanted: Uint8Array, rows: number): Readonly<{ found: number[]; tagsAt: number[] }> {
    const found: number[] = [];
    const tagsAt: number[] = [];
    if (this.#tags === null) return { found, tagsAt };
    const { from, to } = this.#tags;
    const wire = this.#wire;
    wire.pos = from;
    let row = 0;
    let start = from;
    let taken = false;
    while (wire.pos < to) {
      const key = wire.varint();
      if (key === 0) {
        row++;
        start = wire.pos;
        taken = false;
        continue;
      }
      if (key >= wanted.length) throw new Damage('refers to a text that is not in its block');
      wire.varint();
      if (wanted[key] === 0 || taken) continue;
      found.push(row);
      tagsAt.push(start);
      taken = true;
    }
    wire.ended(to);
    if (row !== rows || start !== to) throw new Damage('the tags of nodes are not as many as the nodes');
    return { found, tagsAt };
  }

  #tagsFrom(at: number, ration: Ration): Record<string, string> {
    const tags: Record<string, string> = {};
    const wire = this.#wire;
    wire.pos = at;
    for (let key = wire.varint(); key !== 0; key = wire.varint()) {
      addTag(tags, this.#block, key, wire.varint(), ration);
    }
    return tags;
  }

  #positions(rows: readonly number[]): (i: number) => LonLat | null {
    const lon = this.#steps(this.#lon, rows);
    const lat = this.#steps(this.#lat, rows);
    if (lon === null || lat === null) throw new Damage('nodes without positions');
    return i => positionOf(this.#block, lon[i]!, lat[i]!);
  }

  #info(rows: readonly number[]): (i: number) => ReturnType<typeof infoFrom> {
    const version = this.#values(this.#version, rows);
    const time = this.#steps(this.#time, rows);
    const visible = this.#values(this.#visible, rows);
    const { dateGranularity } = this.#block;
    return i => infoFrom(version?.[i], time?.[i], visible?.[i], dateGranularity);
  }

  /** What a column has in some rows, in their order. */
  #values(column: Column, rows: readonly number[]): number[] | null {
    if (column === null) return null;
    const wire = this.#wire;
    const picked: number[] = [];
    wire.pos = column.from;
    let next = 0;
    for (const row of rows) {
      for (; next < row; next++) wire.varint();
      if (wire.pos >= column.to) throw new Damage('the columns of nodes are not equally long');
      picked.push(wire.int());
      next++;
    }
    return picked;
  }

  /** The same for a column of steps. */
  #steps(column: Column, rows: readonly number[]): number[] | null {
    if (column === null) return null;
    const wire = this.#wire;
    const picked: number[] = [];
    wire.pos = column.from;
    let next = 0;
    let value = 0;
    for (const row of rows) {
      for (; next <= row; next++) value += wire.sint();
      if (wire.pos > column.to) throw new Damage('the columns of nodes are not equally long');
      picked.push(value);
    }
    return picked;
  }
}
