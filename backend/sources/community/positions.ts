/**
 * Positions of nodes by id, in typed arrays: 16 bytes a node, so that an extract of some ten million fits. Sorted when it
 * is first asked, which costs nothing for a file in the usual order.
 */
export class Positions {
  #ids = new Float64Array(1024);
  /** 1e-7 degrees, as OSM itself stores them */
  #lon = new Int32Array(1024);
  #lat = new Int32Array(1024);
  #size = 0;
  #sorted = true;

  set(id: number, lon: number, lat: number): void {
    if (this.#size === this.#ids.length) this.#grow();
    const i = this.#size++;
    this.#ids[i] = id;
    this.#lon[i] = Math.round(lon * 1e7);
    this.#lat[i] = Math.round(lat * 1e7);
    if (i > 0 && this.#ids[i - 1]! >= id) this.#sorted = false;
  }

  /** Degrees, longitude first; undefined where the node is not there. */
  get(id: number): [number, number] | undefined {
    if (!this.#sorted) this.#sort();
    let low = 0;
    let high = this.#size - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#ids[middle]!;
      if (found === id) return [this.#lon[middle]! / 1e7, this.#lat[middle]! / 1e7];
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  #grow(): void {
    const room = this.#ids.length * 2;
    const wider = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#ids = wider(this.#ids, new Float64Array(room));
    this.#lon = wider(this.#lon, new Int32Array(room));
    this.#lat = wider(this.#lat, new Int32Array(room));
  }

  #sort(): void {
    const order = Uint32Array.from({ length: this.#size }, (_, i) => i);
    order.sort((a, b) => this.#ids[a]! - this.#ids[b]! || a - b);
    this.#ids = Float64Array.from(order, i => this.#ids[i]!);
    const [lon, lat] = [this.#lon, this.#lat];
    this.#lon = Int32Array.from(order, i => lon[i]!);
    this.#lat = Int32Array.from(order, i => lat[i]!);
    this.#size = order.length;
    this.#sorted = true;
  }
}
