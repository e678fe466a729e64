import { WantedIds } from './wanted-ids.ts';

/** No position: a longitude that does not exist. */
const NOWHERE = 0x7fffffff;

/** Positions of the nodes that somebody asks for, 16 bytes each; all others are passed over. */
export class WantedPositions {
  #ids = new WantedIds(new Float64Array());
  /** 1e-7 degrees, as OSM itself stores them */
  #lon = new Int32Array();
  #lat = new Int32Array();
  #found = 0;

  /** From now on these are asked for, and no others. */
  want(ids: Float64Array): void {
    this.#ids = new WantedIds(ids);
    this.#lon = new Int32Array(this.#ids.size).fill(NOWHERE);
    this.#lat = new Int32Array(this.#ids.size);
    this.#found = 0;
  }

  /** Those that have no position yet. */
  missing(): WantedIds {
    return this.#found === 0 ? this.#ids : this.#ids.only(at => this.#lon[at] === NOWHERE);
  }

  set(id: number, lon: number, lat: number): void {
    const at = this.#ids.find(id);
    if (at < 0) return;
    this.#lon[at] = Math.round(lon * 1e7);
    this.#lat[at] = Math.round(lat * 1e7);
    this.#found++;
  }

  /** Degrees, longitude first; undefined where the node is not there. */
  get(id: number): [number, number] | undefined {
    const at = this.#ids.find(id);
    if (at < 0 || this.#lon[at] === NOWHERE) return undefined;
    return [this.#lon[at]! / 1e7, this.#lat[at]! / 1e7];
  }
}
